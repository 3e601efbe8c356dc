package dev.stellator.worker;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.engine.MatrixProduct;
import dev.stellator.worker.gpu.TensorEngine;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.function.Consumer;

/** Products by PyTorch on the CPU, for the engine's large fields. Thread-safe. */
public final class TensorProducts implements MatrixProduct.Provider {
    @Override
    public MatrixProduct of(float[] rows, int dimensions) {
        NDManager manager = TensorEngine.get().newBaseManager(Device.cpu());
        try (NDManager scratch = manager.newSubManager()) {
            // A view would point into the buffer that the matrix was made from, which goes with the matrix.
            NDArray transposed = scratch.create(rows, new Shape(rows.length / dimensions, dimensions))
                    .transpose()
                    .duplicate();
            transposed.attach(manager);
            return new Product(manager, transposed, dimensions);
        }
    }

    private record Product(NDManager manager, NDArray transposed, int dimensions) implements MatrixProduct {
        @Override
        public void multiply(float[] queries, int count, Consumer<FloatBuffer> consumer) {
            try (NDManager scratch = manager.newSubManager()) {
                NDArray product =
                        scratch.create(queries, new Shape(count, dimensions)).matMul(transposed); // (count, n)
                // The buffer is the tensor's own memory, which the scope keeps until the consumer is done.
                consumer.accept(product.toByteBuffer(true)
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer());
            }
        }

        @Override
        public void close() {
            manager.close();
        }
    }
}
