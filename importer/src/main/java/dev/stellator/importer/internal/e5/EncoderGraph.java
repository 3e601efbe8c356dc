package dev.stellator.importer.internal.e5;

import ai.onnx.proto.OnnxMl.ModelProto;
import dev.stellator.importer.internal.e5.PackedModel.Blocks;
import dev.stellator.importer.internal.e5.PackedModel.Shape;
import java.util.List;

/**
 * The encoder as an ONNX graph: BERT (Devlin et al. 2019) with its layer norms after each sum. Matrices stay in 4 bits: the
 * embeddings of a text's subwords are unpacked when they are looked up, and products are ONNX Runtime's {@code MatMulNBits},
 * which rounds its inputs to 8 bits by block as the package's own program does. Last, what tells the language is taken out. B texts of T subwords, C the width.
 */
public final class EncoderGraph {
    private static final byte LOW_HALF = 15;
    private static final byte HALF_BITS = 4;

    /** Half-bytes stand for -8 to 7. */
    private static final float MIDDLE = 8;

    /** Added to the score of a position that is padding. */
    private static final float MASKED = 1e9f;

    /** Inputs of products are rounded to 8 bits. */
    private static final int INT8 = 4;

    private final PackedModel model;
    private final LanguageDirections languages;
    private final Shape shape;
    private final OnnxGraph graph = new OnnxGraph();
    private final String byHead;
    private final String byWidth;
    private final String one;
    private final String half;
    private final String root;
    private final String scale;

    /** @param languages directions that are taken out of each state */
    public EncoderGraph(PackedModel model, LanguageDirections languages) {
        this.model = model;
        this.languages = languages;
        this.shape = model.shape();
        this.byHead = graph.longs(0, 0, shape.heads(), shape.headWidth());
        this.byWidth = graph.longs(0, 0, shape.width());
        this.one = graph.scalar(1);
        this.half = graph.scalar(0.5f);
        this.root = graph.scalar((float) Math.sqrt(0.5));
        this.scale = graph.scalar((float) (1 / Math.sqrt(shape.headWidth())));
    }

    /** Inputs {@code input_ids} and {@code attention_mask} (B, T), output {@code last_hidden_state} (B, T, C). */
    public ModelProto build() {
        String ids = graph.input("input_ids");
        String mask = mask(graph.input("attention_mask")); // (B, 1, 1, T)
        String x = norm(add(words(ids), positions(ids)), "emb.ln"); // (B, T, C)
        for (int layer = 0; layer < shape.layers(); layer++) {
            String name = "l" + layer + ".";
            String attended = linear(attention(x, mask, name), name + "ao", shape.width(), shape.width());
            x = norm(add(x, attended), name + "aln");
            String inner = gelu(linear(x, name + "fi", shape.inner(), shape.width())); // (B, T, 4C)
            x = norm(add(x, linear(inner, name + "fo", shape.width(), shape.inner())), name + "oln");
        }
        graph.output(withoutLanguage(x), "last_hidden_state", shape.width());
        return graph.model("stellator");
    }

    /** {@code x - (x D^T) D}: what is taken out of each state is taken out of their mean. */
    private String withoutLanguage(String x) {
        int count = languages.count();
        if (count == 0) {
            return x;
        }
        String across = graph.floats(languages.transposed(), shape.width(), count);
        String directions = graph.floats(languages.values(), count, shape.width());
        String along = graph.operator("MatMul", x, across).get(); // (B, T, count)
        return graph.operator(
                        "Sub", x, graph.operator("MatMul", along, directions).get())
                .get();
    }

    /** The embedding of each subword, (B, T, C). */
    private String words(String ids) {
        Blocks blocks = model.blocks("emb.word");
        int perRow = shape.width() / PackedModel.BLOCK;
        String packed = graph.bytes(blocks.halves(), shape.words(), perRow, PackedModel.BLOCK / 2);
        String scales = graph.halves(blocks.scales(), shape.words(), perRow, 1);
        String rows = graph.operator("Gather", packed, ids).get(); // (B, T, C/32, 16)
        String low = graph.operator("BitwiseAnd", rows, graph.bytes(new byte[] {LOW_HALF}))
                .get();
        String high = graph.operator("BitShift", rows, graph.bytes(new byte[] {HALF_BITS}))
                .with("direction", "RIGHT")
                .get();
        String halves =
                toFloat(graph.operator("Concat", low, high).with("axis", -1).get()); // (B, T, C/32, 32)
        String values = graph.operator("Sub", halves, graph.scalar(MIDDLE)).get();
        String scale = toFloat(graph.operator("Gather", scales, ids).get()); // (B, T, C/32, 1)
        return graph.operator("Reshape", multiply(values, scale), byWidth).get();
    }

