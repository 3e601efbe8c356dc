package dev.stellator.study.reaction;

import dev.stellator.engine.program.Program;
import dev.stellator.engine.program.Program.Anchor;
import dev.stellator.study.measure.WordSets;
import dev.stellator.worker.Difference;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Sequence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the scores of an arm from the probabilities of watched words: those of the path, and those of the arm's own steps. */
final class Scoring {
    private final WordIds words;
    private final List<Integer> watched = new ArrayList<>();
    private final Map<List<List<String>>, WordIds> own = new HashMap<>();

    /** @param anchor of the path's program, whose probability is watched too; null without one */
    Scoring(LanguageModel model, WordSets words, @Nullable Anchor anchor, List<Control> arms) {
        this.words = WordIds.of(model.tokenizer(), words, anchor == null ? null : anchor.text());
        for (int id : this.words.all()) {
            watched.add(id);
        }
        for (Control arm : arms) {
            own.computeIfAbsent(
                    arm.neighbours(),
                    neighbours -> WordIds.sharing(
                            watched, model.tokenizer(), new WordSets(List.of(), List.of(), neighbours)));
        }
    }

    /** All subwords that are watched. */
    int[] watched() {
        return watched.stream().mapToInt(Integer::intValue).toArray();
    }

    WordIds words() {
        return words;
    }

    Scores of(Control arm, List<Sequence> texts, List<Difference> differences) {
        double[] vocabulary = new double[texts.size()];
        double[] order = new double[texts.size()];
        double[] ownOrder = new double[texts.size()];
        double[] anchor = new double[texts.size()];
        WordIds ownWords = own.getOrDefault(arm.neighbours(), words);
        for (int i = 0; i < texts.size(); i++) {
            Difference difference = differences.get(i);
            difference.requireNumbers();
            vocabulary[i] = words.logOddsGain(difference, texts.get(i).ids());
            order[i] = words.orderScore(difference, texts.get(i).ids());
            ownOrder[i] = arm.neighbours().isEmpty()
                    ? Double.NaN
                    : ownWords.orderScore(difference, texts.get(i).ids());
            anchor[i] = biases(arm.program()) ? Double.NaN : words.anchorGain(difference);
        }
        return new Scores(vocabulary, order, ownOrder, anchor, meanKl(differences), meanLogLikelihood(differences));
    }

    private static boolean biases(Program program) {
        Anchor anchor = program.anchor();
        return anchor != null && anchor.bias() != null && anchor.bias() != 0;
    }

    static double meanKl(List<Difference> differences) {
        return mean(differences.stream().map(Difference::kl).toList());
    }

    private static double meanLogLikelihood(List<Difference> differences) {
        return mean(differences.stream().map(Difference::modulatedNext).toList());
    }

    static double baseLogLikelihood(List<Difference> differences) {
        return mean(differences.stream().map(Difference::baseNext).toList());
    }

    private static double mean(List<float[]> values) {
        double sum = 0;
        long count = 0;
        for (float[] some : values) {
            for (float value : some) {
                sum += value;
            }
            count += some.length;
        }
        return sum / count;
    }
}
