package dev.stellator.worker;

import java.util.Arrays;

/** Decodes subwords one by one; a character appears once all of its bytes have come. Not thread-safe. */
public final class SubwordStream {
    private static final char REPLACEMENT = '\uFFFD';
    private static final int LONGEST_WAIT = 8;

    private final Tokenizer tokenizer;
    private int[] ids = {};
    private int given;

    SubwordStream(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** The text that became complete with this subword; may be empty. */
    public String next(int id) {
        ids = Arrays.copyOf(ids, ids.length + 1);
        ids[ids.length - 1] = id;
        String text = tokenizer.decode(ids);
        boolean open = !text.isEmpty() && text.charAt(text.length() - 1) == REPLACEMENT;
        return open && ids.length - given < LONGEST_WAIT ? "" : flush();
    }

    /** What was held back, with replacement characters for bytes that never came. */
    public String flush() {
        // the subwords before stay as context: some tokenizers drop a space at the start of what they decode
        String before = tokenizer.decode(Arrays.copyOf(ids, given));
        String text = tokenizer.decode(ids);
        ids = Arrays.copyOfRange(ids, given, ids.length);
        given = ids.length;
        return text.substring(Math.min(before.length(), text.length()));
    }
}
