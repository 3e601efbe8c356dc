package dev.stellator.study.training;

import dev.stellator.study.measure.Estimate;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a training along a path did. Orders are order scores in nats, on words that nothing was trained on; KL is the mean of
 * KL(base || modulated) over the subwords of the same texts, in nats.
 *
 * @param learned words for what was learned
 * @param parameters number of learned numbers
 * @param steps done in all
 * @param resumedAt step at which an earlier run was taken up; 0 when this one began
 * @param bestStep step whose parameters are kept
 * @param budget mean KL that the training was held to
 * @param before order of the held-out texts before training, at the KL that training reached
 * @param after order with what was learned
 * @param change after minus before, paired by text: above 0 is better
 * @param klBefore mean KL of the held-out texts before training, at the strength that it started from
 * @param klAfter mean KL with what was learned
 * @param atEqualKl whether before could be measured at the KL that was reached
 * @param file safetensors with what was learned
 */
public record Training(
        List<String> learned,
        long parameters,
        int rank,
        List<Integer> layers,
        int trainingTexts,
        int validationTexts,
        int steps,
        int resumedAt,
        int bestStep,
        double budget,
        Estimate before,
        Estimate after,
        Estimate change,
        double klBefore,
        double klAfter,
        boolean atEqualKl,
        List<Point> curve,
        String file) {
    public Training {
        learned = List.copyOf(learned);
        layers = List.copyOf(layers);
        curve = List.copyOf(curve);
    }

    /**
     * One step.
     *
     * @param order of the step's batch, on trained words
     * @param kl mean KL of the batch
     * @param weight of the KL in this step's loss
     * @param validationOrder on building texts that nothing was trained on; null where it was not measured
     * @param validationKl there; null where it was not measured
     */
    public record Point(
            int step,
            double order,
            double kl,
            double weight,
            @Nullable Double validationOrder,
            @Nullable Double validationKl) {
        /** Order at the budget, by and large: what lies beyond it counts less. */
        double worth(double budget) {
            if (validationOrder == null || validationKl == null) {
                return Double.NEGATIVE_INFINITY;
            }
            return validationOrder * Math.min(1, budget / Math.max(validationKl, 1e-9));
        }
    }

    /** The step whose parameters are kept: the one with the most order for its KL where nothing was trained; 0 for none. */
    static int kept(List<Point> curve, double budget) {
        return curve.stream()
                .filter(point -> Objects.nonNull(point.validationOrder()))
                .max(Comparator.comparingDouble(point -> point.worth(budget)))
                .map(Point::step)
                .orElse(0);
    }
}
