package dev.stellator.engine.reaction;

import dev.stellator.engine.model.Sequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Sequences in batches of about one size in subwords, neighbours in length together so that little is padding. */
final class Batches {
    private static final int SUBWORDS = 1024;

    private Batches() {}

    /** Batches of places in the list. */
    static List<List<Integer>> of(List<Sequence> sequences) {
        List<List<Integer>> batches = new ArrayList<>();
        List<Integer> batch = new ArrayList<>();
        for (int i : IntStream.range(0, sequences.size())
                .boxed()
                .sorted(Comparator.comparingInt(i -> sequences.get(i).length()))
                .toList()) {
            if (!batch.isEmpty() && sequences.get(i).length() * (batch.size() + 1) > SUBWORDS) {
                batches.add(List.copyOf(batch));
                batch.clear();
            }
            batch.add(i);
        }
        if (!batch.isEmpty()) {
            batches.add(List.copyOf(batch));
        }
        return batches;
    }
}
