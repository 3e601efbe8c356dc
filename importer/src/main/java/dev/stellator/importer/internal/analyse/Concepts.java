package dev.stellator.importer.internal.analyse;

import dev.stellator.importer.internal.segment.WordList;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import morfologik.stemming.Dictionary;
import morfologik.stemming.DictionaryLookup;
import morfologik.stemming.WordData;
import opennlp.tools.tokenize.SimpleTokenizer;
import opennlp.tools.util.Span;
import org.jspecify.annotations.Nullable;

/**
 * Which words of a text are concepts: nouns, names and adjectives, by part of speech. English and German are tagged in
 * their sentence (OpenNLP, models of Universal Dependencies); a Russian word is a concept when the dictionary of aot.ru
 * knows it as a noun or a full adjective, or does not know it, as it does not know most names. Words of other languages are
 * all concepts. A list leaves out nouns that say nothing by themselves. Not thread-safe.
 */
final class Concepts {
    private static final Set<String> TAGS = Set.of("NOUN", "PROPN", "ADJ");

    private final Map<Language, Tagger> taggers = new HashMap<>();
    private final Set<String> empty = WordList.read(Concepts.class, "empty.txt");
    private @Nullable DictionaryLookup russian;

    /** The concepts of one text. */
    interface Answer {
        /** @param start where the word begins in the text */
        boolean isConcept(int start, String surface);
    }

    Answer of(String text, Language language) {
        if (language.equals(Language.RUSSIAN)) {
            return (start, surface) -> isRussianConcept(surface);
        }
        @Nullable String model = model(language);
        BitSet others = model == null ? new BitSet() : others(text, language, model);
        return (start, surface) -> !others.get(start) && !empty.contains(surface.toLowerCase(Locale.ROOT));
    }

    private static @Nullable String model(Language language) {
        if (language.equals(Language.ENGLISH)) {
            return "/opennlp-en-ud-ewt-pos-1.3-2.5.4.bin";
        }
        return language.equals(Language.GERMAN) ? "/opennlp-de-ud-gsd-pos-1.3-2.5.4.bin" : null;
    }

    /** Where words stand that are no concepts. A word that stands alone has no sentence to be tagged in: it stays. */
    private BitSet others(String text, Language language, String model) {
        Span[] spans = SimpleTokenizer.INSTANCE.tokenizePos(text);
        BitSet others = new BitSet(text.length());
        if (spans.length < 2) {
            return others;
        }
        String[] tags = taggers.computeIfAbsent(language, key -> new Tagger(Models.of(model)))
                .tag(Span.spansToStrings(spans, text));
        for (int i = 0; i < spans.length; i++) {
            if (!TAGS.contains(tags[i])) {
                others.set(spans[i].getStart());
            }
        }
        return others;
    }

    private boolean isRussianConcept(String surface) {
        String word = surface.toLowerCase(Locale.ROOT);
        if (empty.contains(word.replace('ё', 'е'))) {
            return false;
        }
        if (russian == null) {
            russian = new DictionaryLookup(Russian.WORDS);
        }
        List<WordData> readings = russian.lookup(word);
        if (readings.isEmpty()) {
            return true;
        }
        for (WordData reading : readings) {
            String tag = reading.getTag() == null ? "" : reading.getTag().toString();
            if (tag.startsWith("NN") || tag.startsWith("ADJ:Posit")) {
                return true;
            }
        }
        return false;
    }

    /** Read once, when first needed. */
    private static final class Models {
        private static final Map<String, TagModel> READ = new HashMap<>();

        static synchronized TagModel of(String resource) {
            return READ.computeIfAbsent(resource, name -> {
                try (InputStream in = resource(name)) {
                    return TagModel.read(in);
                } catch (IOException e) {
                    throw new UncheckedIOException("the model of parts of speech " + name + " cannot be read", e);
                }
            });
        }
    }

    /** Read once, when first needed. */
    private static final class Russian {
        static final Dictionary WORDS = read();

        private static Dictionary read() {
            try (InputStream words = resource("/org/languagetool/resource/ru/russian.dict");
                    InputStream about = resource("/org/languagetool/resource/ru/russian.info")) {
                return Dictionary.read(words, about);
            } catch (IOException e) {
                throw new UncheckedIOException("the Russian dictionary on the class path cannot be read", e);
            }
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream in = Concepts.class.getResourceAsStream(name);
        if (in == null) {
            throw new IOException("nothing on the class path is called " + name);
        }
        return in;
    }
}
