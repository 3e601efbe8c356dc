package dev.stellator.worker;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Writes a tiny model as a GGUF file of float32 tensors, the way the usual converter does. */
final class GgufWriter {
    private static final String[] INNER = {
        "attentionNorm",
        "query",
        "key",
        "value",
        "queryNorm",
        "keyNorm",
        "attentionIn",
        "attentionOut",
        "feedForwardNorm",
        "gate",
        "up",
        "feedForwardIn",
        "feedForwardOut"
    };

    private final String name;
    private final ModelConfig config;
    private final Safetensors source;
    private final WeightNames from;
    private final WeightNames to;
    private final Map<String, float[]> tensors = new LinkedHashMap<>();
    private final Map<String, Integer> columns = new LinkedHashMap<>();

    private GgufWriter(String name, Safetensors source) {
        this.name = name;
        this.source = source;
        this.config = ModelConfig.of(References.json("tiny/" + name + "/config.json"), name);
        this.from = WeightNames.huggingFace(config.family());
        this.to = WeightNames.gguf(config.family());
    }

    static byte[] write(String name) {
        return write(name, Map.of());
    }

    /** @param others metadata in place of, or beside, the model's own */
    static byte[] write(String name, Map<String, Object> others) {
        try (Safetensors source = new Safetensors(List.of(References.tiny(name + "/model.safetensors")))) {
            GgufWriter writer = new GgufWriter(name, source);
            writer.collect();
            Map<String, Object> metadata = writer.metadata();
            metadata.putAll(others);
            return writer.write(metadata, List.copyOf(writer.tensors.keySet()));
        }
    }

    /** The parts of a split file: all metadata and no tensor in the first, the tensors in the others. */
    static List<byte[]> split(String name, int parts) {
        try (Safetensors source = new Safetensors(List.of(References.tiny(name + "/model.safetensors")))) {
            GgufWriter writer = new GgufWriter(name, source);
            writer.collect();
            List<String> all = List.copyOf(writer.tensors.keySet());
            List<byte[]> files = new ArrayList<>();
            for (int part = 0; part < parts; part++) {
                Map<String, Object> metadata = part == 0 ? writer.metadata() : new TreeMap<>();
                metadata.put("split.no", part);
                metadata.put("split.count", parts);
                metadata.put("split.tensors.count", all.size());
                int from = part == 0 ? 0 : (part - 1) * all.size() / (parts - 1);
                int to = part == 0 ? 0 : part * all.size() / (parts - 1);
                files.add(writer.write(metadata, all.subList(from, to)));
            }
            return files;
        }
    }

    private void collect() {
        for (String outer : new String[] {"embedding", "positions", "finalNorm", "head"}) {
            copy(outer, -1);
        }
        for (int layer = 0; layer < config.layers(); layer++) {
            for (String inner : INNER) {
                copy(inner, layer);
            }
        }
        if (name.contains("scaled-rope")) {
            ropeFactors();
        }
    }

