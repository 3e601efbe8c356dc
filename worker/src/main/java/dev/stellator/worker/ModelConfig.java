package dev.stellator.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.engine.InputRefusedException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a model.
 *
 * @param inverseFrequencies of the rotary position encoding, half a head's width of them; none with learned positions
 * @param declared what the configuration says of the weights
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
        float[] inverseFrequencies,
        Declared declared) {
    /** Positions that numbers of 32 bits still tell apart; also what keeps a learned table of them within memory. */
    private static final int LONGEST_CONTEXT = 1 << 24;
    /** All names of the one function, x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))). */
    private static final Set<String> GELU_BY_TANH =
            Set.of("gelu_new", "gelu_fast", "gelu_pytorch_tanh", "gelu_accurate", "gelu_python_tanh");

    private static final Set<String> SILU = Set.of("silu", "swish");
    /** What other families bound or multiply by, and these do not, with the value that leaves all as it is, beside 0. */
    private static final Map<String, Integer> FOREIGN = Map.of(
            "attention.scale", 0,
            "attention.clamp_kqv", 0,
            "attn_logit_softcapping", 0,
            "final_logit_softcapping", 0,
            "embedding_scale", 1,
            "residual_scale", 1,
            "logit_scale", 1);

    /**
     * What a configuration says of the weights; null where it says nothing, so that the file decides.
     *
     * @param tied whether the embedding is the head, too
     * @param attentionBias whether queries, keys and values have biases
     * @param attentionOutBias whether what the heads bring together has
     * @param feedForwardBias whether the feed-forward part has
     */
    record Declared(
            @Nullable Boolean tied,
            @Nullable Boolean attentionBias,
            @Nullable Boolean attentionOutBias,
            @Nullable Boolean feedForwardBias) {
        private static final Declared GPT2 = new Declared(null, true, true, true);
    }

    enum Family {
        LLAMA,
        QWEN2,
        QWEN3,
        GPT2;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

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
        require(layers > 0 && layers <= 1000, "number of layers", layers);
        require(heads > 0 && heads <= 1024, "number of heads", heads);
        require(keyValueHeads > 0 && heads % keyValueHeads == 0, "number of key-value heads", keyValueHeads);
        requireHeadWidth(headWidth);
        require(width > 0 && width <= 1 << 20, "width", width);
        require(inner > 0 && inner <= 1 << 22, "inner width", inner);
        require(vocabulary > 0 && vocabulary <= 1 << 24, "vocabulary", vocabulary);
        require(contextLength > 0 && contextLength <= LONGEST_CONTEXT, "context length", contextLength);
        if (!(epsilon >= 0 && epsilon < 1)) {
            throw new InputRefusedException("the model's epsilon of norms makes no sense: " + epsilon);
        }
    }

    private static void requireHeadWidth(int headWidth) {
        require(headWidth > 0 && headWidth % 2 == 0 && headWidth <= 4096, "head width", headWidth);
    }

    private static void require(boolean holds, String what, long found) {
        if (!holds) {
            throw new InputRefusedException("the model's " + what + " makes no sense: " + found);
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
        if (!json.path("model_type").isTextual()) {
            throw new InputRefusedException(
                    where + ": expected a name as model_type, found " + shown(json.path("model_type")));
        }
        Family family = Family.of(json.path("model_type").asText(), where);
        JsonNode quantized = json.path("quantization_config");
        refuse(quantized.isObject(), where, "quantization_config", quantized.path("quant_method"));
        if (family == Family.GPT2) {
            int width = integer(json, "n_embd", where);
            int heads = integer(json, "n_head", where);
            refuseOthers(json, "activation_function", "gelu_new", GELU_BY_TANH, where);
            refuseUnless(json, "scale_attn_weights", true, where);
            refuseUnless(json, "scale_attn_by_inverse_layer_idx", false, where);
            refuseUnless(json, "add_cross_attention", false, where);
            return new ModelConfig(
                    family,
                    integer(json, "n_layer", where),
                    heads,
                    heads,
                    width / heads,
                    width,
                    integer(json, "n_inner", 4 * width, where),
                    integer(json, "vocab_size", where),
                    integer(json, "n_positions", where),
                    real(json, "layer_norm_epsilon", 1e-5, where),
                    new float[0],
                    new Declared(flag(json, "tie_word_embeddings", true, where), true, true, true));
        }
        refuseUnless(json, "use_sliding_window", false, where);
        refuseOthers(json, "hidden_act", "silu", SILU, where);
        for (JsonNode type : json.path("layer_types")) {
            refuse(!type.asText().equals("full_attention"), where, "layer_types", type);
        }
        int width = integer(json, "hidden_size", where);
        int heads = integer(json, "num_attention_heads", where);
        int headWidth = integer(json, "head_dim", width / heads, where);
        requireHeadWidth(headWidth);
        return new ModelConfig(
                family,
                integer(json, "num_hidden_layers", where),
                heads,
                integer(json, "num_key_value_heads", heads, where),
                headWidth,
                width,
                integer(json, "intermediate_size", where),
                integer(json, "vocab_size", where),
                integer(json, "max_position_embeddings", 2048, where),
                real(json, "rms_norm_eps", 1e-6, where),
                Rope.frequencies(json, headWidth, where),
                declared(family, json, where));
    }

    /** Queries, keys and values of Qwen 2 always have biases, the rest of it never. */
    private static Declared declared(Family family, JsonNode json, String where) {
        boolean tied = Boolean.TRUE.equals(flag(json, "tie_word_embeddings", false, where));
        if (family == Family.QWEN2) {
            return new Declared(tied, true, null, null);
        }
        Boolean attention = flag(json, "attention_bias", null, where);
        return new Declared(tied, attention, attention, flag(json, "mlp_bias", null, where));
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
        if (!(metadata.get("general.architecture") instanceof String name)) {
            throw new InputRefusedException(
                    where + ": expected a name as general.architecture, found " + metadata.get("general.architecture"));
        }
        Family family = Family.of(name, where);
        GgufNumbers numbers = new GgufNumbers(metadata, name + ".", where);
        refuse(
                numbers.integer("expert_count", 0) > 0,
                where,
                "mixture of experts",
                metadata.get(name + ".expert_count"));
        FOREIGN.forEach((key, neutral) -> {
            double value = numbers.real(key, 0);
            refuse(value != 0 && value != neutral, where, name + "." + key, value);
        });
        int window = numbers.integer("attention.sliding_window", 0);
        refuse(window > 0 && window < numbers.integer("context_length", 2048), where, "sliding window", window);
        int width = numbers.integer("embedding_length");
        int heads = numbers.integer("attention.head_count");
        int headWidth = numbers.integer("attention.key_length", width / heads);
        requireHeadWidth(headWidth);
        refuse(
                numbers.integer("attention.value_length", headWidth) != headWidth,
                where,
                "values wider than keys",
                metadata.get(name + ".attention.value_length"));
        refuse(
                numbers.integer("rope.dimension_count", headWidth) != headWidth,
                where,
                "partly rotated heads",
                metadata.get(name + ".rope.dimension_count"));
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
                gpt2 ? new float[0] : Rope.frequencies(numbers, headWidth, ropeFactors, where),
                gpt2 ? Declared.GPT2 : new Declared(null, family == Family.QWEN2 ? Boolean.TRUE : null, null, null));
    }

    private static int integer(JsonNode json, String name, String where) {
        JsonNode given = json.path(name);
        if (!given.isIntegralNumber() || !given.canConvertToInt() || given.asInt() <= 0) {
            throw new InputRefusedException(
                    where + ": expected a positive number as " + name + ", found " + shown(given));
        }
        return given.asInt();
    }

    private static int integer(JsonNode json, String name, int otherwise, String where) {
        return isGiven(json.path(name)) ? integer(json, name, where) : otherwise;
    }

    private static double real(JsonNode json, String name, double otherwise, String where) {
        JsonNode given = json.path(name);
        if (isGiven(given) && !given.isNumber()) {
            throw new InputRefusedException(where + ": expected a number as " + name + ", found " + given);
        }
        return isGiven(given) ? given.asDouble() : otherwise;
    }

    private static @Nullable Boolean flag(JsonNode json, String name, @Nullable Boolean otherwise, String where) {
        JsonNode given = json.path(name);
        if (isGiven(given) && !given.isBoolean()) {
            throw new InputRefusedException(where + ": expected true or false as " + name + ", found " + given);
        }
        return isGiven(given) ? Boolean.valueOf(given.asBoolean()) : otherwise;
    }

    private static boolean isGiven(JsonNode node) {
        return !node.isMissingNode() && !node.isNull();
    }

    private static String shown(JsonNode node) {
        return node.isMissingNode() ? "none" : node.toString();
    }

    private static void refuseUnless(JsonNode json, String name, boolean supported, String where) {
        Boolean given = flag(json, name, supported, where);
        refuse(!Boolean.valueOf(supported).equals(given), where, name, given);
    }

    private static void refuseOthers(
            JsonNode json, String name, String otherwise, Set<String> supported, String where) {
        JsonNode given = json.path(name);
        refuse(!supported.contains(isGiven(given) ? given.asText() : otherwise), where, name, given);
    }

    static void refuse(boolean unsupported, String where, String what, @Nullable Object value) {
        if (unsupported) {
            throw new InputRefusedException(where + ": this model's " + what + " is not supported: " + value);
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
            Object value = metadata.get(prefix + key);
            if (value != null && !(value instanceof Double) && !(value instanceof Long)) {
                throw new InputRefusedException(where + ": expected a number as " + prefix + key + ", found " + value);
            }
            return value == null ? otherwise : ((Number) value).doubleValue();
        }

        String text(String key, String otherwise) {
            Object value = metadata.get(prefix + key);
            if (value != null && !(value instanceof String)) {
                throw new InputRefusedException(where + ": expected a name as " + prefix + key + ", found " + value);
            }
            return value == null ? otherwise : (String) value;
        }
    }
}
