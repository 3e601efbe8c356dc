package dev.stellator.engine.model;

import java.util.Arrays;

/** Decodes subwords one by one; a character appears once all of its bytes have come. Not thread-safe. */
public final class SubwordStream {
    private static final char REPLACEMENT = '\uFFFD';
    private static final int LONGEST_WAIT = 8;

    private final Tokenizer tokenizer;
    private int[] pending = {};

    SubwordStream(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** The text that became complete with this subword; may be empty. */
    public String next(int id) {
        pending = Arrays.copyOf(pending, pending.length + 1);
        pending[pending.length - 1] = id;
        String text = tokenizer.decode(pending);
        boolean open = !text.isEmpty() && text.charAt(text.length() - 1) == REPLACEMENT;
        return open && pending.length < LONGEST_WAIT ? "" : flush();
    }

    /** What was held back, with replacement characters for bytes that never came. */
    public String flush() {
        String text = pending.length == 0 ? "" : tokenizer.decode(pending);
        pending = new int[0];
        return text;
    }
}