    private byte[] write(Map<String, Object> metadata, List<String> some) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        put(out, "GGUF".getBytes(StandardCharsets.US_ASCII));
        put(out, bytes(4).putInt(3));
        put(out, bytes(8).putLong(some.size()));
        put(out, bytes(8).putLong(metadata.size()));
        metadata.forEach((key, value) -> {
            text(out, key);
            value(out, value, true);
        });
        long at = 0;
        for (String tensor : some) {
            text(out, tensor);
            int width = Objects.requireNonNull(columns.get(tensor));
            int size = Objects.requireNonNull(tensors.get(tensor)).length;
            put(out, bytes(4).putInt(2));
            put(out, bytes(16).putLong(width).putLong(size / width));
            put(out, bytes(12).putInt(0).putLong(at));
            at += (size * 4L + 31) / 32 * 32;
        }
        for (String tensor : some) {
            float[] values = Objects.requireNonNull(tensors.get(tensor));
            put(out, new byte[(32 - out.size() % 32) % 32]);
            ByteBuffer data = bytes(values.length * 4);
            data.asFloatBuffer().put(values);
            put(out, data);
        }
        return out.toByteArray();
    }

    private void copy(String part, int layer) {
        for (String kind : new String[] {"weight", "bias"}) {
            String full = from.of(source, part, layer, kind);
            if (from.stems().containsKey(part) && source.has(full)) {
                int rows = (int) source.rows(full);
                int width = source.columns(full);
                float[] values = new float[rows * width];
                source.read(full, 0, rows, values);
                String written =
                        Objects.requireNonNull(to.stems().get(part)).replace("%", Integer.toString(layer)) + "." + kind;
                boolean inOut = from.transposed() && rows > 1 && layer >= 0;
                tensors.put(written, inOut ? transposed(values, rows, width) : paired(part, values, width));
                columns.put(written, inOut ? rows : width);
            }
        }
    }

    /** What the plain frequencies are divided by. */
    private void ropeFactors() {
        float[] scaled = config.inverseFrequencies();
        double theta = References.json("tiny/" + name + "/config.json")
                .path("rope_parameters")
                .path("rope_theta")
                .asDouble();
        float[] factors = new float[scaled.length];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = (float) (Math.pow(theta, -2.0 * i / config.headWidth()) / scaled[i]);
        }
        tensors.put("rope_freqs.weight", factors);
        columns.put("rope_freqs.weight", factors.length);
    }

    private static float[] transposed(float[] values, int rows, int width) {
        float[] result = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i % width * rows + i / width] = values[i];
        }
        return result;
    }

    /** The converter puts the two halves of Llama's query and key heads side by side. */
    private float[] paired(String part, float[] values, int width) {
        if (!to.pairs() || !(part.equals("query") || part.equals("key"))) {
            return values;
        }
        int half = config.headWidth() / 2;
        float[] result = new float[values.length];
        for (int row = 0; row < values.length / width; row++) {
            int head = row / (2 * half);
            int inside = row % (2 * half);
            int target = head * 2 * half + inside % half * 2 + inside / half;
            System.arraycopy(values, row * width, result, target * width, width);
        }
        return result;
    }

    private Map<String, Object> metadata() {
        String prefix = name.startsWith("llama") ? "llama" : name;
        Map<String, Object> metadata = new TreeMap<>();
        metadata.put("general.architecture", prefix);
        metadata.put(prefix + ".block_count", config.layers());
        metadata.put(prefix + ".context_length", config.contextLength());
        metadata.put(prefix + ".embedding_length", config.width());
        metadata.put(prefix + ".feed_forward_length", config.inner());
        metadata.put(prefix + ".attention.head_count", config.heads());
        metadata.put(prefix + ".attention.head_count_kv", config.keyValueHeads());
        metadata.put(prefix + ".attention.key_length", config.headWidth());
        metadata.put(prefix + ".attention.layer_norm_rms_epsilon", (float) config.epsilon());
        metadata.put(prefix + ".attention.layer_norm_epsilon", (float) config.epsilon());
        if (config.rotary()) {
            metadata.put(
                    prefix + ".rope.freq_base",
                    References.json("tiny/" + name + "/config.json")
                            .path("rope_parameters")
                            .path("rope_theta")
                            .floatValue());
        }
        JsonNode tokenizer = References.json("tiny/" + name + "/tokenizer.json");
        Map<Integer, String> pieces = new TreeMap<>();
        tokenizer
                .path("model")
                .path("vocab")
                .properties()
                .forEach(e -> pieces.put(e.getValue().asInt(), e.getKey()));
        tokenizer
                .path("added_tokens")
                .forEach(t -> pieces.put(t.path("id").asInt(), t.path("content").asText()));
        List<String> merges = new ArrayList<>();
        tokenizer
                .path("model")
                .path("merges")
                .forEach(m -> merges.add(m.get(0).asText() + " " + m.get(1).asText()));
        List<Integer> types = new ArrayList<>();
        pieces.keySet().forEach(id -> types.add(id == 0 ? 3 : 1));
        metadata.put("tokenizer.ggml.model", "gpt2");
        metadata.put("tokenizer.ggml.pre", "gpt-2");
        metadata.put("tokenizer.ggml.tokens", new ArrayList<>(pieces.values()));
        metadata.put("tokenizer.ggml.token_type", types);
        metadata.put("tokenizer.ggml.merges", merges);
        metadata.put("tokenizer.ggml.eos_token_id", 0);
        return metadata;
    }

    private static void value(ByteArrayOutputStream out, Object value, boolean typed) {
        int type = value instanceof String ? 8 : value instanceof Float ? 6 : value instanceof List ? 9 : 4;
        if (typed) {
            put(out, bytes(4).putInt(type));
        }
        if (value instanceof String text) {
            text(out, text);
        } else if (value instanceof Float number) {
            put(out, bytes(4).putFloat(number));
        } else if (value instanceof List<?> list) {
            put(out, bytes(4).putInt(list.get(0) instanceof String ? 8 : 4));
            put(out, bytes(8).putLong(list.size()));
            list.forEach(element -> value(out, element, false));
        } else {
            put(out, bytes(4).putInt((Integer) value));
        }
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        put(out, bytes(8).putLong(utf8.length));
        put(out, utf8);
    }

    private static ByteBuffer bytes(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void put(ByteArrayOutputStream out, ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.position(0).get(bytes);
        put(out, bytes);
    }

    private static void put(ByteArrayOutputStream out, byte[] bytes) {
        out.write(bytes, 0, bytes.length);
    }
}
