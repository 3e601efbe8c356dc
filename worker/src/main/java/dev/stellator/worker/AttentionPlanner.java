package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.worker.intervention.AttentionIntervention.AttentionBias;
import dev.stellator.worker.intervention.AttentionIntervention.Rail;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import dev.stellator.worker.intervention.PositionSelector;
import dev.stellator.worker.intervention.RailIntervention;
import dev.stellator.worker.intervention.Strength;
import dev.stellator.worker.intervention.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns attention biases and rails of a batch into one {@link AttentionPlan} a layer. Layers in which the same
 * interventions act share their arrays, which belong to the given scope.
 */
final class AttentionPlanner {
    private final NDManager scope;
    private final Layout layout;
    private final int heads;
    private final boolean followsRails;
    private final RailStates rails;
    private final List<List<Acting>> acting = new ArrayList<>();
    private final Map<List<List<Boolean>>, AttentionPlan> plans = new HashMap<>();
    private @Nullable NDArray back;

    AttentionPlanner(NDManager scope, Layout layout, int heads, boolean followsRails, RailStates rails) {
        this.scope = scope;
        this.layout = layout;
        this.heads = heads;
        this.followsRails = followsRails;
        this.rails = rails;
        for (int b = 0; b < layout.batch(); b++) {
            acting.add(acting(b));
        }
    }

