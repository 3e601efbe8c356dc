package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * Log-probabilities of the next subwords, and of watched ones, at all positions of a batch.
 *
 * @param nexts [B][T - 1]
 * @param allWatched [B][T][watched]
 */
record Scores(float[][] nexts, float[][][] allWatched) {
    static Scores of(Head head, int[] watched) {
        int batch = head.batch().size();
        float[][] nexts = new float[batch][];
        float[][][] allWatched = new float[batch][][];
        for (int b = 0; b < batch; b++) {
            int length = head.batch().get(b).length();
            nexts[b] = new float[length - 1];
            allWatched[b] = new float[length][];
        }
        for (int from = 0; from < head.size(); from += head.chunk()) {
            int to = Math.min(head.size(), from + head.chunk());
            try (NDManager scope = head.rows().getManager().newSubManager()) {
                float[][] some = picked(head, head.logits(scope, from, to).logSoftmax(-1), from, watched);
                for (int i = from; i < to; i++) {
                    place(head, i, some[i - from], nexts, allWatched);
                }
            }
        }
        return new Scores(nexts, allWatched);
    }

    /** Log-probability of the next subword (of the last position: any), then those of the watched: [N][1 + watched]. */
    static float[][] picked(Head head, NDArray logProbabilities, int from, int[] watched) {
        int count = Math.toIntExact(logProbabilities.getShape().get(0));
        long[] ids = new long[count * (1 + watched.length)];
        for (int i = 0; i < count; i++) {
            int[] own = head.batch().get(head.sequences()[from + i]).ids();
            int position = head.positions()[from + i];
            ids[i * (1 + watched.length)] = position + 1 < own.length ? own[position + 1] : 0;
            for (int j = 0; j < watched.length; j++) {
                ids[i * (1 + watched.length) + 1 + j] = watched[j];
            }
        }
        NDArray index = logProbabilities.getManager().create(ids, new Shape(count, 1 + watched.length));
        return Rows.toJava(logProbabilities.gather(index, 1));
    }

    static void place(Head head, int row, float[] picked, float[][] nexts, float[][][] allWatched) {
        int b = head.sequences()[row];
        int position = head.positions()[row];
        if (position < nexts[b].length) {
            nexts[b][position] = picked[0];
        }
        allWatched[b][position] = Arrays.copyOfRange(picked, 1, picked.length);
    }

    float[] next(int b) {
        return nexts[b];
    }

    float[][] watched(int b) {
        return allWatched[b];
    }
}
