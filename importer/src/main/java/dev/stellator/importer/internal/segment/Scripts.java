package dev.stellator.importer.internal.segment;

/** Which letters a text is written in. */
public final class Scripts {
    /** The first character of the first script that is written without blanks between words, which is Thai. */
    static final char FIRST_UNSPACED = '\u0E00';

    private Scripts() {}

    /** Whether more Cyrillic than other letters stand in the text. */
    public static boolean mostlyCyrillic(CharSequence text) {
        int balance = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'a' && c <= 'z') {
                balance--;
            } else if (c >= '\u0400' && c <= '\u052F') {
                balance++;
            } else if (Character.isLetter(c)) {
                balance--;
            }
        }
        return balance > 0;
    }

    /** Whether words of this letter's script are written without blanks between them. */
    public static boolean isUnspaced(int codePoint) {
        if (codePoint < FIRST_UNSPACED) {
            return false;
        }
        return switch (Character.UnicodeScript.of(codePoint)) {
            case HAN, HIRAGANA, KATAKANA, BOPOMOFO, THAI, LAO, KHMER, MYANMAR -> true;
            default -> false;
        };
    }

    static boolean hasUnspaced(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= FIRST_UNSPACED && isUnspaced(Character.codePointAt(text, i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a text ends in Chinese or Japanese, a quotation mark after it not counted. */
    static boolean endsFullWidth(String text) {
        int end = text.length();
        while (end > 1 && "”’…".indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return isFullWidth(text.codePointBefore(end));
    }

    /** Whether no blank stands after this character where a sentence or a heading ends: Chinese and Japanese signs. */
    static boolean isFullWidth(int codePoint) {
        if (codePoint < FIRST_UNSPACED) {
            return false;
        }
        return switch (Character.UnicodeScript.of(codePoint)) {
            case HAN, HIRAGANA, KATAKANA, BOPOMOFO -> true;
            default -> (codePoint >= 0x3000 && codePoint <= 0x303F) || (codePoint >= 0xFF00 && codePoint <= 0xFF65);
        };
    }
}
