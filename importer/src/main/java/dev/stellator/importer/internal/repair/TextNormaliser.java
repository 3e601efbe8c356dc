package dev.stellator.importer.internal.repair;

import java.text.Normalizer;
import java.util.regex.Pattern;

/** Brings text into one form. */
public final class TextNormaliser {
    private static final Pattern SPACE =
            Pattern.compile("[\\s\\u0085\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000]+");
    private static final Pattern INVISIBLE = Pattern.compile(
            "[\\u00AD\\u200B\\u200E\\u200F\\u202A-\\u202E\\u2060-\\u2064\\u2066-\\u206F\\uFEFF\\uFFF9-\\uFFFD]"
                    + "|[\\p{Cc}&&[^\\s\\u0085]]");
    private static final Pattern LIGATURE = Pattern.compile("[\\uFB00-\\uFB06]");

    private TextNormaliser() {}

    /**
     * Unicode's composed form (NFC), ligatures of typesetting as letters, without soft hyphens, marks of direction and
     * other invisible characters (joiners stay: they are part of letters and emoji), white space as single spaces.
     */
    public static String tidy(String text) {
        if (isPlain(text)) {
            return text;
        }
        String visible = INVISIBLE.matcher(text).replaceAll("");
        String letters = LIGATURE.matcher(visible).find()
                ? LIGATURE.matcher(visible)
                        .replaceAll(found -> Normalizer.normalize(found.group(), Normalizer.Form.NFKC))
                : visible;
        String spaced = SPACE.matcher(letters).replaceAll(" ").strip();
        return Normalizer.normalize(spaced, Normalizer.Form.NFC);
    }

    private static boolean isPlain(String text) {
        char before = ' ';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > '~' || c < ' ' || (c == ' ' && before == ' ')) {
                return false;
            }
            before = c;
        }
        return before != ' ';
    }
}
