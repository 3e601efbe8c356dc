package dev.stellator.api;

import dev.stellator.api.json.Numbers;
import dev.stellator.importer.MiniLmEmbedder;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The languages of a corpus's thoughts, and what they mean for models that know English alone.
 *
 * @param thoughts by ISO 639-1 code, {@code und} where it is not known
 */
public record CorpusLanguages(Map<String, Long> thoughts) {
    private static final String ENGLISH = "en";
    private static final String UNKNOWN = "und";
    private static final int NAMED = 4;
    private static final double MOSTLY = 0.5;

    public CorpusLanguages {
        thoughts = Map.copyOf(thoughts);
    }

    private long all() {
        return thoughts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Languages that are known and not English. */
    private Stream<Map.Entry<String, Long>> others() {
        return thoughts.entrySet().stream()
                .filter(entry -> !Set.of(ENGLISH, UNKNOWN).contains(entry.getKey()));
    }

    /** Share of thoughts in a language that is known and not English. */
    public double shareNotEnglish() {
        long others = others().mapToLong(Map.Entry::getValue).sum();
        return others == 0 ? 0 : (double) others / all();
    }

    /** Such as {@code 21 % of 1,234 thoughts are not English (ru 19 %, de 2 %)}. */
    public String inWords() {
        String others = others().sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(NAMED)
                .map(entry -> entry.getKey() + " " + percent((double) entry.getValue() / all()))
                .collect(Collectors.joining(", ", " (", ")"));
        double share = shareNotEnglish();
        return percent(share) + " of " + Numbers.count(all()) + " thoughts are not English"
                + (share == 0 ? "" : others);
    }

    /**
     * What an encoder that knows English alone does to this corpus, and what to do about it.
     *
     * @param embedder id of the encoder in use
     * @return null where there is nothing to be said
     */
    public @Nullable String adviceFor(String embedder) {
        if (!MiniLmEmbedder.isIdOf(embedder) || shareNotEnglish() <= Encoders.ENGLISH_ENOUGH) {
            return null;
        }
        return inWords()
                + ", and the encoder all-MiniLM-L6-v2 knows English alone: basins part by language instead of by"
                + " meaning; `stellator import FILE_OR_FOLDER --embedder e5 --data ANOTHER_FOLDER` reads all of them";
    }

    /**
     * What a language model that knows English alone makes of this corpus, and what to use instead.
     *
     * @param model how the model is called
     * @return null where most of the corpus is English
     */
    public @Nullable String adviceForModel(String model) {
        if (shareNotEnglish() <= MOSTLY) {
            return null;
        }
        return inWords() + ", and " + model
                + " knows English alone: what rails do to it in other languages says little;"
                + " `stellator model pull hf:Qwen/Qwen3-0.6B` fetches a model that knows a hundred languages, and"
                + " --model FOLDER names it";
    }

    private static String percent(double share) {
        double percent = 100 * share;
        return percent > 0 && percent < 1 ? "under 1 %" : String.format(Locale.ROOT, "%.0f %%", percent);
    }
}
