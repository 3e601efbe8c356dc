package dev.stellator.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.worker.ModelConfig.GgufNumbers;
import java.util.Arrays;

/**
 * Rotary position encoding: pair i of a head's values is turned by position x frequency i. A setting that is there is read
 * or refused, never passed over: a model with other positions than its own still answers, only worse.
 */
final class Rope {
    /** Names of the kinds of attention that {@code rope_parameters} may be given by. */
    private static final String FULL = "full_attention";

    private Rope() {}

    /** {@code rope_parameters}, or the older {@code rope_theta} and {@code rope_scaling}. */
    static float[] frequencies(JsonNode json, int headWidth, String where) {
        JsonNode now = json.path("rope_parameters");
        JsonNode older = json.path("rope_scaling");
        boolean isNow = present(now, "rope_parameters", where);
        boolean isOlder = present(older, "rope_scaling", where);
        float[] frequencies = frequencies(json, isNow ? now : older, headWidth, where);
        if (isNow && isOlder && !Arrays.equals(frequencies, frequencies(json, older, headWidth, where))) {
            throw new InputRefusedException(
                    where + ": rope_parameters and rope_scaling say different things; leave one of them");
        }
        return frequencies;
    }

    private static boolean present(JsonNode settings, String name, String where) {
        if (settings.isMissingNode() || settings.isNull()) {
            return false;
        }
        if (!settings.isObject()) {
            throw new InputRefusedException(where + ": expected an object as " + name + ", found " + settings);
        }
        return !settings.isEmpty();
    }

    private static float[] frequencies(JsonNode json, JsonNode given, int headWidth, String where) {
        JsonNode settings = ofFullAttention(given, where);
        double theta = positive(settings.hasNonNull("rope_theta") ? settings : json, "rope_theta", 10000, where);
        double rotated = positive(
                settings.hasNonNull("partial_rotary_factor") ? settings : json, "partial_rotary_factor", 1, where);
        ModelConfig.refuse(rotated != 1, where, "partial_rotary_factor", rotated);
        float[] plain = plain(theta, headWidth);
        String typeName = settings.hasNonNull("rope_type") ? "rope_type" : "type";
        JsonNode type = settings.path(typeName);
        if (type.isMissingNode() || type.isNull()) {
            if (settings.hasNonNull("factor")) {
                throw new InputRefusedException(where + ": a RoPE scaling by a factor of " + settings.get("factor")
                        + " has no rope_type; add the one that the model was trained with");
            }
            return plain;
        }
        return switch (type.asText()) {
            case "default" -> {
                double factor = positive(settings, "factor", 1, where);
                ModelConfig.refuse(factor != 1, where, "factor beside a rope_type of default", factor);
                yield plain;
            }
            case "linear" -> scaled(plain, positive(settings, "factor", where));
            case "llama3" -> llama3(plain, json, settings, where);
            default ->
                throw new InputRefusedException(where + ": RoPE scaling " + type.asText()
                        + " is not supported; default, linear and llama3 are");
        };
    }

    /** Settings by kind of attention: those of full attention, since models with another kind are refused. */
    private static JsonNode ofFullAttention(JsonNode settings, String where) {
        if (settings.properties().stream().noneMatch(entry -> entry.getValue().isObject())) {
            return settings;
        }
        if (!settings.path(FULL).isObject()) {
            throw new InputRefusedException(where + ": expected RoPE settings of " + FULL + ", found " + settings);
        }
        return settings.path(FULL);
    }

