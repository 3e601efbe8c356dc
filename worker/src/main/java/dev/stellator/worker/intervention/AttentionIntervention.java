package dev.stellator.worker.intervention;

import java.util.Arrays;
import java.util.List;

/** What raises keys before the softmax: the sequence's own, or those of a rail before it. */
public sealed interface AttentionIntervention extends Intervention {

    /**
     * Raises the scores of keys of the sequence itself, before the softmax.
     *
     * @param keys positions in the sequence
     * @param where the queries for which the keys are raised
     */
    record AttentionBias(Indices layers, Indices heads, int[] keys, Strength strength, PositionSelector where)
            implements AttentionIntervention {
        public AttentionBias {
            keys = keys.clone();
        }

        @Override
        public int firstLayer() {
            return layers.first();
        }
    }

    /**
     * Steps whose keys and values, computed by the model itself, stand before the sequence and are seen only in the
     * given layers and heads. A sequence has at most one rail.
     *
     * @param steps the subwords of each step, in order
     * @param strength of the steps' keys
     * @param window which steps are raised while the text goes on
     * @param echoes the steps' subwords are raised where they occur in the prompt, too
     * @param where the queries that are drawn to the rail; the others do not see it
     */
    record Rail(
            List<int[]> steps,
            Indices layers,
            Indices heads,
            Strength strength,
            Window window,
            Placement placement,
            boolean echoes,
            PositionSelector where)
            implements AttentionIntervention {
        public Rail {
            steps = steps.stream().map(int[]::clone).toList();
            if (steps.isEmpty() || steps.stream().anyMatch(step -> step.length == 0)) {
                throw new IllegalArgumentException("a rail needs at least one step, and each step a subword");
            }
        }

        /** All steps alike, everywhere, the input where it was. */
        public static Rail hold(List<int[]> steps, Indices layers, Indices heads, Strength strength) {
            return new Rail(
                    steps, layers, heads, strength, Window.HOLD, Placement.BESIDE, false, PositionSelector.EVERYWHERE);
        }

        /** One step after the other, everywhere, the input where it was. */
        public static Rail sweep(
                List<int[]> steps, Indices layers, Indices heads, Strength strength, Window.Sweep window) {
            return new Rail(
                    steps, layers, heads, strength, window, Placement.BESIDE, false, PositionSelector.EVERYWHERE);
        }

        /** The subwords of all steps in order. */
        public int[] subwords() {
            return steps.stream().flatMapToInt(Arrays::stream).toArray();
        }

        @Override
        public int firstLayer() {
            return placement == Placement.BEFORE ? 0 : layers.first(); // it moves the input in every layer
        }
    }

    /** Where the rail lies for the position encoding. */
    enum Placement {
        /** The rail takes the positions before the input, below zero if need be; the input stays where it was. */
        BESIDE,
        /** The rail starts where the input would, and pushes it to later positions. */
        BEFORE
    }
}
