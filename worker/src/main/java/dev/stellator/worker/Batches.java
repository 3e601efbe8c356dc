package dev.stellator.worker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Groups sequences of like lengths, as many as fit one pass; the unmodulated stay among themselves. */
final class Batches {
    private static final int SUBWORDS = 2048;

    private Batches() {}

    /** Indices of the sequences of each pass. */
    static List<List<Integer>> of(List<Sequence> sequences) {
        Comparator<Integer> order = Comparator.comparing(
                        (Integer i) -> !sequences.get(i).interventions().isEmpty())
                .thenComparing(i -> sequences.get(i).length());
        List<Integer> sorted =
                IntStream.range(0, sequences.size()).boxed().sorted(order).toList();
        List<List<Integer>> batches = new ArrayList<>();
        List<Integer> current = new ArrayList<>();
        for (int index : sorted) {
            Sequence next = sequences.get(index);
            boolean full = !current.isEmpty() && (current.size() + 1) * (next.length() + 1) > SUBWORDS;
            boolean other = !current.isEmpty()
                    && sequences.get(current.get(0)).interventions().isEmpty()
                            != next.interventions().isEmpty();
            if (full || other) {
                batches.add(current);
                current = new ArrayList<>();
            }
            current.add(index);
        }
        if (!current.isEmpty()) {
            batches.add(current);
        }
        return batches;
    }
}