    /** The embedding of each position, and that of the first token type, (T, C). */
    private String positions(String ids) {
        float[] rows = model.floats("emb.pos");
        float[] type = model.floats("emb.type");
        for (int i = 0; i < rows.length; i++) {
            rows[i] += type[i % shape.width()];
        }
        String all = graph.floats(rows, shape.positions(), shape.width());
        String length = graph.operator("Gather", graph.operator("Shape", ids).get(), graph.longs(1))
                .get();
        return graph.operator("Slice", all, graph.longs(0), length, graph.longs(0))
                .get();
    }

    private String mask(String attended) {
        String off = graph.operator("Sub", toFloat(attended), one).get();
        return graph.operator("Unsqueeze", multiply(off, graph.scalar(MASKED)), graph.longs(1, 2))
                .get();
    }

    /** What each position takes from the others, before it is projected, (B, T, C). */
    private String attention(String x, String mask, String name) {
        int width = shape.width();
        String query = heads(linear(x, name + "q", width, width), List.of(0L, 2L, 1L, 3L)); // (B, H, T, Dh)
        String key = heads(linear(x, name + "k", width, width), List.of(0L, 2L, 3L, 1L)); // (B, H, Dh, T)
        String value = heads(linear(x, name + "v", width, width), List.of(0L, 2L, 1L, 3L)); // (B, H, T, Dh)
        String scores = multiply(graph.operator("MatMul", query, key).get(), scale); // (B, H, T, T)
        String weights =
                graph.operator("Softmax", add(scores, mask)).with("axis", -1).get();
        String mixed = graph.operator("MatMul", weights, value).get(); // (B, H, T, Dh)
        String rows = graph.operator("Transpose", mixed)
                .with("perm", List.of(0L, 2L, 1L, 3L))
                .get();
        return graph.operator("Reshape", rows, byWidth).get();
    }

    private String heads(String x, List<Long> order) {
        String split = graph.operator("Reshape", x, byHead).get(); // (B, T, H, Dh)
        return graph.operator("Transpose", split).with("perm", order).get();
    }

    /** {@code x W^T + b}, (B, T, outputs). */
    private String linear(String x, String name, int outputs, int inputs) {
        Blocks blocks = model.blocks(name + ".w");
        int perRow = inputs / PackedModel.BLOCK;
        String weights = graph.bytes(neighbouring(blocks.halves()), outputs, perRow, PackedModel.BLOCK / 2);
        String scales = graph.floats(blocks.scaleValues(), (long) outputs * perRow);
        String product = graph.ofRuntime("MatMulNBits", x, weights, scales)
                .with("K", inputs)
                .with("N", outputs)
                .with("bits", HALF_BITS)
                .with("block_size", PackedModel.BLOCK)
                .with("accuracy_level", INT8)
                .get();
        return add(product, graph.floats(model.floats(name + ".b"), outputs));
    }

    /** The same blocks with values 2j and 2j + 1 in byte j, as the operator wants them. */
    private static byte[] neighbouring(byte[] halves) {
        int bytes = PackedModel.BLOCK / 2;
        byte[] out = new byte[halves.length];
        for (int block = 0; block < halves.length; block += bytes) {
            for (int j = 0; j < bytes; j++) {
                out[block + j] = (byte) (value(halves, block, 2 * j) | value(halves, block, 2 * j + 1) << HALF_BITS);
            }
        }
        return out;
    }

    private static int value(byte[] halves, int block, int j) {
        int bytes = PackedModel.BLOCK / 2;
        return j < bytes ? halves[block + j] & LOW_HALF : halves[block + j - bytes] >> HALF_BITS & LOW_HALF;
    }

    private String norm(String x, String name) {
        String weight = graph.floats(model.floats(name + ".w"), shape.width());
        String bias = graph.floats(model.floats(name + ".b"), shape.width());
        return graph.operator("LayerNormalization", x, weight, bias)
                .with("axis", -1)
                .with("epsilon", shape.epsilon())
                .get();
    }

    /** {@code x / 2 (1 + erf(x / sqrt 2))}. */
    private String gelu(String x) {
        String erf = graph.operator("Erf", multiply(x, root)).get();
        return multiply(multiply(x, half), add(erf, one));
    }

    private String toFloat(String x) {
        return graph.operator("Cast", x).with("to", 1).get();
    }

    private String add(String a, String b) {
        return graph.operator("Add", a, b).get();
    }

    private String multiply(String a, String b) {
        return graph.operator("Mul", a, b).get();
    }
}
