package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.worker.intervention.AttentionIntervention.Rail;
import dev.stellator.worker.intervention.Strength;
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
    private final List<List<RaisedKeys>> acting = new ArrayList<>();
    private final Map<List<List<Boolean>>, AttentionPlan> plans = new HashMap<>();
    private @Nullable NDArray back;

    AttentionPlanner(NDManager scope, Layout layout, int heads, boolean followsRails, RailStates rails) {
        this.scope = scope;
        this.layout = layout;
        this.heads = heads;
        this.followsRails = followsRails;
        this.rails = rails;
        for (int b = 0; b < layout.batch(); b++) {
            acting.add(RaisedKeys.of(layout, b));
        }
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

    private List<List<RaisedKeys>> active(int layer) {
        return acting.stream()
                .map(list ->
                        list.stream().filter(a -> a.layers().contains(layer)).toList())
                .toList();
    }

    private AttentionPlan plan(List<List<RaisedKeys>> active) {
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
        AttentionGrid grid = new AttentionGrid(scope, layout, heads, byHead ? heads : 1, railLength);
        NDArray mask = grid.mask(active);
        AttentionPlan.Steps steps = followsRails && railLength > 0 ? grid.steps(active) : null;
        return new AttentionPlan(mask, null, null, railLength, steps, plain ? List.of() : shares(grid, active));
    }

    private List<AttentionPlan.Share> shares(AttentionGrid grid, List<List<RaisedKeys>> active) {
        List<AttentionPlan.Share> shares = new ArrayList<>();
        int most = active.stream()
                .mapToInt(list -> (int) list.stream()
                        .filter(a -> a.strength() instanceof Strength.Share)
                        .count())
                .max()
                .orElse(0);
        for (int slot = 0; slot < most; slot++) {
            int index = slot;
            List<@Nullable RaisedKeys> chosen = new ArrayList<>();
            for (List<RaisedKeys> list : active) {
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
                    .map(RaisedKeys::source)
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
}
