package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Brings a file's tensors into the form of {@link Weights}, which belong to the given keeper. Not thread-safe. */
final class WeightLoader {
    /** Values that are read at once. */
    private static final int CHUNK = 1 << 18;

    private final TensorSource source;
    private final WeightNames names;
    private final ModelConfig config;
    private final WeightMemory memory;
    private float[] values = new float[0];
    private float[] arranged = new float[0];
    private final float largest;

    WeightLoader(TensorSource source, WeightNames names, ModelConfig config, NDManager keeper, Kernels kernels) {
        this.source = source;
        this.names = names;
        this.config = config;
        this.largest = kernels.largest();
        this.memory = new WeightMemory(keeper, kernels);
    }

    Weights load(Progress progress) {
        progress.begin("loading the model", config.layers() + 1L);
        NDArray embedding = memory.scoped(() -> table("embedding", config.vocabulary()));
        List<Weights.Block> blocks = new ArrayList<>();
        for (int layer = 0; layer < config.layers(); layer++) {
            int current = layer;
            blocks.add(memory.scoped(() -> block(current)));
            progress.advance(1);
        }
        Weights weights = memory.scoped(() -> outer(embedding, blocks));
        progress.advance(1);
        progress.end();
        return weights;
    }

    private Weights outer(NDArray embedding, List<Weights.Block> blocks) {
        boolean tied = !source.has(names.of(source, "head", -1, "weight"));
        if (!tied && Boolean.TRUE.equals(config.declared().tied())) {
            requireSame("head", "embedding");
            tied = true;
        }
        return new Weights(
                embedding,
                config.gpt2() ? table("positions", config.contextLength()) : null,
                List.copyOf(blocks),
                norm("finalNorm", -1),
                tied ? embedding : table("head", config.vocabulary()));
    }

    /** Some tools take the embedding where the configuration says so, others the head that the file has. */
    private void requireSame(String one, String other) {
        String a = names.of(source, one, -1, "weight");
        String b = names.of(source, other, -1, "weight");
        int columns = source.columns(a);
        int step = Math.max(1, CHUNK / columns);
        float[] first = new float[step * columns];
        float[] second = new float[step * columns];
        for (int row = 0; row < config.vocabulary(); row += step) {
            int count = Math.min(step, config.vocabulary() - row);
            source.read(a, row, count, first);
            source.read(b, row, count, second);
            if (!Arrays.equals(first, 0, count * columns, second, 0, count * columns)) {
                throw new InputRefusedException(
                        source.file(a) + ": config.json says that the embedding is the head, too"
                                + " (tie_word_embeddings), but " + a + " holds other numbers than " + b
                                + "; say false there when the head is its own, or take it out of the file");
            }
        }
    }

    private Weights.Block block(int layer) {
        int width = config.width();
        int inner = config.inner();
        List<Part> feedForwardIn = config.gpt2()
                ? List.of(Part.of("feedForwardIn", inner))
                : List.of(Part.of("gate", inner), Part.of("up", inner));
        return new Weights.Block(
                norm("attentionNorm", layer),
                linear(layer, attentionIn(layer)),
                config.family() == ModelConfig.Family.QWEN3 ? queryKeyNorm(layer) : null,
                linear(layer, List.of(Part.of("attentionOut", width))),
                norm("feedForwardNorm", layer),
                linear(layer, feedForwardIn),
                linear(layer, List.of(Part.of("feedForwardOut", width))));
    }

    /**
     * Rows of a tensor that become rows of a matrix.
     *
     * @param first the first of them in the file
     * @param heads how many heads' values are brought into pairs; 0 for none
     * @param divisor of all values
     */
    private record Part(String name, int first, int rows, int heads, float divisor) {
        static Part of(String name, int rows) {
            return new Part(name, 0, rows, 0, 1);
        }
    }

    private List<Part> attentionIn(int layer) {
        int queries = config.heads() * config.headWidth();
        int keys = config.keyValueHeads() * config.headWidth();
        boolean paired = config.rotary() && !names.pairs();
        int queryHeads = paired ? config.heads() : 0;
        int keyHeads = paired ? config.keyValueHeads() : 0;
        float divisor = config.family() == ModelConfig.Family.QWEN3 ? 1 : (float) Math.sqrt(config.headWidth());
        boolean one = source.has(names.of(source, "attentionIn", layer, "weight"));
        return List.of(
                new Part(one ? "attentionIn" : "query", 0, queries, queryHeads, divisor),
                new Part(one ? "attentionIn" : "key", one ? queries : 0, keys, keyHeads, 1),
                new Part(one ? "attentionIn" : "value", one ? queries + keys : 0, keys, 0, 1));
    }

    private Weights.Norm norm(String name, int layer) {
        float[] weight = vector(name, layer, "weight", config.width());
        if (weight == null) {
            throw missing(name, layer);
        }
        float[] bias = vector(name, layer, "bias", config.width());
        return new Weights.Norm(memory.kept(weight), bias == null ? null : memory.kept(bias));
    }

    /** (H + Hkv, Dh): the norms of all heads' queries and keys. */
    private NDArray queryKeyNorm(int layer) {
        int width = config.headWidth();
        float[] query = headNorm("queryNorm", layer, (float) Math.sqrt(width));
        float[] key = headNorm("keyNorm", layer, 1);
        float[] norms = new float[(config.heads() + config.keyValueHeads()) * width];
        for (int head = 0; head < norms.length / width; head++) {
            System.arraycopy(head < config.heads() ? query : key, 0, norms, head * width, width);
        }
        return memory.kept(norms).reshape(-1, width);
    }

