package dev.stellator.worker.intervention;

/**
 * A change of the forward pass, by the site that it acts on. Layers and heads count from 0; interventions of one sequence act
 * in the order in which they are listed. A planner asks a sequence for the kind that it plans.
 *
 * <p>Immutable, as all that implement it are.
 */
public sealed interface Intervention
        permits AttentionIntervention,
                RailIntervention,
                HiddenIntervention,
                LogitIntervention,
                WeightIntervention,
                GradientIntervention {

    /** The lowest layer in which anything may change; larger than any layer when only logits or gradients do. */
    default int firstLayer() {
        return Integer.MAX_VALUE;
    }
}
