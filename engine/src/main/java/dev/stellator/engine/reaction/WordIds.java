package dev.stellator.engine.reaction;

import dev.stellator.engine.model.Difference;
import dev.stellator.engine.model.Intervention.Window.Sweep;
import dev.stellator.engine.model.Tokenizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The watched words as subwords of a model, and the measures over their log-probabilities. */
final class WordIds {
    private static final int FEWEST_WHOLE_WORDS = 5;

    private final List<Integer> watched;
    private final List<String> notes = new ArrayList<>();
    private final Tokenizer tokenizer;
    private final Map<String, Integer> vocabulary;
    private final Map<String, Integer> matched;
    private final List<Map<String, Integer>> neighbours;
    private final int anchorId;

    private WordIds(Tokenizer tokenizer, WordSets words, @Nullable String anchor, List<Integer> watched) {
        this.tokenizer = tokenizer;
        this.watched = watched;
        Map<String, Integer> own = columns(words.vocabulary(), "vocabulary");
        Map<String, Integer> others = columns(words.matched(), "matched words");
        int size = Math.min(own.size(), others.size());
        this.vocabulary = first(own, size);
        this.matched = first(others, size);
        this.neighbours = words.neighbours().stream()
                .map(list -> columns(list, "neighbours"))
                .toList();
        this.anchorId = anchor == null ? -1 : firstSubword(anchor);
        if (anchorId >= 0) {
            column(anchorId);
        }
    }

    static WordIds of(Tokenizer tokenizer, WordSets words, @Nullable String anchor) {
        return new WordIds(tokenizer, words, anchor, new ArrayList<>());
    }

    /** @param watched ids that are watched already, to which these are added: one list for several sets of words */
    static WordIds sharing(List<Integer> watched, Tokenizer tokenizer, WordSets words) {
        return new WordIds(tokenizer, words, null, watched);
    }

    /** Words that are one subword; where there are too few of them, first subwords stand for words. */
    private Map<String, Integer> columns(List<String> words, String what) {
        Map<String, Integer> whole = new LinkedHashMap<>();
        Map<String, Integer> first = new LinkedHashMap<>();
        for (String word : words) {
            int[] ids = tokenizer.encodeInside(word);
            if (ids.length == 1) {
                whole.put(word, ids[0]);
            }
            if (ids.length > 0 && !first.containsValue(ids[0])) {
                first.put(word, ids[0]);
            }
        }
        boolean enough = whole.size() >= Math.min(FEWEST_WHOLE_WORDS, words.size());
        if (!enough) {
            String note = "The model knows few of the corpus's words as one subword; first subwords stand for them.";
            if (!notes.contains(note)) {
                notes.add(note);
            }
        }
        Map<String, Integer> chosen = enough ? whole : first;
        if (chosen.isEmpty()) {
            notes.add("No words to watch as " + what + ".");
        }
        chosen.replaceAll((word, id) -> column(id));
        return chosen;
    }

    private static Map<String, Integer> first(Map<String, Integer> columns, int size) {
        Map<String, Integer> result = new LinkedHashMap<>();
        columns.entrySet().stream().limit(size).forEach(entry -> result.put(entry.getKey(), entry.getValue()));
        return result;
    }

    private int column(int id) {
        int at = watched.indexOf(id);
        if (at < 0) {
            watched.add(id);
            return watched.size() - 1;
        }
        return at;
    }

    private int firstSubword(String word) {
        int[] ids = tokenizer.encodeInside(word);
        return ids.length == 0 ? -1 : ids[0];
    }

    int[] all() {
        return watched.stream().mapToInt(Integer::intValue).toArray();
    }

    int anchorId() {
        return anchorId;
    }

    List<String> vocabularyWords() {
        return List.copyOf(vocabulary.keySet());
    }

    List<String> matchedWords() {
        return List.copyOf(matched.keySet());
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Mean over positions of the change of log(P(vocabulary) / P(matched words)); NaN without words. */
    double logOddsGain(Difference difference) {
        if (vocabulary.isEmpty()) {
            return Double.NaN;
        }
        double sum = 0;
        for (int t = 0; t < difference.kl().length; t++) {
            sum += rise(difference, t, vocabulary) - rise(difference, t, matched);
        }
        return sum / difference.kl().length;
    }

    /**
     * Mean over the steps of: rise of the step's neighbours within the part of the text where the sweep is at the step,
     * minus their rise elsewhere. NaN when the text is shorter than the path, or no step has neighbours.
     */
    double orderScore(Difference difference) {
        int length = difference.kl().length;
        int steps = neighbours.size();
        if (length < steps || steps < 2) {
            return Double.NaN;
        }
        double total = 0;
        int scored = 0;
        for (int step = 0; step < steps; step++) {
            Map<String, Integer> words = neighbours.get(step);
            if (words.isEmpty()) {
                continue;
            }
            double[] sums = new double[2];
            int[] counts = new int[2];
            for (int t = 0; t < length; t++) {
                int side = Sweep.step(t, length, steps) == step ? 0 : 1;
                sums[side] += rise(difference, t, words);
                counts[side]++;
            }
            total += sums[0] / counts[0] - sums[1] / counts[1];
            scored++;
        }
        return scored == 0 ? Double.NaN : total / scored;
    }

    /** Mean over positions of the change of the anchor's log-probability; NaN without an anchor. */
    double anchorGain(Difference difference) {
        if (anchorId < 0) {
            return Double.NaN;
        }
        int column = watched.indexOf(anchorId);
        return IntStream.range(0, difference.kl().length)
                .mapToDouble(t ->
                        difference.modulatedWatched()[t][column] - difference.baseWatched()[t][column])
                .average()
                .orElse(Double.NaN);
    }

    private static double rise(Difference difference, int t, Map<String, Integer> words) {
        return logSum(difference.modulatedWatched()[t], words)
                - logSum(difference.baseWatched()[t], words);
    }

    private static double logSum(float[] logProbabilities, Map<String, Integer> words) {
        double sum = 0;
        for (int column : words.values()) {
            sum += Math.exp(logProbabilities[column]);
        }
        return Math.log(sum);
    }
}
