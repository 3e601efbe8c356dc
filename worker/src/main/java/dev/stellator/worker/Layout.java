package dev.stellator.worker;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.worker.intervention.AttentionIntervention;
import java.util.Arrays;
import java.util.List;

/**
 * Where the subwords of a batch lie in the arrays of one pass. A sequence's <em>place</em> counts its sink, if it has
 * one, and then its subwords; arrays are padded on the right, so that no real query sees a padded key.
 *
 * @param ids [B][T] subwords of the queries
 * @param query [B][T] place of each query
 * @param key [B][S] place of each key; -1 for padding that was cached
 * @param sinks [B] 1 with a sink, else 0
 * @param lengths [B] number of subwords that a sequence is expected to have, without its sink
 */
record Layout(List<Sequence> sequences, int[][] ids, int[][] query, int[][] key, int[] sinks, int[] lengths) {

    /** A whole batch at once. */
    static Layout whole(List<Sequence> sequences, int sinkId, int[] lengths) {
        int batch = sequences.size();
        int[] sinks = new int[batch];
        int width = 0;
        for (int b = 0; b < batch; b++) {
            sinks[b] = sequences.get(b).sink() ? 1 : 0;
            width = Math.max(width, sequences.get(b).length() + sinks[b]);
        }
        int[][] ids = new int[batch][width];
        int[][] places = new int[batch][width];
        for (int b = 0; b < batch; b++) {
            ids[b][0] = sinkId;
            int[] own = sequences.get(b).ids();
            System.arraycopy(own, 0, ids[b], sinks[b], own.length);
            Arrays.setAll(places[b], t -> t);
        }
        return new Layout(sequences, ids, places, places, sinks, lengths);
    }

    static Layout whole(List<Sequence> sequences, int sinkId) {
        return whole(
                sequences, sinkId, sequences.stream().mapToInt(Sequence::length).toArray());
    }

    /** One more subword for each sequence, behind what is cached. */
    Layout next(int[] drawn, int[] places) {
        int[][] nextIds = new int[batch()][];
        int[][] nextQuery = new int[batch()][];
        int[][] nextKey = new int[batch()][];
        for (int b = 0; b < batch(); b++) {
            nextIds[b] = new int[] {drawn[b]};
            nextQuery[b] = new int[] {places[b]};
            nextKey[b] = Arrays.copyOf(key[b], key[b].length + 1);
            nextKey[b][key[b].length] = places[b];
        }
        return new Layout(sequences, nextIds, nextQuery, nextKey, sinks, lengths);
    }

    /** The same with padding that no later query may see. */
    Layout withoutPadding() {
        int[][] real = new int[batch()][];
        for (int b = 0; b < batch(); b++) {
            int end = end(b);
            real[b] =
                    Arrays.stream(key[b]).map(place -> place < end ? place : -1).toArray();
        }
        return new Layout(sequences, ids, query, real, sinks, lengths);
    }

    int batch() {
        return ids.length;
    }

    int queries() {
        return ids[0].length;
    }

    int keys() {
        return key[0].length;
    }

    /** Number of places that a sequence takes, of those given at the start. */
    int end(int b) {
        return sequences.get(b).length() + sinks[b];
    }

    /** Position in the sequence's own count of a query; -1 for the sink. */
    int position(int b, int t) {
        return query[b][t] - sinks[b];
    }

    /** Index of a sequence's own position among all (B x T) rows of a whole batch. */
    long row(int b, int position) {
        return (long) b * queries() + sinks[b] + position;
    }

    boolean padded() {
        return Arrays.stream(key).anyMatch(row -> Arrays.stream(row).anyMatch(place -> place < 0));
    }

    /** Positions for the encoding: a rail that is placed before its sequence pushes it on. */
    int[][] encoded(int contextLength) {
        int[][] encoded = new int[batch()][queries()];
        for (int b = 0; b < batch(); b++) {
            AttentionIntervention.Rail rail = rail(sequences.get(b));
            int shift = rail != null && rail.placement() == AttentionIntervention.Placement.BEFORE
                    ? rail.subwords().length
                    : 0;
            int last = end(b);
            for (int t = 0; t < queries(); t++) {
                int place = query[b][t];
                encoded[b][t] = place < sinks[b] ? place : place + shift;
                if (encoded[b][t] >= contextLength && (place < last || queries() == 1)) {
                    throw new InputRefusedException("position " + encoded[b][t]
                            + " lies outside of the model's context of " + contextLength + " subwords");
                }
                encoded[b][t] = Math.min(encoded[b][t], contextLength - 1);
            }
        }
        return encoded;
    }

    static AttentionIntervention.@org.jspecify.annotations.Nullable Rail rail(Sequence sequence) {
        List<AttentionIntervention.Rail> rails = sequence.interventions(AttentionIntervention.Rail.class);
        if (rails.size() > 1) {
            throw new IllegalArgumentException("a sequence has at most one rail");
        }
        return rails.isEmpty() ? null : rails.get(0);
    }
}
