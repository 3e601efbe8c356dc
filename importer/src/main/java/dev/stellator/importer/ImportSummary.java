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
 * @param moved stored documents that were found in a new place
 * @param pruned places that are gone, and whose documents were taken out
 * @param duplicateCount documents with the content of another one, which are stored once with all their places
 * @param duplicates path of a document to the path of the one with the same content; the first 100,000
 * @param refusedCount files and members of files that were left out
 * @param refused path to the reason why it was left out; the first 100,000
 * @param remarks path to what was repaired or read around in a document that was imported
 * @param leftOut letters of the documents read that are none of their text, by the rule that says so
 * @param unaccounted path to letters that were neither kept nor left out by a rule: a fault of the reader; the first 100,000
 * @param thoughts thoughts written, places of equal ones included
 * @param tokens tokens that are new in the graph
 * @param words words of the thoughts written
 * @param thoughtsByLanguage thoughts written by ISO 639-1 code, {@code und} for the rest
 * @param documentsByFormat documents stored by format
 * @param unit what a thought is, in a word
 * @param unitReason why
 * @param corpus what the whole graph holds now
 */
public record ImportSummary(
        int imported,
        int unchanged,
        int moved,
        int pruned,
        long duplicateCount,
        Map<String, String> duplicates,
        long refusedCount,
        Map<String, String> refused,
        Map<String, String> remarks,
        Map<String, Long> leftOut,
        Map<String, Long> unaccounted,
        long thoughts,
        long tokens,
        long words,
        Map<String, Long> thoughtsByLanguage,
        Map<String, Long> documentsByFormat,
        String unit,
        String unitReason,
        CorpusGraph.Counts corpus,
        Seconds seconds) {
    public ImportSummary {
        duplicates = Collections.unmodifiableMap(new TreeMap<>(duplicates));
        refused = Collections.unmodifiableMap(new TreeMap<>(refused));
        remarks = Collections.unmodifiableMap(new TreeMap<>(remarks));
        leftOut = Collections.unmodifiableMap(new TreeMap<>(leftOut));
        unaccounted = Collections.unmodifiableMap(new TreeMap<>(unaccounted));
        thoughtsByLanguage = Collections.unmodifiableMap(new TreeMap<>(thoughtsByLanguage));
        documentsByFormat = Collections.unmodifiableMap(new TreeMap<>(documentsByFormat));
    }

    /** Time at work by stage, waiting left out; reading, embedding and writing overlap. */
    public record Seconds(double readAndSegment, double analyse, double embed, double write, double derive) {}
}
