package dev.stellator.importer.internal.analyse;

import com.ibm.icu.text.Transliterator;
import dev.stellator.importer.internal.segment.WordList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.ar.ArabicAnalyzer;
import org.apache.lucene.analysis.ar.ArabicNormalizationFilter;
import org.apache.lucene.analysis.ar.ArabicStemFilter;
import org.apache.lucene.analysis.cn.smart.HMMChineseTokenizer;
import org.apache.lucene.analysis.core.DecimalDigitFilter;
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
import org.apache.lucene.analysis.hi.HindiAnalyzer;
import org.apache.lucene.analysis.hi.HindiNormalizationFilter;
import org.apache.lucene.analysis.hi.HindiStemFilter;
import org.apache.lucene.analysis.icu.segmentation.ICUTokenizer;
import org.apache.lucene.analysis.in.IndicNormalizationFilter;
import org.apache.lucene.analysis.it.ItalianAnalyzer;
import org.apache.lucene.analysis.it.ItalianLightStemFilter;
import org.apache.lucene.analysis.ja.JapaneseAnalyzer;
import org.apache.lucene.analysis.ja.JapaneseBaseFormFilter;
import org.apache.lucene.analysis.ja.JapaneseKatakanaStemFilter;
import org.apache.lucene.analysis.ja.JapanesePartOfSpeechStopFilter;
import org.apache.lucene.analysis.ja.JapaneseTokenizer;
import org.apache.lucene.analysis.ko.KoreanPartOfSpeechStopFilter;
import org.apache.lucene.analysis.ko.KoreanTokenizer;
import org.apache.lucene.analysis.pt.PortugueseAnalyzer;
import org.apache.lucene.analysis.pt.PortugueseLightStemFilter;
import org.apache.lucene.analysis.ru.RussianAnalyzer;
import org.apache.lucene.analysis.ru.RussianLightStemFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.th.ThaiAnalyzer;
import org.apache.lucene.analysis.util.ElisionFilter;

/**
 * Lucene's analysis by language. Words of Chinese come from the hidden Markov model of smartcn, of Japanese and Korean from
 * the dictionaries of kuromoji and nori, of Thai from ICU's; Arabic and Hindi have light stems, Hebrew words stay as they
 * stand. Made when a language is first met. Not thread-safe.
 */
final class Analysers implements AutoCloseable {
    /** Letters, or dictionary words, that a content word has at least where none of the languages below says otherwise. */
    static final int SHORTEST = 3;

    private static final CharArraySet ITALIAN_ARTICLES = new CharArraySet(
            List.of(
                    "c", "l", "all", "dall", "dell", "nell", "sull", "coll", "pell", "gl", "agl", "dagl", "degl",
                    "negl", "sugl", "un", "m", "t", "s", "v", "d", "quell", "quest"),
            true);

    /** Letters of a content word at least, in scripts whose words are short or leave their vowels out. */
    private static final Map<Language, Integer> SHORTER = Map.of(
            Language.CHINESE, 1,
            Language.JAPANESE, 1,
            Language.KOREAN, 1,
            Language.THAI, 2,
            Language.ARABIC, 2,
            Language.HEBREW, 2,
            Language.HINDI, 2);

