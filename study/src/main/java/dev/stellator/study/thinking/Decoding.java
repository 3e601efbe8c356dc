package dev.stellator.study.thinking;

/**
 * How thoughts are drawn from the model.
 *
 * @param subwords of a thought, at most
 * @param temperature 0 for the likeliest subwords
 * @param raw whether the model simply continues the beginning; else it is said to the model in its chat template, where it
 *     has one, and the thoughts are its answer
 */
public record Decoding(int subwords, double temperature, boolean raw) {
    public static final Decoding DEFAULT = new Decoding(32, 0.7, false);
}
