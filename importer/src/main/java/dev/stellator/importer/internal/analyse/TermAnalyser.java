package dev.stellator.importer.internal.analyse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/**
 * Content words by Lucene analysis: English with Krovetz's stems, which are words; Russian, German, French, Spanish,
 * Italian and Portuguese with light stems; Chinese, Japanese, Korean, Thai, Arabic, Hebrew and Hindi as {@link Analysers}
 * says; others as they stand. Function words, numbers and words of one or two letters are left out, save in scripts whose
 * words are short. Not thread-safe.
 */
public final class TermAnalyser implements AutoCloseable {
    /** The first letter of Korean, before which stands no letter of a script in which words are short. */
    private static final char FIRST_DENSE = '\u1100';

    private final Analysers analysers = new Analysers();
    private final Concepts concepts = new Concepts();

    /** The content words of a text, in order, those that are no concepts included. */
    public List<Term> terms(String text, Language language) {
        List<Term> terms = new ArrayList<>();
        int end = -1;
        Concepts.Answer answer = concepts.of(text, language);
        String prepared = Analysers.prepared(text, language);
        try (TokenStream tokens = analysers.of(language).tokenStream("text", prepared)) {
            TaggedConcepts tagged = new TaggedConcepts(tokens);
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = tokens.addAttribute(OffsetAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                String surface = surface(text, offset.startOffset(), offset.endOffset());
                if (isContent(surface, Analysers.shortest(language))) {
                    boolean adjacent = end >= 0 && onlySpace(text, end, offset.startOffset());
                    boolean concept = tagged.isConcept() && answer.isConcept(offset.startOffset(), surface);
                    terms.add(new Term(term.toString(), surface, adjacent, concept));
                    end = offset.endOffset();
                }
            }
            tokens.end();
        } catch (IOException e) {
            throw new UncheckedIOException("reading a string", e);
        }
        return terms;
    }

    @Override
    public void close() {
        analysers.close();
    }

    private static boolean isContent(String surface, int shortest) {
        if (shortest < Analysers.SHORTEST) {
            return letters(surface) >= shortest;
        }
        if (isDense(surface)) {
            return surface.codePointCount(0, surface.length()) >= 2;
        }
        return surface.length() >= shortest && letters(surface) >= shortest;
    }

    /** Letters with the vowel signs that stand beside them in the scripts of India and Thailand. */
    private static int letters(String surface) {
        boolean any = false;
        int letters = 0;
        for (int at = 0; at < surface.length(); ) {
            int c = surface.codePointAt(at);
            at += Character.charCount(c);
            any |= Character.isLetter(c);
            letters += isLetterOrSign(c) ? 1 : 0;
        }
        return any ? letters : 0;
    }

    private static boolean isLetterOrSign(int c) {
        if (Character.isLetter(c)) {
            return true;
        }
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isDense(String surface) {
        return surface.isEmpty()
                || (surface.charAt(0) >= FIRST_DENSE && surface.codePoints().allMatch(TermAnalyser::isDense));
    }

    /** Letters of scripts in which words are short. */
    private static boolean isDense(int c) {
        Character.UnicodeScript script = Character.UnicodeScript.of(c);
        return script == Character.UnicodeScript.HAN
                || script == Character.UnicodeScript.HANGUL
                || script == Character.UnicodeScript.KATAKANA;
    }

    /** As the word stands, save that the first word of a text and words in capitals are written small. */
    private static String surface(String text, int start, int end) {
        String word = text.substring(start, end);
        if (word.endsWith("'s") || word.endsWith("’s")) {
            word = word.substring(0, word.length() - 2);
        }
        return isFirst(text, start) || word.codePoints().noneMatch(Character::isLowerCase)
                ? word.toLowerCase(Locale.ROOT)
                : word;
    }

    /** Whether neither a letter nor a digit stands before a place. */
    private static boolean isFirst(String text, int start) {
        for (int at = 0; at < start; ) {
            int c = text.codePointAt(at);
            if (Character.isLetterOrDigit(c)) {
                return false;
            }
            at += Character.charCount(c);
        }
        return true;
    }

    private static boolean onlySpace(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Character.isWhitespace(text.charAt(i)) && text.charAt(i) != '-') {
                return false;
            }
        }
        return true;
    }
}
