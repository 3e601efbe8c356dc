package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.worker.intervention.AttentionIntervention;
import dev.stellator.worker.intervention.Intervention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Texts under many programs, against the same texts without any. The base's pass is made once; a program's pass starts in
 * the lowest layer in which it changes anything, from what the base brings there; rails of programs that come together are
 * computed together. What is measured depends on the texts and on the programs asked for, in their order, and on nothing
 * that the model did before, to the bit. Close it when done.
 *
 * <p>Thread-safe: its methods lock the model that it belongs to.
 */
public final class Baseline implements AutoCloseable {
    private static final int SUBWORDS_AT_ONCE = 2048;
    private static final long BYTES_KEPT = 400L << 20;

    private final LanguageModel owner;
    private final Transformer transformer;
    private final NDManager manager;
    private final List<Sequence> texts;
    private final int[] watched;
    private final boolean keeps;
    private final List<Block> blocks = new ArrayList<>();
    private boolean railsPrepared;

    /** @param texts without interventions; all with a sink, or none */
    Baseline(LanguageModel owner, Transformer transformer, NDManager manager, List<Sequence> texts, int[] watched) {
        this.owner = owner;
        this.transformer = transformer;
        this.manager = manager;
        this.texts = List.copyOf(texts);
        this.watched = watched.clone();
        for (Sequence text : texts) {
            if (!text.interventions().isEmpty() || text.sink() != texts.get(0).sink()) {
                throw new IllegalArgumentException(
                        "texts to compare on must have no interventions, and all a sink or none");
            }
        }
        long rows = texts.stream().mapToLong(Sequence::length).sum();
        this.keeps = 2 * rows * transformer.config().vocabulary() * Float.BYTES <= BYTES_KEPT;
        for (List<Integer> batch : Batches.of(this.texts)) {
            blocks.add(new Block(batch));
        }
    }

    /** The texts' differences under each of the programs. */
    public List<List<Difference>> under(List<List<Intervention>> programs) {
        synchronized (owner) {
            if (!railsPrepared && !texts.isEmpty()) {
                railsPrepared = true;
                List<AttentionIntervention.Rail> rails = programs.stream()
                        .flatMap(List::stream)
                        .filter(AttentionIntervention.Rail.class::isInstance)
                        .map(AttentionIntervention.Rail.class::cast)
                        .toList();
                transformer.rails().prepare(rails, texts.get(0).sink());
            }
            List<Difference[]> results = programs.stream()
                    .map(program -> new Difference[texts.size()])
                    .toList();
            List<Integer> acting = new ArrayList<>();
            for (int i = 0; i < programs.size(); i++) {
                if (programs.get(i).isEmpty()) {
                    Arrays.setAll(results.get(i), this::unchanged);
                } else {
                    acting.add(i);
                }
            }
            for (Block block : blocks) {
                int most = Math.max(1, SUBWORDS_AT_ONCE / block.subwords());
                for (int from = 0; from < acting.size(); from += most) {
                    Halving.of(
                            acting.subList(from, Math.min(acting.size(), from + most)),
                            some -> block.compare(
                                    some.stream().map(programs::get).toList(),
                                    some.stream().map(results::get).toList()));
                }
            }
            return results.stream().map(List::of).toList();
        }
    }

    /** The difference of a text from itself. */
    public Difference unchanged(int text) {
        synchronized (owner) {
            Block block = blocks.stream()
                    .filter(one -> one.indices.contains(text))
                    .findFirst()
                    .orElseThrow(() -> new IndexOutOfBoundsException(text));
            int at = block.indices.indexOf(text);
            Scored base = block.base();
            float[] zeros = new float[texts.get(text).length()];
            return new Difference(zeros, base.next[at], base.next[at], base.watched[at], base.watched[at]);
        }
    }

    @Override
    public void close() {
        synchronized (owner) {
            manager.close();
        }
    }

    /** Log-probabilities by sequence and position. */
    private static final class Scored {
        private final float[][] next;
        private final float[][][] watched;
        private final float[][] kl;

        Scored(List<Sequence> sequences) {
            next = new float[sequences.size()][];
            watched = new float[sequences.size()][][];
            kl = new float[sequences.size()][];
            for (int b = 0; b < next.length; b++) {
                int length = sequences.get(b).length();
                next[b] = new float[length - 1];
                watched[b] = new float[length][];
                kl[b] = new float[length];
            }
        }
    }

    /** Rows {@code from} to {@code to} of the base: logits (N, V), what they are normed by, and the ids that are picked. */
    private record Part(int from, int to, NDArray ids, NDArray logits, NDArray size, NDArray probabilities) {}

    /** Texts of like lengths, which pass together. */
    private final class Block {
        private final List<Integer> indices;
        private final List<Sequence> own;
        private final TreeMap<Integer, NDArray> entering = new TreeMap<>();
        private final List<Part> kept = new ArrayList<>();
        private @Nullable Scored scored;

        Block(List<Integer> indices) {
            this.indices = indices;
            this.own = indices.stream().map(texts::get).toList();
        }

        int subwords() {
            int longest = own.stream().mapToInt(Sequence::length).max().orElse(1);
            return own.size() * (longest + 1);
        }

        private Layout layout(List<Sequence> sequences) {
            return Layout.whole(sequences, transformer.sinkId());
        }

        /** The base's residual stream as it enters a layer, or leaves the last: (B, T, D). */
        private NDArray entering(int layer) {
            NDArray found = entering.get(layer);
            if (found == null) {
                try (NDManager scope = manager.newSubManager()) {
                    Pass pass = Pass.of(scope, layout(own), transformer);
                    Map.Entry<Integer, NDArray> below = entering.floorEntry(layer);
                    NDArray start = below == null ? transformer.embed(pass) : copy(below.getValue(), scope, 1);
                    found = transformer.forward(pass, start, below == null ? 0 : below.getKey(), layer);
                    found.attach(manager);
                }
                entering.put(layer, found);
            }
            return found;
        }

