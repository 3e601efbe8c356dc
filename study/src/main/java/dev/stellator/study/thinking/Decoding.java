package dev.stellator.study.thinking;

import dev.stellator.worker.Tokenizer;

/**
 * How thoughts are drawn from the model.
 *
 * @param subwords of a thought, at most
 * @param temperature 0 for the likeliest subwords
 * @param chat whether the beginning is said to the model in its chat template, where it has one, and the thoughts are its
 *     answer; else it continues the beginning
 */
public record Decoding(int subwords, double temperature, boolean chat) {
    public static final Decoding DEFAULT = new Decoding(32, 0.7, false);

    /** The subwords of the conversation before the model's turn, without a sink; none where it continues the beginning. */
    public int[] before(String thought, Tokenizer tokenizer) {
        return chat
                ? tokenizer
                        .chatTemplate()
                        .map(template -> template.asked(thought))
                        .orElse(new int[0])
                : new int[0];
    }
}
