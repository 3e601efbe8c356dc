package dev.stellator.cypher;

import dev.stellator.engine.field.Neighbours;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neo4j.gds.Orientation;
import org.neo4j.gds.api.Graph;
import org.neo4j.gds.api.properties.nodes.LongNodePropertyValues;
import org.neo4j.gds.api.properties.nodes.NodePropertyValues;
import org.neo4j.gds.core.utils.progress.tasks.ProgressTracker;
import org.neo4j.gds.leiden.Leiden;
import org.neo4j.gds.termination.TerminationFlag;

/**
 * GDS's Leiden on a resonance graph that is built in this JVM, undirected; mutual neighbours count twice. Seeded, and one
 * thread each, because a seed makes sense only then.
 *
 * <p>Source of the algorithm: Traag, Waltman and van Eck, From Louvain to Leiden, 2019.
 */
final class LeidenCommunities {
    private static final int MOST_LEVELS = 10;
    private static final double RANDOMNESS = 0.01;
    private static final double TOLERANCE = 1e-4;

    private final boolean[] present;
    private final Graph graph;

    LeidenCommunities(Neighbours neighbours, int k, boolean[] present) {
        this.present = present.clone();
        NumberedGraph resonances = new NumberedGraph(neighbours.size(), "RESONATES", Orientation.UNDIRECTED);
        for (int i = 0; i < neighbours.size(); i++) {
            for (int rank = 0; present[i] && rank < Math.min(k, neighbours.count(i)); rank++) {
                int other = neighbours.neighbour(i, rank);
                float similarity = neighbours.similarity(i, rank);
                if (present[other] && similarity > 0) {
                    resonances.relate(i, other, similarity);
                }
            }
        }
        this.graph = resonances.build();
    }

    List<int[]> partitions(List<Double> resolutions, long seed) {
        return resolutions.stream()
                .map(resolution -> partition(resolution, seed, null))
                .toList();
    }

    int[] continued(int[] start, double resolution, long seed) {
        return partition(resolution, seed, new Start(start));
    }

    private int[] partition(double resolution, long seed, @Nullable NodePropertyValues start) {
        if (graph.relationshipCount() == 0) {
            return IntStream.range(0, present.length)
                    .map(i -> present[i] ? 0 : -1)
                    .toArray();
        }
        var communities = new Leiden(
                        graph.concurrentCopy(),
                        MOST_LEVELS,
                        resolution,
                        RANDOMNESS,
                        false,
                        seed,
                        start,
                        TOLERANCE,
                        NumberedGraph.ONE_THREAD,
                        ProgressTracker.NULL_TRACKER,
                        TerminationFlag.RUNNING_TRUE)
                .compute()
                .communities();
        return IntStream.range(0, present.length)
                .map(i -> present[i] ? (int) communities.get(i) : -1)
                .toArray();
    }

    /** Groups to start from; a negative one stands for a group of its own. */
    private static final class Start implements LongNodePropertyValues {
        private final int[] groups;
        private final int first;

        Start(int[] groups) {
            this.groups = groups.clone();
            this.first = IntStream.of(groups).max().orElse(-1) + 1;
        }

        @Override
        public long longValue(long node) {
            int group = groups[(int) node];
            return group < 0 ? first + node : group;
        }

        @Override
        public boolean hasValue(long node) {
            return true;
        }

        @Override
        public long nodeCount() {
            return groups.length;
        }
    }
}
