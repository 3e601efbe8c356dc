package dev.stellator.worker;

/**
 * How a continuation is drawn.
 *
 * @param temperature 0 takes the likeliest subword
 * @param topP smallest set of likeliest subwords with this probability; 1 for all
 * @param minP subwords below this share of the likeliest one's weight are never drawn; 0 for all (Nguyen et al., arXiv
 *     2407.01082)
 * @param repetition what the log-probability of each of the latest 24 subwords is multiplied by, 1 for nothing (Keskar
 *     et al., arXiv 1909.05858)
 * @param stops subwords that end the continuation; they are not part of it
 */
public record GenerateOptions(
        int maxNew, double temperature, double topP, double minP, double repetition, long seed, int[] stops) {
    public GenerateOptions {
        stops = stops.clone();
        if (maxNew < 0) {
            throw new IllegalArgumentException("number of new subwords must be at least 0, found " + maxNew);
        }
        if (!(temperature >= 0) || !(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException(
                    "expected temperature >= 0 and 0 < topP <= 1, found " + temperature + " and " + topP);
        }
        if (!(minP >= 0 && minP < 1) || !(repetition >= 1)) {
            throw new IllegalArgumentException("expected 0 <= minP < 1 and a repetition penalty of at least 1, found "
                    + minP + " and " + repetition);
        }
    }

    public static GenerateOptions greedy(int maxNew, int... stops) {
        return new GenerateOptions(maxNew, 0, 1, 0, 1, 0, stops);
    }

    public static GenerateOptions sampled(int maxNew, double temperature, double topP, long seed, int... stops) {
        return new GenerateOptions(maxNew, temperature, topP, 0, 1, seed, stops);
    }

    /** The same, by min-p and with a penalty on what was said last. */
    public GenerateOptions withMinP(double share, double penalty) {
        return new GenerateOptions(maxNew, temperature, topP, share, penalty, seed, stops);
    }
}
