package dev.stellator.worker.intervention;

import java.util.Map;

/** What changes the logits. */
public sealed interface LogitIntervention extends Intervention {

    /** Adds to the logits of the given subwords. */
    record LogitBias(Map<Integer, Float> bias, PositionSelector where) implements LogitIntervention {
        public LogitBias {
            bias = Map.copyOf(bias);
        }
    }
}
