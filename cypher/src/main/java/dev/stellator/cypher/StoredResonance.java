package dev.stellator.cypher;

import dev.stellator.engine.Progress;
import dev.stellator.engine.field.IndexedRows;
import dev.stellator.engine.field.Neighbours;
import dev.stellator.engine.graph.ResonanceGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Nearest neighbours in the graph, and GDS's Leiden on them. */
final class StoredResonance implements ResonanceGraph {
    private static final int ROWS_A_TRANSACTION = 250;

    private final Graph graph;

    StoredResonance(Graph graph) {
        this.graph = graph;
    }

    @Override
    public void store(List<String> thoughtIds, Neighbours neighbours, int k) {
        graph.dropAll("resonance-drop", Map.of("limit", 10 * Graph.BATCH));
        long[] nodes = nodes(thoughtIds);
        for (int from = 0; from < thoughtIds.size(); from += ROWS_A_TRANSACTION) {
            List<Map<String, Object>> rows = IntStream.range(
                            from, Math.min(thoughtIds.size(), from + ROWS_A_TRANSACTION))
                    .mapToObj(i -> row(nodes, neighbours, k, i))
                    .toList();
            graph.write("resonance-write", Map.of("rows", rows));
        }
    }

    private static Map<String, Object> row(long[] nodes, Neighbours neighbours, int k, int i) {
        List<List<Object>> others = new ArrayList<>();
        for (int rank = 0; rank < Math.min(k, neighbours.count(i)); rank++) {
            others.add(List.of(nodes[neighbours.neighbour(i, rank)], (double) neighbours.similarity(i, rank)));
        }
        return Map.of("node", nodes[i], "others", others);
    }

    /** The database's own numbers of the thoughts: finding a node by it is quicker than by its id. */
    private long[] nodes(List<String> thoughtIds) {
        Map<String, Long> numbers = new HashMap<>();
        graph.stream(
                "resonance-nodes",
                Map.of(),
                row -> numbers.put(row.get("id").asString(), row.get("node").asLong()));
        return thoughtIds.stream()
                .mapToLong(id -> numbers.getOrDefault(id, -1L))
                .toArray();
    }

    @Override
    public void nearest(List<String> thoughtIds, int k, IndexedRows.NearestConsumer consumer) {
        long[] nodes = nodes(thoughtIds);
        Map<Long, Integer> numbers = new HashMap<>();
        IntStream.range(0, nodes.length).forEach(i -> numbers.put(nodes[i], i));
        IntStream.rangeClosed(0, (nodes.length - 1) / ROWS_A_TRANSACTION)
                .parallel()
                .forEach(batch -> nearest(nodes, numbers, batch * ROWS_A_TRANSACTION, k, consumer));
    }

    private void nearest(
            long[] nodes, Map<Long, Integer> numbers, int from, int k, IndexedRows.NearestConsumer consumer) {
        Progress.checkpoint();
        long[] asked = Arrays.copyOfRange(nodes, from, Math.min(nodes.length, from + ROWS_A_TRANSACTION));
        graph.stream("resonance-nearest", Map.of("nodes", asked, "k", k), row -> {
            // Thoughts of documents that were never finished are in the index, but have no number.
            int[] nearest = row.get("others").asList(other -> numbers.getOrDefault(other.asLong(), -1)).stream()
                    .mapToInt(Integer::intValue)
                    .filter(other -> other >= 0)
                    .toArray();
            consumer.accept(numbers.getOrDefault(row.get("node").asLong(), -1), nearest);
        });
    }

    @Override
    public List<int[]> communities(
            Neighbours neighbours, int k, boolean[] present, List<Double> resolutions, long seed) {
        return new LeidenCommunities(neighbours, k, present).partitions(resolutions, seed);
    }

    @Override
    public int[] continued(Neighbours neighbours, int k, int[] start, double resolution, long seed) {
        boolean[] everyone = new boolean[neighbours.size()];
        Arrays.fill(everyone, true);
        return new LeidenCommunities(neighbours, k, everyone).continued(start, resolution, seed);
    }
}
