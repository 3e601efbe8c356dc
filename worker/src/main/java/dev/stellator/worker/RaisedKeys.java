package dev.stellator.worker;

import dev.stellator.worker.intervention.AttentionIntervention.AttentionBias;
import dev.stellator.worker.intervention.AttentionIntervention.Rail;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import dev.stellator.worker.intervention.PositionSelector;
import dev.stellator.worker.intervention.Strength;
import dev.stellator.worker.intervention.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one sequence that one intervention raises for the attention, for whom, and how.
 *
 * @param rail step of each of the rail's keys; empty without a rail
 * @param own step that each of the sequence's own keys counts for, or {@link #UNTOUCHED}
 * @param source the rail; null where the keys are in the text alone
 */
record RaisedKeys(
        Indices layers,
        Indices heads,
        PositionSelector where,
        int[] rail,
        int[] own,
        Strength strength,
        Window window,
        int steps,
        @Nullable Rail source) {
    static final int UNTOUCHED = -1;

    /** All that acts on a sequence's attention, in its order. */
    static List<RaisedKeys> of(Layout layout, int b) {
        List<RaisedKeys> found = new ArrayList<>();
        Layout.rail(layout.sequences().get(b));
        for (Intervention intervention : layout.sequences().get(b).interventions()) {
            if (intervention instanceof AttentionBias bias) {
                int[] own = untouched(layout.keys());
                if (bias.strength().equals(Strength.NONE)) {
                    continue;
                }
                for (int key : bias.keys()) {
                    raise(layout, own, b, key, 0);
                }
                found.add(new RaisedKeys(
                        bias.layers(),
                        bias.heads(),
                        bias.where(),
                        new int[0],
                        own,
                        bias.strength(),
                        Window.HOLD,
                        1,
                        null));
            } else if (intervention instanceof Rail rail) {
                found.add(new RaisedKeys(
                        rail.layers(),
                        rail.heads(),
                        rail.where(),
                        stepOfKey(rail),
                        rail.echoes() ? echoes(layout, b, rail) : untouched(layout.keys()),
                        rail.strength(),
                        rail.window(),
                        rail.steps().size(),
                        rail));
            }
        }
        return found;
    }

    private static int[] untouched(int length) {
        int[] none = new int[length];
        Arrays.fill(none, UNTOUCHED);
        return none;
    }

    private static void raise(Layout layout, int[] own, int b, int position, int step) {
        for (int s = 0; s < own.length; s++) {
            if (layout.key()[b][s] >= 0 && layout.key()[b][s] - layout.sinks()[b] == position) {
                own[s] = step;
            }
        }
    }

    private static int[] stepOfKey(Rail rail) {
        int[] steps = new int[rail.subwords().length];
        int at = 0;
        for (int step = 0; step < rail.steps().size(); step++) {
            for (int i = 0; i < rail.steps().get(step).length; i++) {
                steps[at++] = step;
            }
        }
        return steps;
    }

    /** Occurrences of the steps' subwords, side by side, in the prompt. */
    private static int[] echoes(Layout layout, int b, Rail rail) {
        int[] own = untouched(layout.keys());
        Sequence sequence = layout.sequences().get(b);
        int[] ids = Arrays.copyOf(sequence.ids(), sequence.promptLength());
        for (int step = 0; step < rail.steps().size(); step++) {
            int[] subwords = rail.steps().get(step);
            for (int from = 0; from + subwords.length <= ids.length; from++) {
                if (Arrays.equals(ids, from, from + subwords.length, subwords, 0, subwords.length)) {
                    for (int i = 0; i < subwords.length; i++) {
                        raise(layout, own, b, from + i, step);
                    }
                }
            }
        }
        return own;
    }

    boolean at(int head, int position, int promptLength) {
        return heads.contains(head) && where.contains(position, promptLength);
    }

    /** Step that is up at a position, or -1 when all are. */
    int current(int position, int length) {
        return window.shown(position, length, steps);
    }

    float bias(int step, int current) {
        double gain = strength instanceof Strength.Gain given ? given.nats() : 0;
        boolean up = current == Window.ALL || current == step;
        return (float) (up ? gain : window.off());
    }
}
