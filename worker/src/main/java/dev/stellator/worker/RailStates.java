package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.worker.intervention.AttentionIntervention.Placement;
import dev.stellator.worker.intervention.AttentionIntervention.Rail;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
                eldest.getValue().batch().release();
            }
            return full;
        }
    };

    private record Key(List<Integer> subwords, boolean sink, Placement placement) {}

    /** One of the rails of a batch. */
    private record State(Batch batch, int row) {}

    /** Rails that were computed together; freed with the last of them. */
    private static final class Batch {
        private final NDManager manager;
        private final KeyValueCache cache;
        private int held;

        Batch(NDManager manager, KeyValueCache cache, int held) {
            this.manager = manager;
            this.cache = cache;
            this.held = held;
        }

        void release() {
            held--;
            if (held == 0) {
                manager.close();
            }
        }
    }

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
            State found = state(rail, sink);
            state.addAll(found.batch().cache.slice(scope, layer, found.row(), sink ? 1 : 0, own + (sink ? 1 : 0)));
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
        Key key = key(rail, sink);
        if (!states.containsKey(key)) {
            compute(List.of(key));
        }
        return Objects.requireNonNull(states.get(key));
    }

    private static Key key(Rail rail, boolean sink) {
        return new Key(Arrays.stream(rail.subwords()).boxed().toList(), sink, rail.placement());
    }

    /**
     * Computes rails anew, all in one pass, whatever is kept: what follows then depends on these rails alone, to the bit.
     * Does nothing when there are more of them than are kept.
     */
    void prepare(Collection<Rail> rails, boolean sink) {
        List<Key> keys = rails.stream().map(rail -> key(rail, sink)).distinct().toList();
        if (!keys.isEmpty() && keys.size() <= KEPT) {
            compute(keys);
        }
    }

    private void compute(List<Key> keys) {
        NDManager kept = manager.newSubManager();
        List<Sequence> sequences = keys.stream()
                .map(key -> {
                    int[] subwords =
                            key.subwords().stream().mapToInt(Integer::intValue).toArray();
                    return new Sequence(subwords, subwords.length, key.sink(), List.of());
                })
                .toList();
        Layout layout = Layout.whole(sequences, transformer.sinkId());
        int[][] positions = new int[keys.size()][layout.queries()];
        for (int b = 0; b < positions.length; b++) {
            // beside its sequence, a rail ends right before position 1 (0 without a sink): below zero, if need be
            boolean below = keys.get(b).placement() == Placement.BESIDE
                    && transformer.config().rotary();
            int first = below ? -sequences.get(b).length() : 0;
            Arrays.setAll(positions[b], t -> first + t);
        }
        KeyValueCache cache = new KeyValueCache(
                kept, transformer.kernels(), transformer.config().layers(), 0);
        try (NDManager scope = manager.newSubManager()) {
            Pass pass = Pass.of(scope, layout, transformer).at(positions).with(cache);
            transformer.forward(pass);
        }
        Batch batch = new Batch(kept, cache, keys.size());
        for (int b = 0; b < keys.size(); b++) {
            State before = states.put(keys.get(b), new State(batch, b));
            if (before != null) {
                before.batch().release();
            }
        }
    }
}