        /** Copies of (B, T, D) after each other: (n B, T, D). */
        private NDArray copy(NDArray h, NDManager scope, int n) {
            NDArray copy = h.tile(new long[] {n, 1, 1});
            copy.attach(scope);
            return copy;
        }

        private Head head(NDManager scope) {
            NDArray h = copy(entering(transformer.config().layers()), scope, 1);
            return Head.all(transformer, Pass.of(scope, layout(own), transformer), h);
        }

        Scored base() {
            if (scored == null) {
                scored = new Scored(own);
                try (NDManager scope = manager.newSubManager()) {
                    Head head = head(scope);
                    for (int from = 0; from < head.size(); from += head.chunk()) {
                        try (NDManager inner = scope.newSubManager()) {
                            part(inner, head, from, Math.min(head.size(), from + head.chunk()));
                        }
                    }
                }
            }
            return scored;
        }

        /** The base's rows; taken down as they come by, and kept where there is room for them. */
        private Part part(NDManager inner, Head head, int from, int to) {
            for (Part part : kept) {
                if (part.from() == from) {
                    return part;
                }
            }
            NDManager scope = keeps ? manager : inner;
            NDArray logits = head.logits(scope, from, to); // (N, V)
            NDArray ids = ids(scope, head, from, to); // (N, 1 + watched)
            NDList results = transformer.kernels().applyToAll("scored", logits, ids);
            Part part = new Part(from, to, ids, logits, results.get(0), results.get(1));
            float[][] picked = Rows.toJava(results.get(2));
            Rows.requireNumbers(picked);
            Scored into = base();
            for (int row = from; row < to; row++) {
                place(head, row, picked[row - from], into, 0);
            }
            if (keeps) {
                kept.add(part);
            }
            return part;
        }

        private NDArray ids(NDManager scope, Head head, int from, int to) {
            long[] ids = new long[(to - from) * (1 + watched.length)];
            int at = 0;
            for (int row = from; row < to; row++) {
                int[] subwords = head.batch().get(head.sequences()[row]).ids();
                int position = head.positions()[row];
                ids[at++] = position + 1 < subwords.length ? subwords[position + 1] : 0;
                for (int id : watched) {
                    ids[at++] = id;
                }
            }
            return scope.create(ids, new Shape(to - from, 1 + watched.length));
        }

        private void place(Head head, int row, float[] picked, Scored into, int firstSequence) {
            int b = head.sequences()[row] - firstSequence;
            int position = head.positions()[row];
            if (position < into.next[b].length) {
                into.next[b][position] = picked[0];
            }
            into.watched[b][position] = Arrays.copyOfRange(picked, 1, picked.length);
        }

        void compare(List<List<Intervention>> programs, List<Difference[]> results) {
            Scored base = base();
            int first = programs.stream()
                    .flatMap(List::stream)
                    .mapToInt(Intervention::firstLayer)
                    .min()
                    .orElse(Integer.MAX_VALUE);
            int layers = transformer.config().layers();
            int start = Math.min(first, layers);
            List<Sequence> sequences = new ArrayList<>();
            programs.forEach(program -> own.forEach(text -> sequences.add(text.with(program))));
            List<Scored> scores =
                    programs.stream().map(program -> new Scored(own)).toList();
            try (NDManager scope = manager.newSubManager()) {
                Pass pass = Pass.of(scope, layout(sequences), transformer);
                NDArray before = start == 0
                        ? transformer.embed(pass)
                        : copy(entering(start), scope, programs.size()); // (n B, T, D)
                NDArray h = transformer.forward(pass, before, start, layers);
                Head heads = Head.all(transformer, pass, h);
                score(head(scope), heads, scores);
            }
            for (int i = 0; i < programs.size(); i++) {
                Scored score = scores.get(i);
                for (int b = 0; b < own.size(); b++) {
                    results.get(i)[indices.get(b)] =
                            new Difference(score.kl[b], base.next[b], score.next[b], base.watched[b], score.watched[b]);
                }
            }
        }

        /** Where a program's rows and sequences begin among those of all programs. */
        private record Place(int firstRow, int firstSequence, Scored into) {}

        private void score(Head base, Head heads, List<Scored> scores) {
            int rows = base.size();
            for (int from = 0; from < rows; from += base.chunk()) {
                int to = Math.min(rows, from + base.chunk());
                try (NDManager scope = base.rows().getManager().newSubManager()) {
                    Part part = part(scope, base, from, to);
                    for (int i = 0; i < scores.size(); i++) {
                        try (NDManager inner = scope.newSubManager()) {
                            score(heads, part, inner, new Place(i * rows, i * own.size(), scores.get(i)));
                        }
                    }
                }
            }
        }

        private void score(Head heads, Part part, NDManager scope, Place place) {
            int offset = place.firstRow();
            NDArray logits = heads.logits(scope, offset + part.from(), offset + part.to()); // (N, V)
            NDList results = transformer
                    .kernels()
                    .applyToAll("compared", logits, part.logits(), part.size(), part.probabilities(), part.ids());
            float[] kl = results.get(0).toFloatArray();
            float[][] picked = Rows.toJava(results.get(1));
            for (int i = 0; i < kl.length; i++) {
                int row = offset + part.from() + i;
                place(heads, row, picked[i], place.into(), place.firstSequence());
                place.into().kl[heads.sequences()[row] - place.firstSequence()][heads.positions()[row]] =
                        Math.max(0, kl[i]);
            }
        }
    }
}
