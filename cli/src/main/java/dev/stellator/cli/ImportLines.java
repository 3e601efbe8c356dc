package dev.stellator.cli;

import dev.stellator.importer.ImportSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An import's summary for people. */
final class ImportLines {
    private static final int REASONS_SHOWN = 20;

    private ImportLines() {}

    static List<String> of(ImportSummary summary) {
        List<String> lines = new ArrayList<>();
        lines.add(headline(summary));
        lines.add("the graph holds " + counts(summary));
        summary.duplicates().forEach((path, first) -> lines.add("same content: " + path + " = " + first));
        lines.addAll(refusals(summary));
        return lines;
    }

    static String headline(ImportSummary summary) {
        String languages = summary.thoughtsByLanguage().entrySet().stream()
                .map(entry -> entry.getKey() + " " + Numbers.count(entry.getValue()))
                .collect(Collectors.joining(", "));
        return summary.imported() + " documents imported"
                + (summary.imported() == 0
                        ? ""
                        : " (" + Numbers.count(summary.words()) + " words, " + Numbers.count(summary.thoughts())
                                + " thoughts: " + languages + ")")
                + ", " + summary.unchanged() + " unchanged, "
                + summary.duplicates().size() + " duplicate, "
                + summary.refused().size() + " left out";
    }

    static String counts(ImportSummary summary) {
        var counts = summary.corpus();
        return Numbers.count(counts.documents()) + " documents, " + Numbers.count(counts.thoughts()) + " thoughts, "
                + Numbers.count(counts.tokens()) + " tokens, " + Numbers.count(counts.transitions()) + " transitions";
    }

    static List<String> refusals(ImportSummary summary) {
        List<String> lines = new ArrayList<>();
        summary.refused().entrySet().stream()
                .limit(REASONS_SHOWN)
                .forEach(entry -> lines.add("left out: " + entry.getKey() + ": " + entry.getValue()));
        int more = summary.refused().size() - REASONS_SHOWN;
        if (more > 0) {
            lines.add("left out: " + more + " more; --json names all");
        }
        return lines;
    }
}
