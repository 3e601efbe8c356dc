package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares modulated sequences with their bases on the device; only numbers by position leave it. */
final class Comparer {
    private static final int SUBWORDS_AT_ONCE = 4096;

    private final Transformer transformer;
    private final NDManager manager;
    private final int sinkId;
    private final int[] watched;
    private final boolean drift;

    Comparer(Transformer transformer, NDManager manager, int sinkId, int[] watched, boolean drift) {
        this.transformer = transformer;
        this.manager = manager;
        this.sinkId = sinkId;
        this.watched = watched.clone();
        this.drift = drift;
    }

    /** The hidden states of one sequence that a comparison needs. */
    private record States(Head head, List<NDArray> layers) {}

    /** A base, and the indices of the pairs that have it. */
    private record Group(Sequence base, List<Integer> pairs) {}

    List<Difference> compare(List<Sequence> base, List<Sequence> modulated) {
        if (base.size() != modulated.size()) {
            throw new IllegalArgumentException(
                    "expected as many bases as modulated sequences, found " + base.size() + " and " + modulated.size());
        }
        List<Difference> results = new ArrayList<>(Collections.nCopies(base.size(), null));
        List<Group> waiting = new ArrayList<>();
        int subwords = 0;
        for (Group group : groups(base, modulated)) {
            for (List<Integer> some : parts(group)) {
                waiting.add(new Group(group.base(), some));
                subwords += group.base().length() * (1 + some.size());
                if (subwords > SUBWORDS_AT_ONCE) {
                    Halving.of(waiting, part -> compare(part, modulated, results));
                    waiting.clear();
                    subwords = 0;
                }
            }
        }
        Halving.of(waiting, part -> compare(part, modulated, results));
        return List.copyOf(results);
    }

    private static List<List<Integer>> parts(Group group) {
        int size = Math.max(1, SUBWORDS_AT_ONCE / group.base().length());
        List<List<Integer>> parts = new ArrayList<>();
        for (int from = 0; from < group.pairs().size(); from += size) {
            parts.add(group.pairs().subList(from, Math.min(group.pairs().size(), from + size)));
        }
        return parts;
    }

    private static List<Group> groups(List<Sequence> base, List<Sequence> modulated) {
        Map<List<Object>, Group> groups = new LinkedHashMap<>();
        for (int i = 0; i < base.size(); i++) {
            Sequence sequence = base.get(i);
            if (!Arrays.equals(sequence.ids(), modulated.get(i).ids())) {
                throw new IllegalArgumentException("pair " + i + " has different subwords in base and modulated");
            }
            List<Object> key = List.of(
                    Arrays.stream(sequence.ids()).boxed().toList(),
                    sequence.promptLength(),
                    sequence.sink(),
                    sequence.interventions());
            groups.computeIfAbsent(key, k -> new Group(sequence, new ArrayList<>()))
                    .pairs()
                    .add(i);
        }
        return new ArrayList<>(groups.values());
    }

    private void compare(List<Group> groups, List<Sequence> modulated, List<Difference> results) {
        try (NDManager scope = manager.newSubManager()) {
            List<Sequence> all = new ArrayList<>();
            for (Group group : groups) {
                all.add(group.base());
                group.pairs().forEach(i -> all.add(modulated.get(i)));
            }
            List<States> states = states(scope, all);
            int at = 0;
            for (Group group : groups) {
                States base = states.get(at++);
                List<States> others = states.subList(at, at + group.pairs().size());
                at += group.pairs().size();
                List<Difference> differences = differences(scope, base, others);
                for (int i = 0; i < differences.size(); i++) {
                    results.set(group.pairs().get(i), differences.get(i));
                }
            }
        }
    }

    private List<States> states(NDManager scope, List<Sequence> sequences) {
        List<States> states = new ArrayList<>(Collections.nCopies(sequences.size(), null));
        for (List<Integer> batch : Batches.of(sequences)) {
            List<Sequence> some = batch.stream().map(sequences::get).toList();
            try (NDManager inner = scope.newSubManager()) {
                Layout layout = Layout.whole(some, sinkId);
                Layers layers = new Layers(inner);
                Pass pass = Pass.of(inner, layout, transformer).with(drift ? layers : null);
                NDArray h = transformer.forward(pass); // (B, T, D)
                for (int b = 0; b < some.size(); b++) {
                    states.set(batch.get(b), states(scope, layout, b, h, layers.all()));
                }
            }
        }
        return states;
    }

