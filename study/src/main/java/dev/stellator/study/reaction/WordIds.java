package dev.stellator.study.reaction;

import dev.stellator.study.measure.NeighbourSplit;
import dev.stellator.study.measure.OrderScore;
import dev.stellator.study.measure.OrderTexts;
import dev.stellator.study.measure.WordSets;
import dev.stellator.worker.Difference;
import dev.stellator.worker.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The watched words as subwords of a model, and the measures over their log-probabilities. */
final class WordIds {
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
                .map(list -> list.stream()
                        .filter(word -> !NeighbourSplit.trained(word))
                        .toList())
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

    /** Words that the model knows as one subword, by the column in which they are watched. */
    private Map<String, Integer> columns(List<String> words, String what) {
        Map<String, Integer> whole = new LinkedHashMap<>();
        for (String word : words) {
            int[] ids = tokenizer.encodeInside(word);
            if (ids.length == 1 && !whole.containsValue(column(ids[0]))) {
                whole.put(word, column(ids[0]));
            }
        }
        if (whole.isEmpty()) {
            notes.add("The model knows none of the words to watch as " + what
                    + " as one subword of its own; they are not measured.");
        }
        return whole;
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

    /**
     * Mean, over a text's positions and over the words of the vocabulary, of the change of log-probability, minus the same
     * over the matched words; words that stand in the text are not counted. NaN without words.
     */
    double logOddsGain(Difference difference, int[] text) {
        List<Integer> own = without(vocabulary, text);
        List<Integer> others = without(matched, text);
        return own.isEmpty() || others.isEmpty() ? Double.NaN : rise(difference, own) - rise(difference, others);
    }

    private List<Integer> without(Map<String, Integer> words, int[] text) {
        return words.values().stream()
                .filter(column -> IntStream.of(text).noneMatch(id -> id == watched.get(column)))
                .toList();
    }

    /** Mean change of log-probability per word and position. */
    private static double rise(Difference difference, List<Integer> columns) {
        double sum = 0;
        for (int t = 0; t < difference.kl().length; t++) {
            for (int column : columns) {
                sum += (double) difference.modulatedWatched()[t][column]
                        - difference.baseWatched()[t][column];
            }
        }
        return sum / difference.kl().length / columns.size();
    }

    /** The {@link OrderScore} of the path's measured neighbours; NaN where it cannot be told. */
    double orderScore(Difference difference, int[] text) {
        List<int[]> ids = neighbours.stream()
                .map(words -> words.values().stream().mapToInt(watched::get).toArray())
                .toList();
        Map<Integer, Integer> columns = new HashMap<>();
        neighbours.forEach(words -> words.values().forEach(column -> columns.put(watched.get(column), column)));
        return OrderTexts.score(difference, OrderScore.targets(text, ids, 0), columns);
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
}
