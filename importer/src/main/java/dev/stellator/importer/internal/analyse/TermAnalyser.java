package dev.stellator.importer.internal.analyse;

import dev.stellator.importer.internal.segment.WordList;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.de.GermanAnalyzer;
import org.apache.lucene.analysis.de.GermanLightStemFilter;
import org.apache.lucene.analysis.de.GermanNormalizationFilter;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.KStemFilter;
import org.apache.lucene.analysis.es.SpanishAnalyzer;
import org.apache.lucene.analysis.es.SpanishLightStemFilter;
import org.apache.lucene.analysis.fr.FrenchAnalyzer;
import org.apache.lucene.analysis.fr.FrenchLightStemFilter;
import org.apache.lucene.analysis.icu.segmentation.ICUTokenizer;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.it.ItalianLightStemFilter;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseLightStemFilter;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.ru.RussianLightStemFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.util.ElisionFilter;

/**
 * Content words by Lucene analysis: English with Krovetz's stems, which are words; Russian, German, French, Spanish,
 * Italian and Portuguese with light stems; others as they stand. Function words, numbers and words of one or two letters are left out. Not thread-safe.
 */
public final class TermAnalyser implements AutoCloseable {
    private static final int SHORTEST = 3;
    private static final CharArraySet ITALIAN_ARTICLES = new CharArraySet(
            List.of(
                    "c", "l", "all", "dall", "dell", "nell", "sull", "coll", "pell", "gl", "agl", "dagl", "degl",
                    "negl", "sugl", "un", "m", "t", "s", "v", "d", "quell", "quest"),
            true);

    private final Map<Language, Analyzer> analysers = new HashMap<>();
    private final Concepts concepts = new Concepts();

    public TermAnalyser() {
        CharArraySet english =
                stops(EnglishAnalyzer.getDefaultStopSet(), WordList.read(TermAnalyser.class, "stop-en.txt"));
        CharArraySet russian =
                stops(RussianAnalyzer.getDefaultStopSet(), WordList.read(TermAnalyser.class, "stop-ru.txt"));
        analysers.put(Language.ENGLISH, analyser(in -> new KStemFilter(new StopFilter(in, english))));
        analysers.put(Language.RUSSIAN, analyser(in -> new RussianLightStemFilter(new StopFilter(in, russian))));
        analysers.put(
                Language.GERMAN,
                analyser(in -> new GermanLightStemFilter(
                        new GermanNormalizationFilter(new StopFilter(in, GermanAnalyzer.getDefaultStopSet())))));
        analysers.put(
                Language.FRENCH,
                analyser(in -> new FrenchLightStemFilter(new StopFilter(
                        new ElisionFilter(in, FrenchAnalyzer.DEFAULT_ARTICLES), FrenchAnalyzer.getDefaultStopSet()))));
        analysers.put(
                Language.SPANISH,
                analyser(in -> new SpanishLightStemFilter(new StopFilter(in, SpanishAnalyzer.getDefaultStopSet()))));
        analysers.put(
                Language.ITALIAN,
                analyser(in -> new ItalianLightStemFilter(
                        new StopFilter(new ElisionFilter(in, ITALIAN_ARTICLES), ItalianAnalyzer.getDefaultStopSet()))));
        analysers.put(
                Language.PORTUGUESE,
                analyser(in ->
                        new PortugueseLightStemFilter(new StopFilter(in, PortugueseAnalyzer.getDefaultStopSet()))));
        analysers.put(Language.UNKNOWN, icu());
    }

    /** The content words of a text, in order, those that are no concepts included. */
    public List<Term> terms(String text, Language language) {
        List<Term> terms = new ArrayList<>();
        int end = -1;
        Concepts.Answer answer = concepts.of(text, language);
        try (TokenStream tokens = analyser(language).tokenStream("text", text)) {
            CharTermAttribute term = tokens.addAttribute(CharTermAttribute.class);
            OffsetAttribute offset = tokens.addAttribute(OffsetAttribute.class);
            tokens.reset();
            while (tokens.incrementToken()) {
                String surface = surface(text, offset.startOffset(), offset.endOffset());
                if (isContent(surface)) {
                    boolean adjacent = end >= 0 && onlySpace(text, end, offset.startOffset());
                    boolean concept = answer.isConcept(offset.startOffset(), surface);
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

    private Analyzer analyser(Language language) {
        Analyzer analyser = analysers.get(language);
        return analyser != null ? analyser : Objects.requireNonNull(analysers.get(Language.UNKNOWN), "the default");
    }

    @Override
    public void close() {
        analysers.values().forEach(Analyzer::close);
    }

    private static boolean isContent(String surface) {
        if (surface.codePoints().allMatch(TermAnalyser::isDense)) {
            return surface.codePointCount(0, surface.length()) >= 2;
        }
        return surface.length() >= SHORTEST
                && surface.codePoints().filter(Character::isLetter).count() >= SHORTEST;
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
        boolean first = text.substring(0, start).codePoints().noneMatch(Character::isLetterOrDigit);
        boolean capitals = word.codePoints().noneMatch(Character::isLowerCase);
        return first || capitals ? word.toLowerCase(Locale.ROOT) : word;
    }

    private static boolean onlySpace(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Character.isWhitespace(text.charAt(i)) && text.charAt(i) != '-') {
                return false;
            }
        }
        return true;
    }

    private static CharArraySet stops(CharArraySet base, Set<String> more) {
        CharArraySet all = new CharArraySet(base, true);
        all.addAll(more);
        return CharArraySet.unmodifiableSet(all);
    }

    /** Words by the rules and dictionaries of Unicode's library, for languages that have no analysis of their own here. */
    private static Analyzer icu() {
        return new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                ICUTokenizer source = new ICUTokenizer();
                return new TokenStreamComponents(source, new LowerCaseFilter(source));
            }
        };
    }

    private static Analyzer analyser(UnaryOperator<TokenStream> rest) {
        return new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                StandardTokenizer source = new StandardTokenizer();
                TokenStream words = new LowerCaseFilter(new EnglishPossessiveFilter(new YoFilter(source)));
                return new TokenStreamComponents(source, rest.apply(words));
            }
        };
    }
}
