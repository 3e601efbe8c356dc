package dev.stellator.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.engine.InputRefusedException;

/** Rotary position encoding: pair i of a head's values is turned by position x frequency i. */
final class Rope {
    private Rope() {}

    /** {@code rope_parameters}, or the older {@code rope_theta} and {@code rope_scaling}. */
    static float[] frequencies(JsonNode json, int headWidth, String where) {
        JsonNode now = json.path("rope_parameters");
        JsonNode scaling = now.isObject() ? now : json.path("rope_scaling");
        double theta = now.path("rope_theta").asDouble(json.path("rope_theta").asDouble(10000));
        ModelConfig.refuse(
                scaling.path("partial_rotary_factor")
                                .asDouble(json.path("partial_rotary_factor").asDouble(1))
                        != 1,
                where,
                "partial_rotary_factor");
        float[] plain = plain(theta, headWidth);
        String type = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
        return switch (type) {
            case "default" -> plain;
            case "linear" -> scaled(plain, scaling.path("factor").asDouble(1));
            case "llama3" -> llama3(plain, scaling);
            default ->
                throw new InputRefusedException(
                        where + ": RoPE scaling " + type + " is not supported; default, linear and llama3 are");
        };
    }

    static float[] frequencies(ModelConfig.GgufNumbers numbers, int headWidth, float[] factors, String where) {
        float[] plain = plain(numbers.real("rope.freq_base", 10000), headWidth);
        String type = numbers.text("rope.scaling.type", "none");
        if (type.equals("linear")) {
            plain = scaled(plain, numbers.real("rope.scaling.factor", 1));
        } else if (!type.equals("none")) {
            throw new InputRefusedException(where + ": RoPE scaling " + type + " is not supported; linear is");
        }
        if (factors.length > 0) {
            if (factors.length != plain.length) {
                throw new InputRefusedException(
                        where + ": expected " + plain.length + " RoPE factors, found " + factors.length);
            }
            for (int i = 0; i < plain.length; i++) {
                plain[i] /= factors[i];
            }
        }
        return plain;
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
    private static float[] llama3(float[] frequencies, JsonNode scaling) {
        double factor = scaling.path("factor").asDouble(8);
        double low = scaling.path("low_freq_factor").asDouble(1);
        double high = scaling.path("high_freq_factor").asDouble(4);
        double context = scaling.path("original_max_position_embeddings").asDouble(8192);
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
