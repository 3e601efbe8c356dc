package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings numbers of Java into arrays of the engine's own memory: those that stay go to a keeper, what is made along the way
 * is gone with its part. Not thread-safe.
 */
final class WeightMemory {
    private final NDManager keeper;
    private final Kernels kernels;
    private NDManager scope;
    private ByteBuffer staging = ByteBuffer.allocateDirect(0);

    WeightMemory(NDManager keeper, Kernels kernels) {
        this.keeper = keeper;
        this.kernels = kernels;
        this.scope = keeper;
    }

    /** What is made along the way is gone afterwards. */
    <T> T scoped(Supplier<T> part) {
        try (NDManager inner = keeper.newSubManager()) {
            scope = inner;
            return part.get();
        } finally {
            scope = keeper;
        }
    }

    /** The start of an array as one with memory of the engine's own. */
    NDArray owned(float[] from, Shape shape) {
        int bytes = Math.multiplyExact(Math.toIntExact(shape.size()), Float.BYTES);
        if (staging.capacity() < bytes) {
            staging = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
        staging.asFloatBuffer().put(from, 0, bytes / Float.BYTES);
        ByteBuffer filled = staging.slice(0, bytes).order(ByteOrder.nativeOrder());
        try (NDArray shared = scope.create(filled, shape, DataType.FLOAT32)) {
            return shared.duplicate();
        }
    }

    /** A vector in the model's number format, out of reach of the part's scope and of the Java memory behind it. */
    NDArray kept(float[] vector) {
        NDArray result = kernels.stored(owned(vector, new Shape(vector.length)));
        result.attach(keeper);
        return result;
    }

    /** A matrix in the model's number format. */
    Matrix stored(long rows) {
        return new Matrix(rows, kernels::stored);
    }

    /** A matrix in the number format of the rows that it is given. */
    Matrix plain(long rows) {
        return new Matrix(rows, Function.identity());
    }

    /** A matrix that is filled from its first row to its last. */
    final class Matrix {
        private final long rows;
        private final Function<NDArray, NDArray> form;
        private @Nullable NDArray whole;
        private long filled;

        /** @param form gives rows their number format */
        private Matrix(long rows, Function<NDArray, NDArray> form) {
            this.rows = rows;
            this.form = form;
        }

        /** Closes what it is given. */
        void add(NDArray some) {
            try (some;
                    NDArray formed = form.apply(some)) {
                if (whole == null) {
                    whole = kernels.room(formed, rows);
                }
                kernels.put(whole, formed, filled);
                filled += formed.getShape().get(0);
            }
        }

        /** Rows that it has so far. */
        int filled() {
            return (int) filled;
        }

        NDArray whole() {
            return Objects.requireNonNull(whole, "matrices have rows");
        }

        NDArray kept() {
            NDArray result = whole();
            result.attach(keeper);
            return result;
        }
    }
}
