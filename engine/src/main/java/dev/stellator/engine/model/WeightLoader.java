package dev.stellator.engine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Brings a file's tensors into the form of {@link Weights}, which belong to the given keeper. Not thread-safe. */
final class WeightLoader {
    /** Values that are read at once. */
    private static final int CHUNK = 1 << 20;

    private final TensorSource source;
    private final WeightNames names;
    private final ModelConfig config;
    private final NDManager keeper;
    private final Kernels kernels;
    private NDManager scope;
    private ByteBuffer staging = ByteBuffer.allocateDirect(0);

    WeightLoader(TensorSource source, WeightNames names, ModelConfig config, NDManager keeper, Kernels kernels) {
        this.source = source;
        this.names = names;
        this.config = config;
        this.keeper = keeper;
        this.kernels = kernels;
        this.scope = keeper;
    }

    Weights load(Progress progress) {
        progress.begin("loading the model", config.layers() + 1L);
        NDArray embedding = scoped(() -> table("embedding", config.vocabulary()));
        List<Weights.Block> blocks = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            int current = layer;
            blocks.add(scoped(() -> block(current)));
            progress.advance(1);
        }
        Weights weights = scoped(() -> outer(embedding, blocks));
        progress.advance(1);
        progress.end();
        return weights;
    }

    /** What is made along the way is gone afterwards. */
    private <T> T scoped(Supplier<T> part) {
        try (NDManager inner = keeper.newSubManager()) {
            scope = inner;
            return part.get();
        } finally {
            scope = keeper;
        }
    }

    private Weights outer(NDArray embedding, List<Weights.Block> blocks) {
        boolean tied = !source.has(names.of(source, "head", -1, "weight"));
        return new Weights(
                embedding,
                config.gpt2() ? table("positions", config.contextLength()) : null,
                List.copyOf(blocks),
                norm("finalNorm", -1),
                tied ? embedding : table("head", config.vocabulary()));
    }

    private Weights.Block block(int layer) {
        int inner = config.inner();
        return new Weights.Block(
                norm("attentionNorm", layer),
                attentionIn(layer),
                config.family() == ModelConfig.Family.QWEN3 ? queryKeyNorm(layer) : null,
                linear(layer, List.of("attentionOut"), config.width(), config.heads() * config.headWidth()),
                norm("feedForwardNorm", layer),
                config.gpt2()
                        ? linear(layer, List.of("feedForwardIn"), inner, config.width())
                        : linear(layer, List.of("gate", "up"), inner, config.width()),
                linear(layer, List.of("feedForwardOut"), config.width(), inner));
    }

    private Weights.Norm norm(String name, int layer) {
        NDArray weight = vector(name, layer, "weight", config.width());
        if (weight == null) {
            throw new InputRefusedException("tensor " + names.of(source, name, layer, "weight") + " is missing");
        }
        NDArray bias = vector(name, layer, "bias", config.width());
        return new Weights.Norm(kept(weight), bias == null ? null : kept(bias));
    }

    /** Matrices of equal shape under each other, with their biases. */
    private Weights.Linear linear(int layer, List<String> parts, int out, int in) {
        NDList weights = new NDList();
        NDList biases = new NDList();
        for (String part : parts) {
            weights.add(matrix(part, layer, out, in, names.transposed()));
            NDArray bias = vector(part, layer, "bias", out);
            if (bias != null) {
                biases.add(bias);
            }
        }
        return joined(weights, biases);
    }

    private Weights.Linear attentionIn(int layer) {
        int queries = config.heads() * config.headWidth();
        int keys = config.keyValueHeads() * config.headWidth();
        boolean scaleHere = config.family() != ModelConfig.Family.QWEN3;
        NDList weights = new NDList();
        NDList biases = new NDList();
        if (source.has(names.of(source, "attentionIn", layer, "weight"))) {
            long[] cuts = {queries, queries + keys};
            weights.addAll(matrix("attentionIn", layer, queries + 2 * keys, config.width(), names.transposed())
                    .split(cuts, 0));
            NDArray bias = vector("attentionIn", layer, "bias", queries + 2 * keys);
            if (bias != null) {
                biases.addAll(bias.split(cuts, 0));
            }
        } else {
            String[] parts = {"query", "key", "value"};
            for (int i = 0; i < parts.length; i++) {
                int out = i == 0 ? queries : keys;
                weights.add(matrix(parts[i], layer, out, config.width(), names.transposed()));
                NDArray bias = vector(parts[i], layer, "bias", out);
                if (bias != null) {
                    biases.add(bias);
                }
            }
        }
        for (NDList list : List.of(weights, biases)) {
            if (!list.isEmpty()) {
                list.set(0, paired(list.get(0), config.heads()));
                list.set(1, paired(list.get(1), config.keyValueHeads()));
                if (scaleHere) {
                    list.set(0, list.get(0).div(Math.sqrt(config.headWidth())));
                }
            }
        }
        return joined(weights, biases);
    }

    private NDArray queryKeyNorm(int layer) {
        NDArray query = paired(required(vector("queryNorm", layer, "weight", config.headWidth())), 1)
                .div(Math.sqrt(config.headWidth()))
                .reshape(1, config.headWidth())
                .repeat(0, config.heads());
        NDArray key = paired(required(vector("keyNorm", layer, "weight", config.headWidth())), 1)
                .reshape(1, config.headWidth())
                .repeat(0, config.keyValueHeads());
        return kept(query.concat(key, 0)); // (H + Hkv, Dh)
    }

    private static NDArray required(@Nullable NDArray array) {
        if (array == null) {
            throw new InputRefusedException("the norms of queries and keys are missing");
        }
        return array;
    }

    /** From halves of a head's values that turn together to pairs side by side. */
    private NDArray paired(NDArray rows, int heads) {
        if (names.pairs() || !config.rotary()) {
            return rows;
        }
        Shape shape = rows.getShape();
        long rest = shape.size() / heads / config.headWidth();
        return rows.reshape(heads, 2, config.headWidth() / 2, rest)
                .transpose(0, 2, 1, 3)
                .reshape(shape);
    }

    private Weights.Linear joined(NDList weights, NDList biases) {
        if (!biases.isEmpty() && biases.size() != weights.size()) {
            throw new InputRefusedException("some, but not all of the matrices that belong together have a bias");
        }
        NDArray weight = Rows.joined(weights);
        if (biases.isEmpty()) {
            return new Weights.Linear(kept(weight), null);
        }
        NDArray bias = Rows.joined(biases);
        return new Weights.Linear(kept(weight), kept(bias));
    }

    private @Nullable NDArray vector(String name, int layer, String kind, int length) {
        String full = names.of(source, name, layer, kind);
        if (!source.has(full)) {
            return null;
        }
        requireShape(full, 1, length);
        return owned(source.read(full, 0, 1), new Shape(length));
    }

    private NDArray matrix(String name, int layer, int out, int in, boolean transposed) {
        String full = names.of(source, name, layer, "weight");
        requireShape(full, transposed ? in : out, transposed ? out : in);
        long rows = source.rows(full);
        int columns = source.columns(full);
        int step = Math.max(1, CHUNK / columns);
        NDList chunks = new NDList();
        for (long first = 0; first < rows; first += step) {
            int count = (int) Math.min(step, rows - first);
            chunks.add(owned(source.read(full, first, count), new Shape(count, columns)));
        }
        NDArray whole = Rows.joined(chunks);
        return transposed ? whole.transpose() : whole;
    }

    /** A large matrix that is used as it is: in the model's number format from the first row on. */
    private NDArray table(String name, int out) {
        String full = names.of(source, name, -1, "weight");
        requireShape(full, out, config.width());
        int step = Math.max(1, CHUNK / config.width());
        NDList chunks = new NDList();
        for (long first = 0; first < out; first += step) {
            int count = (int) Math.min(step, out - first);
            chunks.add(kernels.stored(owned(source.read(full, first, count), new Shape(count, config.width()))));
        }
        NDArray whole = Rows.joined(chunks);
        whole.attach(keeper);
        return whole;
    }

    /** An array with memory of the engine's own. The buffer in between is one for all, since Java frees it late. */
    private NDArray owned(float[] values, Shape shape) {
        int bytes = Math.multiplyExact(values.length, Float.BYTES);
        if (staging.capacity() < bytes) {
            staging = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
        }
        staging.clear();
        staging.asFloatBuffer().put(values);
        ByteBuffer filled = staging.slice(0, bytes).order(ByteOrder.nativeOrder());
        try (NDArray shared = scope.create(filled, shape, DataType.FLOAT32)) {
            return shared.duplicate();
        }
    }

    private void requireShape(String name, long rows, long columns) {
        if (source.rows(name) != rows || source.columns(name) != columns) {
            throw new InputRefusedException("expected shape (" + rows + ", " + columns + ") for " + name + ", found ("
                    + source.rows(name) + ", " + source.columns(name) + ")");
        }
    }

    /** A copy in the model's number format, out of reach of the loader's scope and of the Java memory behind it. */
    private NDArray kept(NDArray array) {
        NDArray converted = kernels.stored(array);
        NDArray result = converted == array ? array.duplicate() : converted;
        result.attach(keeper);
        return result;
    }
}