    private static final Map<Language, Supplier<Analyzer>> BY_LANGUAGE = Map.ofEntries(
            Map.entry(
                    Language.ENGLISH,
                    () -> european(in -> new KStemFilter(
                            new StopFilter(in, stops(EnglishAnalyzer.getDefaultStopSet(), "stop-en.txt"))))),
            Map.entry(
                    Language.RUSSIAN,
                    () -> european(in -> new RussianLightStemFilter(
                            new StopFilter(in, stops(RussianAnalyzer.getDefaultStopSet(), "stop-ru.txt"))))),
            Map.entry(
                    Language.GERMAN,
                    () -> european(in -> new GermanLightStemFilter(
                            new GermanNormalizationFilter(new StopFilter(in, GermanAnalyzer.getDefaultStopSet()))))),
            Map.entry(
                    Language.FRENCH,
                    () -> european(in -> new FrenchLightStemFilter(new StopFilter(
                            new ElisionFilter(in, FrenchAnalyzer.DEFAULT_ARTICLES),
                            FrenchAnalyzer.getDefaultStopSet())))),
            Map.entry(
                    Language.SPANISH,
                    () -> european(
                            in -> new SpanishLightStemFilter(new StopFilter(in, SpanishAnalyzer.getDefaultStopSet())))),
            Map.entry(
                    Language.ITALIAN,
                    () -> european(in -> new ItalianLightStemFilter(new StopFilter(
                            new ElisionFilter(in, ITALIAN_ARTICLES), ItalianAnalyzer.getDefaultStopSet())))),
            Map.entry(
                    Language.PORTUGUESE,
                    () -> european(in ->
                            new PortugueseLightStemFilter(new StopFilter(in, PortugueseAnalyzer.getDefaultStopSet())))),
            Map.entry(
                    Language.CHINESE,
                    () -> analyser(
                            HMMChineseTokenizer::new,
                            in -> new StopFilter(
                                    new LowerCaseFilter(in), stops(CharArraySet.EMPTY_SET, "stop-zh.txt")))),
            Map.entry(
                    Language.JAPANESE,
                    () -> analyser(
                            () -> new JapaneseTokenizer(null, true, JapaneseTokenizer.Mode.NORMAL),
                            in -> new LowerCaseFilter(new JapaneseKatakanaStemFilter(new StopFilter(
                                    new JapanesePartOfSpeechStopFilter(
                                            new JapaneseBaseFormFilter(in), JapaneseAnalyzer.getDefaultStopTags()),
                                    JapaneseAnalyzer.getDefaultStopSet()))))),
            Map.entry(
                    Language.KOREAN,
                    () -> analyser(
                            () -> new KoreanTokenizer(
                                    TokenStream.DEFAULT_TOKEN_ATTRIBUTE_FACTORY,
                                    null,
                                    KoreanTokenizer.DecompoundMode.NONE,
                                    false),
                            in -> new LowerCaseFilter(new KoreanPartOfSpeechStopFilter(in)))),
            Map.entry(
                    Language.THAI,
                    () -> analyser(
                            ICUTokenizer::new,
                            in -> new StopFilter(
                                    new LowerCaseFilter(in), stops(ThaiAnalyzer.getDefaultStopSet(), "stop-th.txt")))),
            Map.entry(
                    Language.ARABIC,
                    () -> analyser(
                            StandardTokenizer::new,
                            in -> new ArabicStemFilter(new ArabicNormalizationFilter(new StopFilter(
                                    new DecimalDigitFilter(new LowerCaseFilter(in)),
                                    stops(ArabicAnalyzer.getDefaultStopSet(), "stop-ar.txt")))))),
            Map.entry(
                    Language.HEBREW,
                    () -> analyser(
                            ICUTokenizer::new,
                            in -> new StopFilter(
                                    new LowerCaseFilter(in), stops(CharArraySet.EMPTY_SET, "stop-he.txt")))),
            Map.entry(
                    Language.HINDI,
                    () -> analyser(
                            StandardTokenizer::new,
                            in -> new HindiStemFilter(new StopFilter(
                                    new HindiNormalizationFilter(new IndicNormalizationFilter(new StopFilter(
                                            new DecimalDigitFilter(new LowerCaseFilter(in)),
                                            stops(CharArraySet.EMPTY_SET, "stop-hi.txt")))),
                                    HindiAnalyzer.getDefaultStopSet())))));

    private final Map<Language, Analyzer> open = new HashMap<>();

    /** The analysis of a language; words by Unicode's rules and dictionaries where there is none of its own. */
    Analyzer of(Language language) {
        Language known = BY_LANGUAGE.containsKey(language) ? language : Language.UNKNOWN;
        return open.computeIfAbsent(known, key -> Objects.requireNonNullElse(
                        BY_LANGUAGE.get(key), () -> analyser(ICUTokenizer::new, LowerCaseFilter::new))
                .get());
    }

    /** Letters of a content word, at least. */
    static int shortest(Language language) {
        return SHORTER.getOrDefault(language, SHORTEST);
    }

    /**
     * A text as its analysis wants it, letter for letter: Chinese in simplified characters, which the model of its words was
     * made from.
     */
    static String prepared(String text, Language language) {
        if (!language.equals(Language.CHINESE)) {
            return text;
        }
        String simplified = Simplified.FROM_TRADITIONAL.transliterate(text);
        return simplified.length() == text.length() ? simplified : text;
    }

    @Override
    public void close() {
        open.values().forEach(Analyzer::close);
    }

    private static CharArraySet stops(CharArraySet base, String list) {
        Set<String> more = WordList.read(Analysers.class, list);
        CharArraySet all = new CharArraySet(base, true);
        all.addAll(more);
        return CharArraySet.unmodifiableSet(all);
    }

    private static Analyzer european(UnaryOperator<TokenStream> rest) {
        return analyser(
                StandardTokenizer::new,
                in -> rest.apply(new LowerCaseFilter(new EnglishPossessiveFilter(new YoFilter(in)))));
    }

    private static Analyzer analyser(Supplier<Tokenizer> tokenizer, UnaryOperator<TokenStream> rest) {
        return new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                Tokenizer source = tokenizer.get();
                return new TokenStreamComponents(source, rest.apply(source));
            }
        };
    }

    /** Made when first needed; thread-safe. */
    private static final class Simplified {
        static final Transliterator FROM_TRADITIONAL = Transliterator.getInstance("Traditional-Simplified");
    }
}