    static float[] frequencies(GgufNumbers numbers, int headWidth, float[] factors, String where) {
        float[] plain = plain(positive(numbers, "rope.freq_base", 10000), headWidth);
        // Older converters wrote the factor alone, under a name of its own; a factor without a type scales linearly.
        double older = positive(numbers, "rope.scale_linear", 1);
        double factor = positive(numbers, "rope.scaling.factor", older);
        double attention = positive(numbers, "rope.scaling.attn_factor", 1);
        ModelConfig.refuse(attention != 1, where, "rope.scaling.attn_factor", attention);
        String type = numbers.text("rope.scaling.type", factor == 1 ? "none" : "linear");
        if (type.equals("linear")) {
            plain = scaled(plain, factor);
        } else if (!type.equals("none")) {
            throw new InputRefusedException(where + ": RoPE scaling " + type + " is not supported; linear is");
        } else if (factor != 1) {
            throw new InputRefusedException(where + ": RoPE scaling none contradicts its factor of " + factor);
        }
        if (factors.length > 0) {
            if (factors.length != plain.length) {
                throw new InputRefusedException(
                        where + ": expected " + plain.length + " RoPE factors, found " + factors.length);
            }
            for (int i = 0; i < plain.length; i++) {
                if (!(factors[i] > 0 && Float.isFinite(factors[i]))) {
                    throw new InputRefusedException(
                            where + ": expected positive RoPE factors, found " + factors[i] + " as number " + i);
                }
                plain[i] /= factors[i];
            }
        }
        return plain;
    }

    private static double positive(GgufNumbers numbers, String key, double otherwise) {
        double value = numbers.real(key, otherwise);
        if (!(value > 0 && Double.isFinite(value))) {
            throw new InputRefusedException(
                    numbers.where() + ": expected a positive number as " + numbers.prefix() + key + ", found " + value);
        }
        return value;
    }

    private static double positive(JsonNode json, String name, double otherwise, String where) {
        JsonNode given = json.path(name);
        return given.isMissingNode() || given.isNull() ? otherwise : positive(json, name, where);
    }

    private static double positive(JsonNode json, String name, String where) {
        JsonNode given = json.path(name);
        if (!given.isNumber() || !(given.asDouble() > 0 && Double.isFinite(given.asDouble()))) {
            throw new InputRefusedException(where + ": expected a positive number as " + name + " of the RoPE, found "
                    + (given.isMissingNode() ? "none" : given));
        }
        return given.asDouble();
    }

    private static float[] plain(double theta, int headWidth) {
        float[] frequencies = new float[headWidth / 2];
        for (int i = 0; i < frequencies.length; i++) {
            frequencies[i] = (float) (1 / Math.pow(theta, 2.0 * i / headWidth));
        }
        return frequencies;
    }

    private static float[] scaled(float[] frequencies, double factor) {
        float[] scaled = new float[frequencies.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (frequencies[i] / factor);
        }
        return scaled;
    }

    /** Long wavelengths are stretched by the factor, short ones kept, and those between are blended. */
    private static float[] llama3(float[] frequencies, JsonNode json, JsonNode scaling, String where) {
        String trained = "original_max_position_embeddings";
        double factor = positive(scaling, "factor", where);
        double low = positive(scaling, "low_freq_factor", where);
        double high = positive(scaling, "high_freq_factor", where);
        double context = positive(scaling.hasNonNull(trained) ? scaling : json, trained, where);
        if (high <= low) {
            throw new InputRefusedException(
                    where + ": expected a high_freq_factor above the low_freq_factor, found " + high + " and " + low);
        }
        float[] result = new float[frequencies.length];
        for (int i = 0; i < result.length; i++) {
            double waves = context * frequencies[i] / (2 * Math.PI);
            double kept = Math.max(0, Math.min(1, (waves - low) / (high - low)));
            result[i] = (float) ((1 - kept) * frequencies[i] / factor + kept * frequencies[i]);
        }
        return result;
    }

    /** Cosine and sine by position and pair: (positions, pairs, 2). */
    static float[] table(float[] frequencies, int[] positions) {
        float[] table = new float[positions.length * frequencies.length * 2];
        int at = 0;
        for (int position : positions) {
            for (float frequency : frequencies) {
                double angle = position * frequency;
                table[at++] = (float) Math.cos(angle);
                table[at++] = (float) Math.sin(angle);
            }
        }
        return table;
    }
}
