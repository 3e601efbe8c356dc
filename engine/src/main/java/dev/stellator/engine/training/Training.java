package dev.stellator.engine.training;

import dev.stellator.engine.reaction.Estimate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a training along a path did. Losses are nats a subword.
 *
 * @param learned words for what was learned
 * @param parameters number of learned numbers
 * @param steps done in all
 * @param resumedAt step at which an earlier run was taken up; 0 when this one began
 * @param bestStep step whose parameters are kept: the lowest validation loss
 * @param heldOutBase loss of the held-out texts under the base model
 * @param heldOutBefore under the program, before training
 * @param heldOutAfter under the program with what was learned
 * @param change of the held-out loss by it, paired by text: below 0 is better
 * @param neutralBase loss of texts outside the basin under the base model
 * @param neutralBefore under the program
 * @param neutralAfter under the program with what was learned
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
        List<Point> curve,
        String file) {
    public Training {
        learned = List.copyOf(learned);
        layers = List.copyOf(layers);
        curve = List.copyOf(curve);
    }

    /**
     * @param train loss of the step's batch with its KL term; null before the first step
     * @param validation null where it was not measured
     */
    public record Point(int step, @Nullable Double train, @Nullable Double validation) {}
}
