package dev.stellator.importer.internal.segment;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.text.FilteredBreakIteratorBuilder;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;

/**
 * Sentences by ICU with its suppressions for the language, corrected where books differ from its rules: abbreviations,
 * initials, enumerators, ellipses, speech that goes on in lower case, dashes of dialogue. Not thread-safe.
 */
public final class SentenceSplitter {
    private final BreakIterator english = iterator(ULocale.ENGLISH);
    private final BreakIterator russian = iterator(ULocale.forLanguageTag("ru"));
    private final Borders borders = new Borders();

    private static BreakIterator iterator(ULocale locale) {
        return FilteredBreakIteratorBuilder.getInstance(locale)
                .wrapIteratorWithFilter(BreakIterator.getSentenceInstance(locale));
    }

    /** The sentences of a block, without the white space around them. */
    public List<String> split(String text) {
        BreakIterator iterator = Scripts.mostlyCyrillic(text) ? russian : english;
        iterator.setText(text);
        List<String> sentences = new ArrayList<>();
        int start = 0;
        int from = 0;
        for (int end = iterator.next(); end != BreakIterator.DONE; end = iterator.next()) {
            for (int extra = borders.missed(text, start, from, end);
                    extra >= 0;
                    extra = borders.missed(text, start, extra, end)) {
                if (borders.ends(text, start, extra)) {
                    start = add(sentences, text, start, extra);
                }
            }
            from = end;
            if (end == text.length() || borders.ends(text, start, end)) {
                start = add(sentences, text, start, end);
            }
        }
        add(sentences, text, start, text.length());
        return sentences;
    }

    private static int add(List<String> sentences, String text, int start, int end) {
        String sentence = text.substring(start, end).strip();
        if (!sentence.isEmpty()) {
            sentences.add(sentence);
        }
        return end;
    }
}
