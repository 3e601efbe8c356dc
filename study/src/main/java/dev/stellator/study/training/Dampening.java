package dev.stellator.study.training;

import dev.stellator.worker.intervention.GradientIntervention.GradientDampening;
import dev.stellator.worker.intervention.Intervention;
import java.util.Arrays;
import java.util.List;

/**
 * What a program's dampening of gradients does to a training: a gradient that passes a dampened layer's exit is multiplied
 * by its factor, and so is the update that it leads to. It scales the update, since an optimiser that divides by the
 * gradient's own size divides a factor of the gradient out again.
 */
final class Dampening {
    private Dampening() {}

    /** For the numbers of each layer: the product of the factors of the layers at and above it. */
    static double[] updateScale(List<Intervention> program, int layers) {
        double[] scale = new double[layers];
        Arrays.fill(scale, 1);
        for (Intervention intervention : program) {
            if (intervention instanceof GradientDampening dampening) {
                double passed = 1;
                for (int layer = layers - 1; layer >= 0; layer--) {
                    passed *= dampening.layers().contains(layer) ? dampening.factor() : 1;
                    scale[layer] *= passed;
                }
            }
        }
        return scale;
    }

    /** The program without it. */
    static List<Intervention> without(List<Intervention> program) {
        return program.stream()
                .filter(intervention -> !(intervention instanceof GradientDampening))
                .toList();
    }
}
