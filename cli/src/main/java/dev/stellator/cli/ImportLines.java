package dev.stellator.cli;

import dev.stellator.api.json.Numbers;
import dev.stellator.importer.ImportExplanation;
import dev.stellator.importer.ImportSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** An import's summary for people. */
final class ImportLines {
    private static final int REASONS_SHOWN = 20;

    private ImportLines() {}

    static List<String> of(ImportSummary summary) {
        List<String> lines = new ArrayList<>();
        lines.add(headline(summary));
        lines.add("a thought is a " + summary.unit() + ": " + summary.unitReason());
        if (!summary.documentsByFormat().isEmpty()) {
            lines.add("by format: " + counted(summary.documentsByFormat()));
        }
        lines.add("the graph holds " + counts(summary));
        lines.addAll(some(summary.duplicates(), "same content: ", " = ", summary.duplicateCount()));
        lines.addAll(some(
                summary.remarks(), "read with care: ", ": ", summary.remarks().size()));
        if (!summary.leftOut().isEmpty()) {
            lines.add("letters that are none of the text: " + counted(summary.leftOut()));
        }
        lines.addAll(some(
                unaccounted(summary),
                "not accounted for: ",
                ": ",
                summary.unaccounted().size()));
        lines.addAll(refusals(summary));
        return lines;
    }

    private static Map<String, String> unaccounted(ImportSummary summary) {
        return summary.unaccounted().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> Numbers.count(entry.getValue())
                                + " letters are neither kept nor left out by a rule; --explain shows the others"));
    }

    /** A passage of a file, and what becomes of it. */
    static String explained(ImportExplanation.Passage passage) {
        String fate = passage.rule() == null ? "kept" : "left out (" + passage.rule() + ")";
        return passage.uri() + ": " + fate + (passage.text().isEmpty() ? "" : ": " + passage.text());
    }

    static String headline(ImportSummary summary) {
        String languages = counted(summary.thoughtsByLanguage());
        return summary.imported() + " documents imported"
                + (summary.imported() == 0
                        ? ""
                        : " (" + Numbers.count(summary.words()) + " words, " + Numbers.count(summary.thoughts())
                                + " thoughts: " + languages + ")")
                + ", " + summary.unchanged() + " unchanged, "
                + summary.duplicateCount() + " duplicate, "
                + (summary.moved() == 0 ? "" : summary.moved() + " in a new place, ")
                + (summary.pruned() == 0 ? "" : summary.pruned() + " pruned, ")
                + summary.refusedCount() + " left out";
    }

    private static String counted(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(entry -> entry.getKey() + " " + Numbers.count(entry.getValue()))
                .collect(Collectors.joining(", "));
    }

    static String counts(ImportSummary summary) {
        var counts = summary.corpus();
        return Numbers.count(counts.documents()) + " documents, " + Numbers.count(counts.thoughts()) + " thoughts, "
                + Numbers.count(counts.tokens()) + " tokens, " + Numbers.count(counts.transitions()) + " transitions";
    }

    static List<String> refusals(ImportSummary summary) {
        return some(summary.refused(), "left out: ", ": ", summary.refusedCount());
    }

    private static List<String> some(Map<String, String> entries, String intro, String link, long all) {
        List<String> lines = new ArrayList<>();
        entries.entrySet().stream()
                .limit(REASONS_SHOWN)
                .forEach(entry -> lines.add(VisibleWriter.line(intro + entry.getKey() + link + entry.getValue())));
        if (all > REASONS_SHOWN) {
            lines.add(intro + (all - REASONS_SHOWN) + " more; --json names all");
        }
        return lines;
    }
}