    private float[] headNorm(String name, int layer, float divisor) {
        int width = config.headWidth();
        float[] norm = vector(name, layer, "weight", width);
        if (norm == null) {
            throw missing(name, layer);
        }
        float[] arranged = new float[width];
        arrange(new Part(name, 0, width, names.pairs() ? 0 : 1, divisor), new FileRows(norm, 0, width, 1), arranged, 0);
        return arranged;
    }

    /** A matrix of all parts under each other, with their biases. */
    private Weights.Linear linear(int layer, List<Part> parts) {
        int out = parts.stream().mapToInt(Part::rows).sum();
        WeightMemory.Matrix matrix = memory.stored(out);
        float[] biases = new float[out];
        int withBias = 0;
        Map<String, NDArray> transposed = new HashMap<>();
        for (Part part : parts) {
            int whole = part.name().equals("attentionIn") ? out : part.rows();
            float[] bias = vector(part.name(), layer, "bias", whole);
            if (bias != null) {
                arrange(part, new FileRows(bias, part.first(), part.rows(), 1), biases, matrix.filled());
                withBias++;
            }
            String full = names.of(source, part.name(), layer, "weight");
            if (names.transposed()) {
                NDArray rows = transposed.computeIfAbsent(full, this::transposed);
                matrix.add(rows.get(part.first() + ":" + (part.first() + part.rows()))
                        .div(part.divisor()));
            } else {
                addRows(matrix, part, full);
            }
        }
        if (withBias != 0 && withBias != parts.size()) {
            Part first = parts.get(0);
            String full = names.of(source, first.name(), layer, "weight");
            throw new InputRefusedException(source.file(full) + ": tensor " + full
                    + ": some, but not all of the matrices that belong together with it have a bias");
        }
        return new Weights.Linear(matrix.kept(), withBias == 0 ? null : memory.kept(biases));
    }

    /** A large matrix that is used as it is. */
    private NDArray table(String name, int out) {
        String full = names.of(source, name, -1, "weight");
        WeightMemory.Matrix matrix = memory.stored(out);
        addRows(matrix, Part.of(name, out), full);
        return matrix.kept();
    }

    private void addRows(WeightMemory.Matrix matrix, Part part, String full) {
        int columns = source.columns(full);
        int least = part.heads() == 0 ? 1 : config.headWidth();
        int step = Math.max(1, CHUNK / columns / least) * least;
        for (int row = 0; row < part.rows(); row += step) {
            int count = Math.min(step, part.rows() - row);
            float[] values = values(count * columns);
            source.read(full, part.first() + row, count, values);
            requireFinite(full, part.first() + row, values, count * columns);
            arrange(part, new FileRows(values, 0, count, columns), arranged, 0);
            matrix.add(memory.owned(arranged, new Shape(count, columns)));
        }
    }

    /** (out, in) of a tensor that the file holds as (in, out), in float32. */
    private NDArray transposed(String full) {
        int rows = Math.toIntExact(source.rows(full));
        WeightMemory.Matrix matrix = memory.plain(rows);
        addRows(matrix, Part.of(full, rows), full);
        return matrix.whole().transpose();
    }

    /**
     * Rows that lie one after the other in an array.
     *
     * @param first where they begin, in rows
     */
    private record FileRows(float[] values, int first, int rows, int columns) {}

    /** Divides a part's rows, and brings those of each head from halves that turn together to pairs. */
    private void arrange(Part part, FileRows from, float[] to, int at) {
        int width = config.headWidth();
        int columns = from.columns();
        float[] given = from.values();
        for (int row = 0; row < from.rows(); row++) {
            int i = row % width;
            int place = part.heads() == 0 ? row : row - i + (i < width / 2 ? 2 * i : 2 * i - width + 1);
            for (int column = 0; column < columns; column++) {
                to[(at + place) * columns + column] = given[(from.first() + row) * columns + column] / part.divisor();
            }
        }
    }

    private float @Nullable [] vector(String name, int layer, String kind, int length) {
        String full = names.of(source, name, layer, kind);
        if (!source.has(full)) {
            return null;
        }
        float[] vector = new float[length];
        source.read(full, 0, 1, vector);
        requireFinite(full, 0, vector, length);
        return vector;
    }

    /** The arrays of a chunk are the same for all chunks, since Java frees them late. */
    private float[] values(int size) {
        if (values.length < size) {
            values = new float[size];
            arranged = new float[size];
        }
        return values;
    }

    private InputRefusedException missing(String name, int layer) {
        String full = names.of(source, name, layer, "weight");
        return new InputRefusedException(source.file(full) + ": tensor " + full + " is missing");
    }

    /** One broken number makes all that the model says no number, or worse, something that looks like one. */
    private void requireFinite(String name, long firstRow, float[] found, int count) {
        int columns = source.columns(name);
        for (int i = 0; i < count; i++) {
            if (!(Math.abs(found[i]) <= largest)) {
                String place = source.file(name) + ": tensor " + name + " holds " + found[i] + " at row "
                        + (firstRow + i / columns) + ", column " + i % columns;
                throw new InputRefusedException(
                        Float.isFinite(found[i])
                                ? place + ", which numbers of this precision cannot hold; use bf16 or f32"
                                : place + "; the file is damaged or was converted badly, so fetch or convert it anew");
            }
        }
    }
}
