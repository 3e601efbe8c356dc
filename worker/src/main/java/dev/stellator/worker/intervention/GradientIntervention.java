package dev.stellator.worker.intervention;

/** What changes gradients alone: nothing in the forward direction. */
public sealed interface GradientIntervention extends Intervention {

    /**
     * Multiplies the gradients that pass the exit of each layer: {@code h = d h + (1 - d) stopgrad(h)}. Nothing in the
     * forward direction changes.
     */
    record GradientDampening(Indices layers, double factor) implements GradientIntervention {
        public GradientDampening {
            if (!(factor >= 0 && factor <= 1)) {
                throw new IllegalArgumentException("a dampening factor must lie in [0, 1], found " + factor);
            }
        }
    }
}
