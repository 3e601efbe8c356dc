package dev.stellator.study.thinking;

import dev.stellator.worker.Tokenizer;

/**
 * How thoughts are drawn from the model.
 *
 * @param subwords of a thought, at most
 * @param temperature 0 for the likeliest subwords
 * @param raw whether the model simply continues the beginning; else the beginning is that of its own turn in a
 *     conversation, in its chat template, where it has one
 */
public record Decoding(int subwords, double temperature, boolean raw) {
    public static final Decoding DEFAULT = new Decoding(32, 0.7, false);

    /** What the model was asked before it began; the bare thought in its place makes it talk about the sentence. */
    private static final String ASKED = "Think about this, one sentence after the other.";

    /** The subwords that stand before the beginning, without a sink. */
    public int[] before(Tokenizer tokenizer) {
        return raw
                ? new int[0]
                : tokenizer
                        .chatTemplate()
                        .map(template -> template.asked(ASKED))
                        .orElse(new int[0]);
    }
}
