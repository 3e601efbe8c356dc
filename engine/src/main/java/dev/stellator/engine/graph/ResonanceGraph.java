package dev.stellator.engine.graph;

import dev.stellator.engine.field.IndexedRows;
import dev.stellator.engine.field.Neighbours;
import java.util.List;

/** The k-nearest-neighbour graph over thoughts and its communities. */
public interface ResonanceGraph {
    /**
     * Stores each thought's nearest others as {@code RESONATES}, in the place of what was stored.
     *
     * @param thoughtIds the thoughts that the neighbours are numbered by
     * @param k neighbours of each
     */
    void store(List<String> thoughtIds, Neighbours neighbours, int k);

    /**
     * Hands over, for each thought, those that the vector index finds nearest to it, as {@link IndexedRows.Index} does.
     *
     * @param thoughtIds the thoughts that are numbered
     */
    void nearest(List<String> thoughtIds, int k, IndexedRows.NearestConsumer consumer);

    /**
     * Communities of the undirected resonance graph with Leiden, one partition a resolution: the higher the resolution,
     * the more communities. Equal arguments give equal partitions. May be called by several threads at once.
     *
     * @param present thoughts that take part; the group of others is -1
     * @return for each resolution the group of each thought; numbers are arbitrary
     */
    List<int[]> communities(Neighbours neighbours, int k, boolean[] present, List<Double> resolutions, long seed);

    /**
     * Communities by Leiden that starts from known groups and leaves them where nothing better is near.
     *
     * @param start group of each thought; -1 for a thought that starts alone
     */
    int[] continued(Neighbours neighbours, int k, int[] start, double resolution, long seed);
}
