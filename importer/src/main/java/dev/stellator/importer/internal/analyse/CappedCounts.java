package dev.stellator.importer.internal.analyse;

import java.util.HashMap;
import java.util.Map;

/**
 * Counts with a bound on memory: when more than {@code capacity} keys are held, the rarest are dropped and the bar for
 * dropping rises (lossy counting, Manku and Motwani 2002). Exact as long as nothing was dropped; else a count is too
 * low by at most {@link #slack()}.
 */
final class CappedCounts {
    private final int capacity;
    private final Map<String, Long> counts = new HashMap<>();
    private long slack;
    private long total;

    CappedCounts(int capacity) {
        this.capacity = capacity;
    }

    void add(String key) {
        total++;
        counts.merge(key, 1L, Long::sum);
        while (counts.size() > capacity) {
            slack++;
            counts.values().removeIf(count -> count <= slack);
        }
    }

    long of(String key) {
        return counts.getOrDefault(key, 0L);
    }

    long total() {
        return total;
    }

    long slack() {
        return slack;
    }

    Map<String, Long> counts() {
        return counts;
    }
}
