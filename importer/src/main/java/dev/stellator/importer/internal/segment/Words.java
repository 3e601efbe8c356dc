package dev.stellator.importer.internal.segment;

/** Counts words: runs of characters between white space that hold a letter or a digit. */
public final class Words {
    private Words() {}

    public static int count(CharSequence text) {
        int words = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                inWord = false;
            } else if (!inWord && (Character.isLetterOrDigit(c) || Character.isSurrogate(c))) {
                inWord = true;
                words++;
            }
        }
        return words;
    }
}
