package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import dev.stellator.engine.NotFiniteException;

/** Rows of the (B x T, D) matrix of a whole batch, and matrices as Java arrays. */
final class Rows {
    private Rows() {}

    /** Of each sequence the asked positions, sequence by sequence; negative positions count from the end. */
    static long[] of(Layout layout, int[] positions) {
        long[] rows = new long[layout.batch() * positions.length];
        int at = 0;
        for (int b = 0; b < layout.batch(); b++) {
            int length = layout.sequences().get(b).length();
            for (int position : positions) {
                int own = position < 0 ? length + position : position;
                if (own < 0 || own >= length) {
                    throw new IllegalArgumentException(
                            "position " + position + " lies outside of a sequence of " + length + " subwords");
                }
                rows[at++] = layout.row(b, own);
            }
        }
        return rows;
    }

    /** All of a sequence's own positions. */
    static long[] of(Layout layout, int b) {
        long[] rows = new long[layout.sequences().get(b).length()];
        for (int position = 0; position < rows.length; position++) {
            rows[position] = layout.row(b, position);
        }
        return rows;
    }

    /** Arrays after each other along the first axis. */
    static NDArray joined(NDList arrays) {
        return arrays.size() == 1
                ? arrays.get(0)
                : arrays.get(0).getNDArrayInternal().concat(arrays.subNDList(1), 0);
    }

    /**
     * What the base model says, which nothing acts on.
     *
     * @throws NotFiniteException when it is not a number: the model is broken, whatever its files look like
     */
    static void requireNumbers(float[][] logProbabilities) {
        for (float[] row : logProbabilities) {
            for (float value : row) {
                if (Float.isNaN(value)) {
                    throw new NotFiniteException("what the model says is not a number; its weights are broken, or too"
                            + " large for numbers of its precision (try --precision f32)");
                }
            }
        }
    }

    static float[][] toJava(NDArray matrix) {
        int rows = Math.toIntExact(matrix.getShape().get(0));
        int columns = Math.toIntExact(matrix.getShape().get(1));
        float[] flat = matrix.toFloatArray();
        float[][] result = new float[rows][columns];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(flat, row * columns, result[row], 0, columns);
        }
        return result;
    }
}
