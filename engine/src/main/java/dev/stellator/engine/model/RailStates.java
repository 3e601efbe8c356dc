package dev.stellator.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.engine.model.Intervention.Placement;
import dev.stellator.engine.model.Intervention.Rail;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keys and values of rails, computed once by the unmodulated model; the latest few are kept. */
final class RailStates {
    private static final int KEPT = 64;

    private final Transformer transformer;
    private final NDManager manager;
    private final Map<Key, State> states = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, State> eldest) {
            boolean full = size() > KEPT;
            if (full) {
                eldest.getValue().manager().close();
            }
            return full;
        }
    };

    private record Key(List<Integer> subwords, boolean sink, Placement placement) {}

    private record State(NDManager manager, KeyValueCache cache) {}

    RailStates(Transformer transformer, NDManager manager) {
        this.transformer = transformer;
        this.manager = manager;
    }

    /** Keys and values (1, Hkv, R, Dh) in one layer, with zeros after the rail's own; zeros only without a rail. */
    NDList padded(NDManager scope, @Nullable Rail rail, boolean sink, int layer, int length) {
        ModelConfig config = transformer.config();
        int own = rail == null ? 0 : rail.subwords().length;
        NDList state = new NDList();
        if (rail != null) {
            state.addAll(state(rail, sink).cache().slice(scope, layer, sink ? 1 : 0, own + (sink ? 1 : 0)));
        }
        if (own == length) {
            return state;
        }
        NDArray zeros = transformer
                .kernels()
                .stored(scope.zeros(new Shape(1, config.keyValueHeads(), length - own, config.headWidth())));
        return own == 0
                ? new NDList(zeros, zeros)
                : new NDList(state.get(0).concat(zeros, 2), state.get(1).concat(zeros, 2));
    }

    private State state(Rail rail, boolean sink) {
        int[] subwords = rail.subwords();
        Key key = new Key(Arrays.stream(subwords).boxed().toList(), sink, rail.placement());
        State state = states.get(key);
        if (state == null) {
            state = compute(subwords, sink, rail.placement());
            states.put(key, state);
        }
        return state;
    }

    private State compute(int[] subwords, boolean sink, Placement placement) {
        NDManager kept = manager.newSubManager();
        Sequence sequence = new Sequence(subwords, subwords.length, sink, List.of());
        Layout layout = Layout.whole(List.of(sequence), transformer.sinkId());
        int[] positions = new int[layout.queries()];
        // beside its sequence, a rail ends right before position 1 (0 without a sink): below zero, if need be
        boolean below = placement == Placement.BESIDE && transformer.config().rotary();
        int first = below ? -subwords.length : 0;
        Arrays.setAll(positions, t -> first + t);
        KeyValueCache cache = new KeyValueCache(
                kept, transformer.kernels(), transformer.config().layers(), 0);
        try (NDManager scope = manager.newSubManager()) {
            Pass pass = Pass.of(scope, layout, transformer)
                    .at(new int[][] {positions})
                    .with(cache);
            transformer.forward(pass);
        }
        return new State(kept, cache);
    }
}
