package dev.stellator.importer;

import dev.stellator.engine.graph.CorpusGraph;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an import did.
 *
 * @param imported documents that were stored
 * @param unchanged documents that were stored before
 * @param duplicates path of a document to the path of the one with the same content
 * @param refused path to the reason why it was left out
 * @param thoughts thoughts written, places of equal ones included
 * @param tokens tokens that are new in the graph
 * @param words words of the thoughts written
 * @param thoughtsByLanguage thoughts written by ISO 639-1 code, {@code und} for the rest
 * @param documentsByFormat documents stored by format
 * @param corpus what the whole graph holds now
 */
public record ImportSummary(
        int imported,
        int unchanged,
        Map<String, String> duplicates,
        Map<String, String> refused,
        long thoughts,
        long tokens,
        long words,
        Map<String, Long> thoughtsByLanguage,
        Map<String, Long> documentsByFormat,
        CorpusGraph.Counts corpus,
        Seconds seconds) {
    public ImportSummary {
        duplicates = Collections.unmodifiableMap(new TreeMap<>(duplicates));
        refused = Collections.unmodifiableMap(new TreeMap<>(refused));
        thoughtsByLanguage = Collections.unmodifiableMap(new TreeMap<>(thoughtsByLanguage));
        documentsByFormat = Collections.unmodifiableMap(new TreeMap<>(documentsByFormat));
    }

    /** Time at work by stage, waiting left out; reading, embedding and writing overlap. */
    public record Seconds(double readAndSegment, double analyse, double embed, double write, double derive) {}
}
