package dev.stellator.importer.internal.repair;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Undoes the reading of UTF-8 bytes in a one-byte encoding, a line at a time.
 *
 * <p>A line is turned back into the bytes it would have had in Mac Roman, Windows-1251, Windows-1252, KOI8-R or Latin-1.
 * Where these are valid UTF-8, they are a candidate; by chance that hardly happens, since each lead byte must be followed
 * by the right number of continuation bytes. A candidate is taken only if it is less {@linkplain #oddity odd} than the
 * line. Text that was read wrongly twice is undone twice.
 *
 * <p>Bytes that an encoding leaves undefined are taken as the control characters of the same number, which is what
 * browsers make of them; in Windows-1251 there is only one, so that a replacement character can stand for it, too.
 */
public final class Mojibake {
    private static final int TIMES = 3;
    private static final char REPLACEMENT = '\uFFFD';

    private static final short NONE = -1;

    private static final List<short[]> ENCODINGS = List.of(
            table("windows-1252"), table("windows-1251"), table("KOI8-R"), table("x-MacRoman"), table("ISO-8859-1"));

    private Mojibake() {}

    /** The line as it was meant; the same line where nothing is to be repaired. */
    public static String repair(String line) {
        String text = line;
        for (int i = 0; i < TIMES; i++) {
            String better = once(text);
            if (better.equals(text)) {
                return text;
            }
            text = better;
        }
        return text;
    }

    private static String once(String text) {
        String best = text;
        if (text.chars().allMatch(c -> c < 0x80)) {
            return best;
        }
        for (short[] encoding : ENCODINGS) {
            String candidate = looksEncoded(text, encoding) ? decoded(text, encoding) : null;
            if (candidate != null && oddity(candidate) < oddity(best)) {
                best = candidate;
            }
        }
        return best;
    }

    /**
     * Whether there is a lead byte, and each is followed by the continuation bytes that it announces. Text that was read
     * rightly is told by its first letters beyond ASCII; only what passes is decoded.
     */
    private static boolean looksEncoded(String text, short[] encoding) {
        boolean led = false;
        int due = 0;
        for (int i = 0; i < text.length(); i++) {
            int b = encoding[text.charAt(i)];
            boolean continuation = b >= 0x80 && b < 0xC0;
            if (b == NONE || continuation != due > 0) {
                return false;
            }
            if (continuation) {
                due--;
            } else if (b >= 0xC0) {
                led = true;
                due = b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3;
            }
        }
        return led && due == 0;
    }

    private static @Nullable String decoded(String text, short[] encoding) {
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) encoding[text.charAt(i)];
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /**
     * How many characters of a text do not go with the one before: a letter of another script, a capital after a small
     * letter, a sign, a superscript, a bracket or an invisible character right beside a letter, a dash or a symbol
     * right beside another character beyond ASCII, a control character anywhere. ASCII signs are left out, since they stand in formulas, paths and code.
     */
    static int oddity(String text) {
        int odd = 0;
        int before = ' ';
        for (int at = 0; at < text.length(); ) {
            int c = text.codePointAt(at);
            odd += isControl(c) ? 2 : 0;
            odd += isOdd(before, c) ? 1 : 0;
            before = c;
            at += Character.charCount(c);
        }
        return odd;
    }

    private static boolean isControl(int c) {
        return (c >= 0x7F && c < 0xA0) || c == REPLACEMENT || Character.getType(c) == Character.UNASSIGNED;
    }

    private static boolean isOdd(int before, int c) {
        boolean letterBefore = Character.isLetter(before);
        boolean letter = Character.isLetter(c);
        if (letterBefore && letter) {
            return script(before) != script(c)
                    || (Character.isLowerCase(before) && Character.isUpperCase(c))
                    || isOrdinal(c)
                    || isOrdinal(before);
        }
        return (letterBefore && isSign(c)) || (letter && isSignBefore(before)) || areSigns(before, c);
    }

    private static Character.UnicodeScript script(int c) {
        return isOrdinal(c) ? Character.UnicodeScript.LATIN : Character.UnicodeScript.of(c);
    }

    private static boolean isOrdinal(int c) {
        return c == 'ª' || c == 'º';
    }

    private static boolean isSign(int c) {
        if (c < 0x80) {
            return false;
        }
        int type = Character.getType(c);
        return isSymbol(type)
                || type == Character.INITIAL_QUOTE_PUNCTUATION
                || type == Character.START_PUNCTUATION
                || type == Character.FORMAT
                || "¡¿§¶†‡‰•".indexOf(c) >= 0;
    }

    private static boolean isSignBefore(int c) {
        int type = Character.getType(c);
        return c >= 0x80 && (isSymbol(type) || "§¶†‡‰•".indexOf(c) >= 0);
    }

    /** Two signs side by side, one of them at least a dash or a symbol. */
    private static boolean areSigns(int before, int c) {
        return before >= 0x80 && c >= 0x80 && (isDashOrSymbol(before) || isDashOrSymbol(c));
    }

    private static boolean isDashOrSymbol(int c) {
        return c == '–' || c == '—' || isSymbol(Character.getType(c));
    }

    private static boolean isSymbol(int type) {
        return type == Character.CURRENCY_SYMBOL
                || type == Character.MATH_SYMBOL
                || type == Character.MODIFIER_SYMBOL
                || type == Character.OTHER_SYMBOL
                || type == Character.OTHER_NUMBER;
    }

    /** The byte of each character of UTF-16, or {@link #NONE}. */
    private static short[] table(String name) {
        Charset charset = Charset.forName(name);
        short[] table = new short[1 << Character.SIZE];
        Arrays.fill(table, NONE);
        List<Short> undefined = new ArrayList<>();
        for (short b = 0; b < 256; b++) {
            char c = charset.decode(ByteBuffer.wrap(new byte[] {(byte) b})).charAt(0);
            if (c == REPLACEMENT) {
                undefined.add(b);
            } else {
                table[c] = b;
            }
        }
        for (short b : undefined) {
            table[b] = table[b] == NONE ? b : table[b];
        }
        if (undefined.size() == 1) {
            table[REPLACEMENT] = undefined.get(0);
        }
        return table;
    }
}