    /** What all blocks leave: (B, T, D) each. */
    private static final class Layers implements Recording {
        private final NDManager scope;
        private final List<NDArray> all = new ArrayList<>();

        Layers(NDManager scope) {
            this.scope = scope;
        }

        List<NDArray> all() {
            return all;
        }

        @Override
        public void hidden(int layer, NDArray h) {
            NDArray copy = h.duplicate(); // the next block works in place
            copy.attach(scope);
            all.add(copy);
        }
    }

    private States states(NDManager scope, Layout layout, int b, NDArray h, List<NDArray> layers) {
        Sequence sequence = layout.sequences().get(b);
        int length = sequence.length();
        List<NDArray> own = new ArrayList<>();
        for (NDArray layer : layers) {
            own.add(rows(scope, layout, b, layer));
        }
        int[] positions = new int[length];
        Arrays.setAll(positions, i -> i);
        return new States(
                new Head(
                        transformer,
                        List.of(sequence),
                        Trainable.NOTHING,
                        rows(scope, layout, b, h),
                        new int[length],
                        positions),
                own);
    }

    /** A copy of one sequence's own rows: (T, D). */
    private static NDArray rows(NDManager scope, Layout layout, int b, NDArray h) {
        int from = layout.sinks()[b];
        int to = layout.end(b);
        try (NDArray view = h.get(scope, new NDIndex().addIndices(b).addSliceDim(from, to))) {
            NDArray copy = view.duplicate();
            copy.attach(scope);
            return copy;
        }
    }

    private List<Difference> differences(NDManager scope, States base, List<States> others) {
        int length = base.head().size();
        float[][] baseNext = new float[1][length - 1];
        float[][][] baseWatched = new float[1][length][];
        float[][] kl = new float[others.size()][length];
        float[][] next = new float[others.size()][length - 1];
        float[][][] watchedOf = new float[others.size()][length][];
        int chunk = base.head().chunk();
        for (int from = 0; from < length; from += chunk) {
            int to = Math.min(length, from + chunk);
            try (NDManager inner = scope.newSubManager()) {
                NDArray p = base.head().logits(inner, from, to).logSoftmax(-1); // (N, V)
                NDArray probabilities = p.exp();
                place(base.head(), p, from, to, baseNext, baseWatched);
                Rows.requireNumbers(baseNext);
                for (int i = 0; i < others.size(); i++) {
                    try (NDManager each = inner.newSubManager()) {
                        Head head = others.get(i).head();
                        NDArray q = head.logits(each, from, to).logSoftmax(-1); // (N, V)
                        place(head, q, from, to, new float[][] {next[i]}, new float[][][] {watchedOf[i]});
                        float[] some =
                                p.sub(q).mul(probabilities).sum(new int[] {-1}).toFloatArray();
                        System.arraycopy(some, 0, kl[i], from, some.length);
                    }
                }
            }
        }
        List<Difference> differences = new ArrayList<>();
        for (int i = 0; i < others.size(); i++) {
            differences.add(new Difference(
                    kl[i], baseNext[0], next[i], baseWatched[0], watchedOf[i], drift(scope, base, others.get(i))));
        }
        return differences;
    }

    private void place(Head head, NDArray p, int from, int to, float[][] nexts, float[][][] allWatched) {
        float[][] some = Scores.picked(head, p, from, watched);
        for (int row = from; row < to; row++) {
            Scores.place(head, row, some[row - from], nexts, allWatched);
        }
    }

    private static float[] drift(NDManager scope, States base, States other) {
        float[] drift = new float[base.layers().size()];
        for (int layer = 0; layer < drift.length; layer++) {
            try (NDManager inner = scope.newSubManager()) {
                NDArray a = inner.ones(new ai.djl.ndarray.types.Shape(1))
                        .mul(base.layers().get(layer));
                NDArray b = inner.ones(new ai.djl.ndarray.types.Shape(1))
                        .mul(other.layers().get(layer));
                int[] last = {-1};
                NDArray cosine = a.mul(b)
                        .sum(last)
                        .div(a.square()
                                .sum(last)
                                .mul(b.square().sum(last))
                                .sqrt()
                                .add(1e-30f));
                drift[layer] = 1 - cosine.mean().getFloat();
            }
        }
        return drift;
    }
}
