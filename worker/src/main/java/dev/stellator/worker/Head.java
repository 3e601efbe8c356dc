package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.stellator.worker.intervention.LogitIntervention.LogitBias;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Logits of chosen rows of one pass, with the sequences' biases.
 *
 * @param rows (N, D) residual stream leaving the last block
 * @param sequences [N] index of the sequence of each row
 * @param positions [N] position of each row in its sequence
 */
record Head(
        Transformer transformer,
        List<Sequence> batch,
        Trainable trainable,
        NDArray rows,
        int[] sequences,
        int[] positions) {
    private static final int CHUNK = 1 << 23;

    /** All own positions of all sequences of a whole batch. */
    static Head all(Transformer transformer, Pass pass, NDArray h) {
        Layout layout = pass.layout();
        List<Integer> sequences = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        long[][] rows = new long[layout.batch()][];
        for (int b = 0; b < layout.batch(); b++) {
            rows[b] = Rows.of(layout, b);
            for (int position = 0; position < rows[b].length; position++) {
                sequences.add(b);
                positions.add(position);
            }
        }
        long[] every = Arrays.stream(rows).flatMapToLong(Arrays::stream).toArray();
        return new Head(
                transformer, layout.sequences(), pass.trainable(), chosen(h, every), ints(sequences), ints(positions));
    }

    /** Chosen positions of all sequences; negative ones count from the end. */
    static Head at(Transformer transformer, Pass pass, NDArray h, int[] asked) {
        Layout layout = pass.layout();
        int[] sequences = new int[layout.batch() * asked.length];
        int[] positions = new int[sequences.length];
        for (int i = 0; i < sequences.length; i++) {
            sequences[i] = i / asked.length;
            int position = asked[i % asked.length];
            positions[i] = position < 0 ? layout.sequences().get(sequences[i]).length() + position : position;
        }
        NDArray rows = chosen(h, Rows.of(layout, asked));
        return new Head(transformer, layout.sequences(), pass.trainable(), rows, sequences, positions);
    }

    /** The last query of each sequence of a pass that adds one subword to each. */
    static Head last(Transformer transformer, Pass pass, NDArray h) {
        Layout layout = pass.layout();
        int[] sequences = new int[layout.batch()];
        int[] positions = new int[layout.batch()];
        for (int b = 0; b < sequences.length; b++) {
            sequences[b] = b;
            positions[b] = layout.position(b, 0);
        }
        return new Head(
                transformer, layout.sequences(), pass.trainable(), h.reshape(layout.batch(), -1), sequences, positions);
    }

    private static NDArray chosen(NDArray h, long[] rows) {
        NDArray flat = h.reshape(-1, h.getShape().get(2));
        boolean every =
                Arrays.equals(rows, LongStream.range(0, flat.getShape().get(0)).toArray());
        return every ? flat : flat.get(h.getManager().create(rows));
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }

    int size() {
        return sequences.length;
    }

    /** How many rows are best taken at once. */
    int chunk() {
        return Math.max(1, CHUNK / transformer.config().vocabulary());
    }

    /** Logits of rows {@code from} to {@code to}: (to - from, V) in float32, in the given scope, without gradients. */
    NDArray logits(NDManager scope, int from, int to) {
        return biased(transformer.logits(slice(scope, rows, from, to)), scope, from, to);
    }

    /** The same from all rows after the final norm, (N, D). */
    NDArray logitsOfNormed(NDManager scope, NDArray x, int from, int to) {
        return biased(transformer.logitsOfNormed(slice(scope, x, from, to)), scope, from, to);
    }

    private static NDArray slice(NDManager scope, NDArray rows, int from, int to) {
        return rows.get(scope, new NDIndex().addSliceDim(from, to));
    }

    private NDArray biased(NDArray logits, NDManager scope, int from, int to) {
        NDArray bias = bias(scope, from, to);
        NDArray own = bias == null ? logits : logits.add(bias);
        Trainable.LogitBias learned = trainable.logitBias();
        return learned == null ? own : own.add(learned(scope, learned));
    }

    /** One row for each different set of biases, and of these the one that each row needs; null without any. */
    private @Nullable NDArray bias(NDManager scope, int from, int to) {
        int vocabulary = transformer.config().vocabulary();
        Map<List<LogitBias>, Integer> different = new LinkedHashMap<>();
        different.put(List.of(), 0);
        long[] chosen = new long[to - from];
        for (int i = from; i < to; i++) {
            Sequence sequence = batch.get(sequences[i]);
            int position = positions[i];
            List<LogitBias> active = new ArrayList<>();
            for (LogitBias bias : sequence.interventions(LogitBias.class)) {
                if (bias.where().contains(position, sequence.promptLength())) {
                    active.add(bias);
                }
            }
            chosen[i - from] = different.computeIfAbsent(active, key -> different.size());
        }
        if (different.size() == 1) {
            return null;
        }
        NDList table = new NDList();
        for (List<LogitBias> biases : different.keySet()) {
            float[] row = new float[vocabulary];
            biases.forEach(bias -> bias.bias().forEach((id, value) -> row[id] += value));
            table.add(scope.create(row));
        }
        return table.get(0).getNDArrayInternal().stack(table.subNDList(1), 0).get(scope.create(chosen));
    }

    private NDArray learned(NDManager scope, Trainable.LogitBias learned) {
        int vocabulary = transformer.config().vocabulary();
        float[] places = new float[learned.ids().length * vocabulary];
        for (int i = 0; i < learned.ids().length; i++) {
            places[i * vocabulary + learned.ids()[i]] = 1;
        }
        return scope.ones(new Shape(1, 1))
                .mul(learned.bias())
                .stopGradient()
                .matMul(scope.create(places, new Shape(learned.ids().length, vocabulary))); // (1, V)
    }
}