    /** One intervention on the attention of one sequence: which keys it raises, for whom, and how. */
    private record Acting(
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

    private List<Acting> acting(int b) {
        List<Acting> found = new ArrayList<>();
        Layout.rail(layout.sequences().get(b));
        for (Intervention intervention : layout.sequences().get(b).interventions()) {
            if (intervention instanceof AttentionBias bias) {
                int[] own = untouched(layout.keys());
                if (bias.strength().equals(Strength.NONE)) {
                    continue;
                }
                for (int key : bias.keys()) {
                    raise(own, b, key, 0);
                }
                found.add(new Acting(
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
                found.add(new Acting(
                        rail.layers(),
                        rail.heads(),
                        rail.where(),
                        stepOfKey(rail),
                        rail.echoes() ? echoes(b, rail) : untouched(layout.keys()),
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
        Arrays.fill(none, Acting.UNTOUCHED);
        return none;
    }

    private void raise(int[] own, int b, int position, int step) {
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
    private int[] echoes(int b, Rail rail) {
        int[] own = untouched(layout.keys());
        Sequence sequence = layout.sequences().get(b);
        int[] ids = Arrays.copyOf(sequence.ids(), sequence.promptLength());
        for (int step = 0; step < rail.steps().size(); step++) {
            int[] subwords = rail.steps().get(step);
            for (int from = 0; from + subwords.length <= ids.length; from++) {
                if (Arrays.equals(ids, from, from + subwords.length, subwords, 0, subwords.length)) {
                    for (int i = 0; i < subwords.length; i++) {
                        raise(own, b, from + i, step);
                    }
                }
            }
        }
        return own;
    }

    /** The plan of one layer; null when its attention is the base model's, causal mask apart. */
    AttentionPlan plan(int layer) {
        List<List<Boolean>> signature = acting.stream()
                .map(list -> list.stream().map(a -> a.layers().contains(layer)).toList())
                .toList();
        AttentionPlan shared = plans.computeIfAbsent(signature, key -> plan(active(layer)));
        boolean cached = layout.keys() > layout.queries(); // the rails are among the keys already
        return shared.railLength() == 0 || cached ? shared : withRail(shared, layer);
    }

    /** Hides from each query the keys after its own: (1, 1, T, T); null for a single query, which sees all. */
    @Nullable
    NDArray back() {
        if (back == null && layout.queries() > 1) {
            int length = layout.queries();
            float[] mask = new float[length * length];
            for (int t = 0; t < length; t++) {
                Arrays.fill(mask, t * length + t + 1, (t + 1) * length, Float.NEGATIVE_INFINITY);
            }
            back = scope.create(mask, new Shape(1, 1, length, length));
        }
        return back;
    }

    private List<List<Acting>> active(int layer) {
        return acting.stream()
                .map(list ->
                        list.stream().filter(a -> a.layers().contains(layer)).toList())
                .toList();
    }

    private AttentionPlan plan(List<List<Acting>> active) {
        int railLength = active.stream()
                .flatMap(List::stream)
                .mapToInt(a -> a.rail().length)
                .max()
                .orElse(0);
        boolean plain = active.stream().allMatch(List::isEmpty);
        boolean byHead =
                active.stream().flatMap(List::stream).anyMatch(a -> !a.heads().all());
        if (plain && !layout.padded()) {
            return new AttentionPlan(null, null, null, 0, null, List.of());
        }
        Grid grid = new Grid(layout.batch(), byHead ? heads : 1, layout.queries(), railLength, layout.keys());
        NDArray mask = grid.mask(active);
        AttentionPlan.Steps steps = followsRails && railLength > 0 ? grid.steps(active) : null;
        return new AttentionPlan(mask, null, null, railLength, steps, plain ? List.of() : shares(grid, active));
    }

    private List<AttentionPlan.Share> shares(Grid grid, List<List<Acting>> active) {
        List<AttentionPlan.Share> shares = new ArrayList<>();
        int most = active.stream()
                .mapToInt(list -> (int) list.stream()
                        .filter(a -> a.strength() instanceof Strength.Share)
                        .count())
                .max()
                .orElse(0);
        for (int slot = 0; slot < most; slot++) {
            int index = slot;
            List<@Nullable Acting> chosen = new ArrayList<>();
            for (List<Acting> list : active) {
                chosen.add(list.stream()
                        .filter(a -> a.strength() instanceof Strength.Share)
                        .skip(index)
                        .findFirst()
                        .orElse(null));
            }
            shares.add(grid.share(chosen));
        }
        return shares;
    }

    /** The arrays that differ from layer to layer: the rail's keys and values there. */
    private AttentionPlan withRail(AttentionPlan shared, int layer) {
        NDList keys = new NDList();
        NDList values = new NDList();
        for (int b = 0; b < layout.batch(); b++) {
            Rail rail = acting.get(b).stream()
                    .filter(a -> a.source() != null && a.layers().contains(layer))
                    .map(Acting::source)
                    .findFirst()
                    .orElse(null);
            NDList state = rails.padded(scope, rail, layout.sinks()[b] == 1, layer, shared.railLength());
            keys.add(state.get(0));
            values.add(state.get(1));
        }
        return new AttentionPlan(
                shared.mask(),
                Rows.joined(keys),
                Rows.joined(values),
                shared.railLength(),
                shared.steps(),
                shared.shares());
    }

    /** Arrays over (batch, head, query, key), the rail's keys first. */
    private final class Grid {
        private final int batch;
        private final int headCount;
        private final int queries;
        private final int railLength;
        private final int width;

        Grid(int batch, int headCount, int queries, int railLength, int keys) {
            this.batch = batch;
            this.headCount = headCount;
            this.queries = queries;
            this.railLength = railLength;
            this.width = railLength + keys;
        }

        NDArray mask(List<List<Acting>> active) {
            float[] mask = new float[Math.multiplyExact(batch * headCount * queries, width)];
            int row = 0;
            for (int b = 0; b < batch; b++) {
                for (int h = 0; h < headCount; h++) {
                    for (int t = 0; t < queries; t++, row += width) {
                        Arrays.fill(mask, row, row + railLength, Float.NEGATIVE_INFINITY);
                        int place = layout.query()[b][t];
                        for (int s = 0; s < width - railLength; s++) {
                            int key = layout.key()[b][s];
                            mask[row + railLength + s] = key < 0 || key > place ? Float.NEGATIVE_INFINITY : 0;
                        }
                        addBiases(mask, row, active.get(b), b, h, t);
                    }
                }
            }
            return scope.create(mask, new Shape(batch, headCount, queries, width));
        }

        private void addBiases(float[] mask, int row, List<Acting> list, int b, int h, int t) {
            int position = layout.position(b, t);
            for (Acting a : list) {
                if (position < 0 || !a.at(h, position, promptLength(b))) {
                    continue;
                }
                int current = a.current(position, layout.lengths()[b]);
                for (int j = 0; j < a.rail().length; j++) {
                    mask[row + j] = a.bias(a.rail()[j], current);
                }
                for (int s = 0; s < a.own().length; s++) {
                    if (a.own()[s] != Acting.UNTOUCHED) {
                        mask[row + railLength + s] += a.bias(a.own()[s], current);
                    }
                }
            }
        }

        /** How the rails' steps stand to the window, and what each key counts for in its rail's mean. */
        AttentionPlan.Steps steps(List<List<Acting>> active) {
            int kinds = RailIntervention.Distance.COUNT;
            float[] distances = new float[Math.multiplyExact(batch * kinds * queries, width)];
            float[] means = new float[batch * railLength];
            float[] seeing = new float[batch * heads];
            for (int b = 0; b < batch; b++) {
                for (Acting a : active.get(b)) {
                    if (a.source() != null) {
                        fillDistances(distances, b, a);
                        fillMeans(means, b, a);
                        for (int h = 0; h < heads; h++) {
                            seeing[b * heads + h] = a.heads().contains(h) ? 1 : 0;
                        }
                    }
                }
            }
            return new AttentionPlan.Steps(
                    scope.create(distances, new Shape(batch, kinds, (long) queries * width)),
                    scope.create(means, new Shape(batch, 1, 1, railLength)),
                    scope.create(seeing, new Shape(batch, heads, 1)));
        }

        private void fillDistances(float[] distances, int b, Acting a) {
            for (int t = 0; t < queries; t++) {
                int position = layout.position(b, t);
                if (position < 0 || !a.where().contains(position, promptLength(b))) {
                    continue;
                }
                int current = a.current(position, layout.lengths()[b]);
                for (int j = 0; j < a.rail().length; j++) {
                    distances[at(b, a.rail()[j], current, t) + j] = 1;
                }
                for (int s = 0; s < a.own().length; s++) {
                    if (a.own()[s] != Acting.UNTOUCHED) {
                        distances[at(b, a.own()[s], current, t) + railLength + s] = 1;
                    }
                }
            }
        }

        /** Where the row of a query among the keys that stand at a step's distance begins. */
        private int at(int b, int step, int current, int t) {
            int kind = RailIntervention.Distance.of(step, current).index();
            return ((b * RailIntervention.Distance.COUNT + kind) * queries + t) * width;
        }

        private void fillMeans(float[] means, int b, Acting a) {
            int[] sizes = new int[a.steps()];
            for (int step : a.rail()) {
                sizes[step]++;
            }
            for (int j = 0; j < a.rail().length; j++) {
                means[b * railLength + j] = 1f / (a.steps() * sizes[a.rail()[j]]);
            }
        }

        AttentionPlan.Share share(List<@Nullable Acting> chosen) {
            float[] group = new float[batch * width];
            float[] active = new float[batch * headCount * queries];
            float[] target = new float[batch];
            for (int b = 0; b < batch; b++) {
                Acting a = chosen.get(b);
                if (a == null || !(a.strength() instanceof Strength.Share share)) {
                    continue;
                }
                target[b] = (float) (Math.log(share.share()) - Math.log1p(-share.share()));
                Arrays.fill(group, b * width, b * width + a.rail().length, 1);
                for (int s = 0; s < a.own().length; s++) {
                    group[b * width + railLength + s] = a.own()[s] == Acting.UNTOUCHED ? 0 : 1;
                }
                for (int h = 0; h < headCount; h++) {
                    for (int t = 0; t < queries; t++) {
                        int position = layout.position(b, t);
                        active[(b * headCount + h) * queries + t] =
                                position >= 0 && a.at(h, position, promptLength(b)) ? 1 : 0;
                    }
                }
            }
            return new AttentionPlan.Share(
                    scope.create(group, new Shape(batch, 1, 1, width)),
                    scope.create(active, new Shape(batch, headCount, queries, 1)),
                    scope.create(target, new Shape(batch, 1, 1, 1)));
        }

        private int promptLength(int b) {
            return layout.sequences().get(b).promptLength();
        }
    }
}
