package dev.stellator.importer.internal.segment;

/** Which letters a text is written in. */
public final class Scripts {
    private Scripts() {}

    /** Whether more Cyrillic than other letters stand in the text. */
    public static boolean mostlyCyrillic(CharSequence text) {
        int balance = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '\u0400' && c <= '\u052F') {
                balance++;
            } else if (Character.isLetter(c)) {
                balance--;
            }
        }
        return balance > 0;
    }
}
