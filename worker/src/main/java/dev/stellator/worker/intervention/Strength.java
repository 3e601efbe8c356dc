package dev.stellator.worker.intervention;

/** How strongly keys are attended beyond what the model does by itself. */
public sealed interface Strength {
    Strength NONE = new Gain(0);

    /** Added to the scores before the softmax: the odds of attending are multiplied by e^nats. */
    record Gain(double nats) implements Strength {
        public Gain {
            if (!Double.isFinite(nats)) {
                throw new IllegalArgumentException("a gain must be finite, found " + nats);
            }
        }
    }

    /**
     * The keys get exactly this share of the attention of each query that can see one of them (and something else):
     * {@code B = logit(share) - logit(psi)}, where psi is the share that they have by themselves.
     */
    record Share(double share) implements Strength {
        public Share {
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException("a share must lie in (0, 1), found " + share);
            }
        }
    }
}
