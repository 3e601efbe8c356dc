package dev.stellator.engine.model;

/**
 * How a continuation is drawn.
 *
 * @param temperature 0 takes the likeliest subword
 * @param topP smallest set of likeliest subwords with this probability; 1 for all
 * @param stops subwords that end the continuation; they are not part of it
 */
public record GenerateOptions(int maxNew, double temperature, double topP, long seed, int[] stops) {
    public GenerateOptions {
        stops = stops.clone();
        if (maxNew < 0) {
            throw new IllegalArgumentException("number of new subwords must be at least 0, found " + maxNew);
        }
        if (!(temperature >= 0) || !(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException(
                    "expected temperature >= 0 and 0 < topP <= 1, found " + temperature + " and " + topP);
        }
    }

    public static GenerateOptions greedy(int maxNew, int... stops) {
        return new GenerateOptions(maxNew, 0, 1, 0, stops);
    }

    public static GenerateOptions sampled(int maxNew, double temperature, double topP, long seed, int... stops) {
        return new GenerateOptions(maxNew, temperature, topP, seed, stops);
    }
}
