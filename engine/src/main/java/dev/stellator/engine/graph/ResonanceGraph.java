package dev.stellator.engine.graph;

import java.util.List;
import java.util.Map;

/** The k-nearest-neighbour graph over thoughts and its communities. */
public interface ResonanceGraph {
    /**
     * Builds the resonance graph anew (stored as {@code RESONATES}) and finds nested communities in it with Leiden.
     *
     * @throws dev.stellator.engine.StellatorException when there are no thoughts
     */
    Communities detect(Settings settings);

    /**
     * @param neighbours k of the k-nearest-neighbour graph
     * @param minimumSimilarity cosine below which no edge is drawn
     * @param resolution Leiden's gamma: the higher, the more communities
     */
    record Settings(int neighbours, double minimumSimilarity, double resolution, long seed) {
        public Settings {
            if (neighbours < 1) {
                throw new IllegalArgumentException("neighbours must be at least 1, found " + neighbours);
            }
            if (!(resolution > 0)) {
                throw new IllegalArgumentException("resolution must be positive, found " + resolution);
            }
        }
    }

    /**
     * @param pathOf for each thought id its community at each level, from the finest to the coarsest; numbers are
     *     arbitrary but agree within a level, and all lists have the same length
     * @param modularity of the coarsest level
     */
    record Communities(Map<String, List<Integer>> pathOf, double modularity) {
        public Communities {
            pathOf = Map.copyOf(pathOf);
        }
    }
}
