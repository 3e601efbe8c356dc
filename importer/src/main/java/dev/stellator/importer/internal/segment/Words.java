package dev.stellator.importer.internal.segment;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.Locale;

/**
 * Counts words: runs of characters between white space that hold a letter or a digit. Runs of a script that sets no blanks
 * between words are counted by ICU's dictionaries.
 */
public final class Words {
    private static final ThreadLocal<BreakIterator> BORDERS =
            ThreadLocal.withInitial(() -> BreakIterator.getWordInstance(ULocale.ROOT));

    private Words() {}

    public static int count(CharSequence text) {
        int words = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= Scripts.FIRST_UNSPACED && Scripts.isUnspaced(Character.codePointAt(text, i))) {
                return countByDictionary(text.toString());
            }
            if (Character.isWhitespace(c)) {
                inWord = false;
            } else if (!inWord && (Character.isLetterOrDigit(c) || Character.isSurrogate(c))) {
                inWord = true;
                words++;
            }
        }
        return words;
    }

    private static int countByDictionary(String text) {
        BreakIterator borders = borders(text);
        int words = 0;
        borders.first();
        while (borders.next() != BreakIterator.DONE) {
            words += borders.getRuleStatus() >= BreakIterator.WORD_NONE_LIMIT ? 1 : 0;
        }
        return words;
    }

    /** The borders of words in a text, until this thread asks for those of another one. */
    static BreakIterator borders(String text) {
        BreakIterator borders = BORDERS.get();
        borders.setText(text);
        return borders;
    }

    /** The letters that stand from a place on, as a word in small letters; empty where there is none. */
    static String lowerWordAt(String text, int at) {
        int end = at;
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return text.substring(at, end).toLowerCase(Locale.ROOT);
    }
}
