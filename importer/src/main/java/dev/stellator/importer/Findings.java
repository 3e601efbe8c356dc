package dev.stellator.importer;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What reading found beside documents: what is stored already, what is left out and why, what was read around. */
final class Findings {
    private static final int MOST_NAMED = 100_000;

    private final Map<String, String> firstPlaces = new HashMap<>();
    private final Map<String, String> duplicates = new HashMap<>();
    private final Map<String, String> refused = new HashMap<>();
    private final Map<String, String> remarks = new HashMap<>();
    private final Map<String, Long> leftOut = new HashMap<>();
    private final Map<String, Long> unaccounted = new HashMap<>();
    private final Map<String, String> recentRecords = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > MOST_NAMED;
        }
    };
    private int unchanged;
    private int moved;
    private long duplicateCount;
    private long refusedCount;

    /** Whether a file with this content came already; it is then a duplicate. */
    boolean isDuplicate(String documentId, String uri) {
        return isDuplicate(firstPlaces, documentId, uri);
    }

    /** A file with this content could not be read, so that another one is no duplicate of it. */
    void forget(String documentId) {
        firstPlaces.remove(documentId);
    }

    /** The same for a record, among those that came lately. */
    boolean isDuplicateRecord(String documentId, String uri) {
        return isDuplicate(recentRecords, documentId, uri);
    }

    private boolean isDuplicate(Map<String, String> known, String documentId, String uri) {
        String first = known.putIfAbsent(documentId, uri);
        if (first == null) {
            return false;
        }
        duplicateCount++;
        if (duplicates.size() < MOST_NAMED) {
            duplicates.put(uri, first);
        }
        return true;
    }

    void unchanged() {
        unchanged++;
    }

    void moved() {
        moved++;
    }

    void refuse(String uri, String reason) {
        refusedCount++;
        if (refused.size() < MOST_NAMED) {
            refused.put(uri, reason);
        }
    }

    void remark(String uri, String remark) {
        if (remarks.size() < MOST_NAMED) {
            remarks.merge(uri, remark, (a, b) -> a.contains(b) ? a : a + "; " + b);
        }
    }

    /** Takes what became of a file's text. */
    void balance(String uri, TextBalance balance) {
        balance.leftOut().forEach((rule, letters) -> leftOut.merge(rule, letters, Long::sum));
        if (balance.unaccounted() > 0 && unaccounted.size() < MOST_NAMED) {
            unaccounted.put(uri, balance.unaccounted());
        }
    }

    Map<String, Long> leftOut() {
        return leftOut;
    }

    Map<String, Long> unaccounted() {
        return unaccounted;
    }

    Map<String, String> duplicates() {
        return duplicates;
    }

    Map<String, String> refused() {
        return refused;
    }

    Map<String, String> remarks() {
        return remarks;
    }

    int unchangedCount() {
        return unchanged;
    }

    int movedCount() {
        return moved;
    }

    long duplicateCount() {
        return duplicateCount;
    }

    long refusedCount() {
        return refusedCount;
    }
}
