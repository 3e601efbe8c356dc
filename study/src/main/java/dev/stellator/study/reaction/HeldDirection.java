package dev.stellator.study.reaction;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.worker.Baseline;
import dev.stellator.worker.ControlVector;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.intervention.Indices;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The mean of a path's directions, held over the whole text, at the strength that reaches a budget: the part of a direction
 * sweep that an engine without a moving window can follow.
 *
 * @param vector with the strength multiplied in
 * @param strength multiple of the differences of means
 * @param reached95 95th percentile over subwords of KL(base || modulated) on the calibration texts, nats
 * @param reachedBudget whether that is the budget, to 5 %
 */
public record HeldDirection(ControlVector vector, double strength, double reached95, boolean reachedBudget) {
    private static final double FIRST_GUESS = 0.3;

    /**
     * @param layers that it acts in
     * @throws InputRefusedException when there is no text to calibrate on
     */
    public static HeldDirection calibrate(
            LanguageModel model, StepDirections steps, Indices layers, Material material, Budget budget) {
        SortedMap<Integer, float[]> means =
                means(steps, layers.below(model.info().layers()));
        List<Sequence> texts = StudyTexts.calibration(model, material);
        if (texts.isEmpty()) {
            throw new InputRefusedException(
                    "the basin has no text to find a strength on; take a path into a larger one");
        }
        int depth = model.info().layers();
        String hint = model.info().family();
        try (Baseline baseline = model.baseline(texts, new int[0])) {
            Budget.Calibrated found = budget.calibrate(
                    baseline,
                    FIRST_GUESS,
                    0,
                    strength -> List.of(scaled(hint, means, strength).intervention(depth)));
            return new HeldDirection(
                    scaled(hint, means, found.gain()), found.gain(), found.reached95(), found.reachedBudget());
        }
    }

    private static SortedMap<Integer, float[]> means(StepDirections steps, int[] layers) {
        SortedMap<Integer, float[]> means = new TreeMap<>();
        for (int layer : layers) {
            float[][] vectors = steps.vectors()[layer];
            float[] mean = new float[vectors[0].length];
            for (float[] vector : vectors) {
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += vector[i] / vectors.length;
                }
            }
            means.put(layer, mean);
        }
        return means;
    }

    private static ControlVector scaled(String hint, SortedMap<Integer, float[]> means, double strength) {
        SortedMap<Integer, float[]> scaled = new TreeMap<>();
        means.forEach((layer, mean) -> {
            float[] vector = mean.clone();
            for (int i = 0; i < vector.length; i++) {
                vector[i] *= (float) strength;
            }
            scaled.put(layer, vector);
        });
        return new ControlVector(hint, scaled);
    }
}
