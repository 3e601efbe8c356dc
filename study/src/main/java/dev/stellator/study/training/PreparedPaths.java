package dev.stellator.study.training;

import dev.stellator.engine.Samples;
import dev.stellator.study.field.FieldPath;
import dev.stellator.study.measure.WordSets;
import dev.stellator.study.reaction.StepDirections;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Sequence;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/** Paths of a field's material in the model's subwords, each prepared once. */
final class PreparedPaths {
    private static final int LONGEST_TEXT = 48;
    private static final int TEXTS_OF_A_PATH = 12;

    private final LanguageModel model;
    private final boolean sweeps;
    private final float[][] neutral;
    private final Map<String, Prepared> prepared = new HashMap<>();

    /**
     * @param sweeps whether directions of the steps are measured, too
     * @param neutral texts that directions are measured against
     */
    PreparedPaths(LanguageModel model, boolean sweeps, List<String> neutral) {
        this.model = model;
        this.sweeps = sweeps;
        this.neutral = sweeps ? StepDirections.neutral(model, neutral) : new float[0][];
    }

    /** A path in the model's subwords. */
    record Prepared(List<int[]> steps, List<int[]> neighbours, List<Sequence> texts, StepDirections directions) {
        /** What is to rise at each step. */
        List<int[]> targets(FieldTraining.Aim aim) {
            if (aim == FieldTraining.Aim.ORDER) {
                return neighbours;
            }
            return IntStream.range(0, steps.size())
                    .mapToObj(i -> IntStream.concat(IntStream.of(steps.get(i)[0]), Arrays.stream(neighbours.get(i)))
                            .distinct()
                            .toArray())
                    .toList();
        }
    }

    Prepared of(FieldPath path) {
        return prepared.computeIfAbsent(
                path.id(),
                id -> new Prepared(
                        path.tokens().stream()
                                .map(token -> model.tokenizer().encodeInside(token))
                                .toList(),
                        path.trained().stream()
                                .map(model.tokenizer()::firstSubwords)
                                .toList(),
                        path.building().stream()
                                .limit(TEXTS_OF_A_PATH)
                                .map(this::sequence)
                                .toList(),
                        sweeps
                                ? StepDirections.measure(model, path.mentioning(), neutral)
                                : new StepDirections(new float[model.info().layers()][0][])));
    }

    private Sequence sequence(String text) {
        return Sequence.of(model.tokenizer().beginning(text, LONGEST_TEXT)).withSink();
    }

    /** As many other tokens of the basin, each word near one of them alone. */
    Prepared drawn(FieldPath from, Prepared path, Random random) {
        int[] chosen = Samples.draw(from.others().size(), path.steps().size(), random.nextLong());
        List<FieldPath.Step> steps =
                IntStream.of(chosen).mapToObj(from.others()::get).toList();
        List<String> tokens = steps.stream().map(FieldPath.Step::token).toList();
        Map<String, Integer> near = new HashMap<>();
        steps.forEach(step -> step.trained().forEach(word -> near.merge(word, 1, Integer::sum)));
        return new Prepared(
                tokens.stream().map(model.tokenizer()::encodeInside).toList(),
                steps.stream()
                        .map(step -> model.tokenizer()
                                .firstSubwords(step.trained().stream()
                                        .filter(word ->
                                                near.getOrDefault(word, 0) == 1 && WordSets.unrelated(word, tokens))
                                        .toList()))
                        .toList(),
                path.texts(),
                path.directions());
    }
}
