package dev.stellator.engine.training;

import dev.stellator.engine.reaction.Estimate;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a training along a path did. Losses are nats a subword.
 *
 * @param learned words for what was learned
 * @param parameters number of learned numbers
 * @param steps done in all
 * @param resumedAt step at which an earlier run was taken up; 0 when this one began
 * @param bestStep step whose parameters are kept
 * @param heldOutBase loss of the held-out texts under the base model
 * @param heldOutBefore under the program, before training
 * @param heldOutAfter under the program with what was learned
 * @param change of the held-out loss by it, paired by text: below 0 is better
 * @param neutralBase loss of texts outside the basin under the base model
 * @param neutralBefore under the program
 * @param neutralAfter under the program with what was learned
 * @param outsideLimit how far the perplexity of texts outside was allowed to move, as a share; null without a limit
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
        double heldOutBase,
        double heldOutBefore,
        double heldOutAfter,
        Estimate change,
        double neutralBase,
        double neutralBefore,
        double neutralAfter,
        @Nullable Double outsideLimit,
        List<Point> curve,
        String file) {
    public Training {
        learned = List.copyOf(learned);
        layers = List.copyOf(layers);
        curve = List.copyOf(curve);
    }

    /** Change of the perplexity of texts outside by the program and what was learned, as a share of the base model's. */
    public double outsideChange() {
        return Math.expm1(neutralAfter - neutralBase);
    }

    /** The same by the program alone. */
    public double outsideChangeBefore() {
        return Math.expm1(neutralBefore - neutralBase);
    }

    /**
     * @param train loss of the step's batch of the basin's thoughts, without the KL term; null before the first step
     * @param validation null where it was not measured
     * @param outside change of the perplexity of texts outside, as a share of the base model's; null where it was not
     *     measured
     */
    public record Point(int step, @Nullable Double train, @Nullable Double validation, @Nullable Double outside) {
        boolean keepsTo(double limit) {
            return outside != null && Math.abs(outside) <= limit;
        }
    }

    /**
     * The step to keep: of those that keep to the limit the one with the lowest validation loss, else the nearest to the
     * limit; 0 where nothing was measured.
     */
    static int kept(List<Point> curve, double limit) {
        Comparator<Point> byLoss = Comparator.comparingDouble(
                point -> Objects.requireNonNullElse(point.validation(), Double.POSITIVE_INFINITY));
        Comparator<Point> byDistance = Comparator.comparingDouble(
                point -> Math.abs(Objects.requireNonNullElse(point.outside(), Double.POSITIVE_INFINITY)));
        return curve.stream()
                .filter(point -> point.keepsTo(limit))
                .min(byLoss)
                .or(() ->
                        curve.stream().filter(point -> point.outside() != null).min(byDistance))
                .map(Point::step)
                .orElse(0);
    }
}
