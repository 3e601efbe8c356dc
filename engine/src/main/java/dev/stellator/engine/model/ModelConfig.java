package dev.stellator.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.engine.InputRefusedException;
import java.util.Map;

/**
 * The shape of a model.
 *
 * @param inverseFrequencies of the rotary position encoding, half a head's width of them; none with learned positions
 */
record ModelConfig(
        Family family,
        int layers,
        int heads,
        int keyValueHeads,
        int headWidth,
        int width,
        int inner,
        int vocabulary,
        int contextLength,
        double epsilon,
        float[] inverseFrequencies) {
    enum Family {
        LLAMA,
        QWEN2,
        QWEN3,
        GPT2;

        static Family of(String name, String where) {
            return switch (name) {
                case "llama" -> LLAMA;
                case "qwen2" -> QWEN2;
                case "qwen3" -> QWEN3;
                case "gpt2" -> GPT2;
                default ->
                    throw new InputRefusedException(
                            where + ": model family " + name + " is not supported; llama, qwen2, qwen3 and gpt2 are");
            };
        }
    }

    ModelConfig {
        require(layers > 0 && layers <= 1000, "layers", layers);
        require(heads > 0 && heads <= 1024, "heads", heads);
        require(keyValueHeads > 0 && heads % keyValueHeads == 0, "key-value heads", keyValueHeads);
        requireHeadWidth(headWidth);
        require(width > 0 && width <= 1 << 20, "width", width);
        require(inner > 0 && inner <= 1 << 22, "inner width", inner);
        require(vocabulary > 0 && vocabulary <= 1 << 24, "vocabulary", vocabulary);
        require(contextLength > 0, "context length", contextLength);
    }

    private static void requireHeadWidth(int headWidth) {
        require(headWidth > 0 && headWidth % 2 == 0 && headWidth <= 4096, "head width", headWidth);
    }

    private static void require(boolean holds, String what, long found) {
        if (!holds) {
            throw new InputRefusedException("the model's number of " + what + " makes no sense: " + found);
        }
    }

    boolean rotary() {
        return inverseFrequencies.length > 0;
    }

    boolean gpt2() {
        return family == Family.GPT2;
    }

    /** From a config.json, with the old and the new spelling of the position encoding. */
    static ModelConfig of(JsonNode json, String where) {
        try {
            return read(json, where);
        } catch (InputRefusedException e) {
            throw named(where, e);
        }
    }

    private static InputRefusedException named(String where, InputRefusedException e) {
        String message = String.valueOf(e.getMessage());
        return message.startsWith(where) ? e : new InputRefusedException(where + ": " + message, e);
    }

    private static ModelConfig read(JsonNode json, String where) {
        Family family = Family.of(json.path("model_type").asText("missing"), where);
        if (family == Family.GPT2) {
            int width = integer(json, "n_embd", where);
            int heads = integer(json, "n_head", where);
            refuse(!json.path("activation_function").asText("gelu_new").startsWith("gelu_"), where, "activation");
            refuse(json.path("scale_attn_by_inverse_layer_idx").asBoolean(), where, "scale_attn_by_inverse_layer_idx");
            return new ModelConfig(
                    family,
                    integer(json, "n_layer", where),
                    heads,
                    heads,
                    width / heads,
                    width,
                    json.path("n_inner").asInt(4 * width),
                    integer(json, "vocab_size", where),
                    integer(json, "n_positions", where),
                    json.path("layer_norm_epsilon").asDouble(1e-5),
                    new float[0]);
        }
        refuse(json.path("use_sliding_window").asBoolean(), where, "sliding window");
        refuse(!json.path("hidden_act").asText("silu").equals("silu"), where, "activation");
        int width = integer(json, "hidden_size", where);
        int heads = integer(json, "num_attention_heads", where);
        int headWidth = json.path("head_dim").asInt(width / heads);
        requireHeadWidth(headWidth);
        return new ModelConfig(
                family,
                integer(json, "num_hidden_layers", where),
                heads,
                json.path("num_key_value_heads").asInt(heads),
                headWidth,
                width,
                integer(json, "intermediate_size", where),
                integer(json, "vocab_size", where),
                json.path("max_position_embeddings").asInt(2048),
                json.path("rms_norm_eps").asDouble(1e-6),
                Rope.frequencies(json, headWidth, where));
    }

    /** From the metadata of a GGUF file. */
    static ModelConfig of(Map<String, Object> metadata, int vocabulary, float[] ropeFactors, String where) {
        try {
            return read(metadata, vocabulary, ropeFactors, where);
        } catch (InputRefusedException e) {
            throw named(where, e);
        }
    }

    private static ModelConfig read(Map<String, Object> metadata, int vocabulary, float[] ropeFactors, String where) {
        String name = metadata.get("general.architecture") instanceof String text ? text : "missing";
        Family family = Family.of(name, where);
        GgufNumbers numbers = new GgufNumbers(metadata, name + ".", where);
        refuse(numbers.integer("expert_count", 0) > 0, where, "mixture of experts");
        int width = numbers.integer("embedding_length");
        int heads = numbers.integer("attention.head_count");
        int headWidth = numbers.integer("attention.key_length", width / heads);
        requireHeadWidth(headWidth);
        refuse(numbers.integer("attention.value_length", headWidth) != headWidth, where, "values wider than keys");
        refuse(numbers.integer("rope.dimension_count", headWidth) != headWidth, where, "partly rotated heads");
        boolean gpt2 = family == Family.GPT2;
        return new ModelConfig(
                family,
                numbers.integer("block_count"),
                heads,
                numbers.integer("attention.head_count_kv", heads),
                headWidth,
                width,
                numbers.integer("feed_forward_length"),
                vocabulary,
                numbers.integer("context_length", 2048),
                gpt2
                        ? numbers.real("attention.layer_norm_epsilon", 1e-5)
                        : numbers.real("attention.layer_norm_rms_epsilon", 1e-6),
                gpt2 ? new float[0] : Rope.frequencies(numbers, headWidth, ropeFactors, where));
    }

    private static int integer(JsonNode json, String name, String where) {
        if (!json.path(name).canConvertToInt() || json.path(name).asInt() <= 0) {
            throw new InputRefusedException(
                    where + ": expected a positive number as " + name + ", found " + json.path(name));
        }
        return json.path(name).asInt();
    }

    static void refuse(boolean unsupported, String where, String what) {
        if (unsupported) {
            throw new InputRefusedException(where + ": this model's " + what + " is not supported");
        }
    }

    /** Numbers among a GGUF file's metadata, under the architecture's prefix. */
    record GgufNumbers(Map<String, Object> metadata, String prefix, String where) {
        int integer(String key) {
            if (metadata.get(prefix + key) instanceof Long value && value > 0 && value <= Integer.MAX_VALUE) {
                return value.intValue();
            }
            throw new InputRefusedException(where + ": expected a positive number as " + prefix + key + ", found "
                    + metadata.get(prefix + key));
        }

        int integer(String key, int otherwise) {
            return !metadata.containsKey(prefix + key) || Long.valueOf(0).equals(metadata.get(prefix + key))
                    ? otherwise
                    : integer(key);
        }

        double real(String key, double otherwise) {
            return metadata.get(prefix + key) instanceof Double value ? value : otherwise;
        }

        String text(String key, String otherwise) {
            return metadata.get(prefix + key) instanceof String value ? value : otherwise;
        }
    }
}
