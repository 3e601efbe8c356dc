package dev.stellator.importer.internal.segment;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.text.FilteredBreakIteratorBuilder;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sentences by ICU with its suppressions for the language, corrected where books differ from its rules: abbreviations,
 * initials, enumerators, ellipses, speech that goes on in lower case, dashes of dialogue, text without capitals. Not
 * thread-safe.
 */
public final class SentenceSplitter {
    private final Map<String, Rules> rules = new HashMap<>();

    /** ICU's iterator and the corrections for a language. */
    private record Rules(BreakIterator iterator, Borders borders) {
        static Rules of(String language) {
            ULocale locale = ULocale.forLanguageTag(language);
            return new Rules(
                    FilteredBreakIteratorBuilder.getInstance(locale)
                            .wrapIteratorWithFilter(BreakIterator.getSentenceInstance(locale)),
                    Borders.of(language));
        }
    }

    /** The sentences of a block whose language is told by its letters. */
    public List<String> split(String text) {
        return split(text, "");
    }

    /**
     * The sentences of a block, without the white space around them.
     *
     * @param language ISO 639-1 code; empty where it is not known
     */
    public List<String> split(String text, String language) {
        Rules known = rules.computeIfAbsent(locale(text, language), Rules::of);
        BreakIterator iterator = known.iterator();
        Borders.Of borders = known.borders().in(text);
        iterator.setText(text);
        List<String> sentences = new ArrayList<>();
        int start = 0;
        int from = 0;
        for (int next = iterator.next(); next != BreakIterator.DONE; next = iterator.next()) {
            int end = Borders.beforeOpening(text, start, next);
            for (int extra = borders.missed(start, from, end); extra >= 0; extra = borders.missed(start, extra, end)) {
                if (borders.ends(start, extra)) {
                    start = add(sentences, text, start, extra);
                }
            }
            from = end;
            if (end == text.length() || borders.ends(start, end)) {
                start = add(sentences, text, start, end);
            }
        }
        add(sentences, text, start, text.length());
        return sentences;
    }

    /** Whether a full stop stands inside of a text, so that its language says whether a sentence ends there. */
    static boolean mayEndInside(String text) {
        for (int at = text.indexOf('.'); at >= 0 && at + 1 < text.length(); at = text.indexOf('.', at + 1)) {
            if (Character.isWhitespace(text.charAt(at + 1))) {
                return true;
            }
        }
        return text.indexOf(';') >= 0;
    }

    /** English and Russian rules stand for those of languages that have none and are written in the same letters. */
    private static String locale(String text, String language) {
        if (Abbreviations.LANGUAGES.contains(language)) {
            return language;
        }
        return Scripts.mostlyCyrillic(text) ? "ru" : "en";
    }

    private static int add(List<String> sentences, String text, int start, int end) {
        String sentence = text.substring(start, end).strip();
        if (!sentence.isEmpty()) {
            sentences.add(sentence);
        }
        return end;
    }
}
