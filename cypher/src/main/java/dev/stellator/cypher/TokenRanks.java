package dev.stellator.cypher;

import com.carrotsearch.hppc.LongHashSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Record;
import org.neo4j.gds.Orientation;
import org.neo4j.gds.core.concurrency.DefaultPool;
import org.neo4j.gds.core.utils.progress.tasks.ProgressTracker;
import org.neo4j.gds.pagerank.DegreeFunctions;
import org.neo4j.gds.pagerank.PageRankAlgorithm;
import org.neo4j.gds.pagerank.PageRankComputation;
import org.neo4j.gds.pagerank.PageRankStreamConfig;
import org.neo4j.gds.pagerank.PageRankStreamConfigImpl;
import org.neo4j.gds.pagerank.PageRankVariant;
import org.neo4j.gds.termination.TerminationFlag;

/**
 * GDS's personalised PageRank over the transitions between tokens, started from groups of thoughts, on a graph that is
 * built in this JVM. A walk starts at a thought of the group, goes to one of its tokens by the weight of the mention, and
 * on along transitions by their npmi. No transition leads back to a thought, so one node a group, which leads to each
 * token as often as its thoughts together do, stands for all of them: the walk is the same, and the graph does not grow
 * with the thoughts.
 *
 * <p>One thread a walk, so that sums come in one order; several walks may run at once. Memory is about 40 bytes a
 * transition and a pair of group and token.
 *
 * <p>Source of the algorithm: Page et al., The PageRank Citation Ranking, 1999; Haveliwala, Topic-Sensitive PageRank, 2002.
 */
final class TokenRanks {
    private static final double DAMPING = 0.85;
    private static final int MOST_STEPS = 10;

    /** What is less than this share of a walk is not followed further. */
    private static final double TOLERANCE = 1e-7;

    private static final int THOUGHTS_A_QUERY = 10_000;

    private final Graph graph;
    private final List<Long> nodes = new ArrayList<>();
    private final Map<Long, Integer> numbers = new HashMap<>();
    private final org.neo4j.gds.api.Graph walks;

    /** @param groups ids of the thoughts of each group */
    TokenRanks(Graph graph, List<? extends Collection<String>> groups) {
        this.graph = graph;
        graph.stream("token-nodes", Map.of(), row -> {
            numbers.put(row.get("node").asLong(), nodes.size());
            nodes.add(row.get("node").asLong());
        });
        NumberedGraph leading = new NumberedGraph(nodes.size() + groups.size(), "LEADS_TO", Orientation.NATURAL);
        graph.stream(
                "token-transitions",
                Map.of(),
                row -> leading.relate(
                        number(row, "source"),
                        number(row, "target"),
                        row.get("weight").asDouble()));
        for (int group = 0; group < groups.size(); group++) {
            addMentions(leading, nodes.size() + group, List.copyOf(groups.get(group)));
        }
        this.walks = leading.build();
    }

    private int number(Record row, String column) {
        return numbers.getOrDefault(row.get(column).asLong(), -1);
    }

    private void addMentions(NumberedGraph leading, int source, List<String> thoughtIds) {
        List<String> sorted = thoughtIds.stream().sorted().toList();
        double[] weights = new double[nodes.size()];
        for (int from = 0; from < sorted.size(); from += THOUGHTS_A_QUERY) {
            List<String> ids = sorted.subList(from, Math.min(sorted.size(), from + THOUGHTS_A_QUERY));
            graph.stream(
                    "token-mentions",
                    Map.of("ids", ids),
                    row -> weights[number(row, "node")] += row.get("weight").asDouble());
        }
        for (int token = 0; token < weights.length; token++) {
            if (weights[token] > 0) {
                leading.relate(source, token, weights[token]);
            }
        }
    }

    /** Scores of the tokens for a walk from a group: number of the token, in order of the tokens' ids. */
    double[] from(int group) {
        var walk = walks.concurrentCopy();
        LongHashSet sources = LongHashSet.from(nodes.size() + (long) group);
        PageRankStreamConfig config = PageRankStreamConfigImpl.builder()
                .dampingFactor(DAMPING)
                .maxIterations(MOST_STEPS)
                .tolerance(TOLERANCE)
                .concurrency(1)
                .relationshipWeightProperty("weight")
                .build();
        var degrees = DegreeFunctions.pageRankDegreeFunction(walk, true, NumberedGraph.ONE_THREAD);
        var scores = new PageRankAlgorithm<>(
                        walk,
                        config,
                        new PageRankComputation<>(config, sources, degrees),
                        PageRankVariant.PAGE_RANK,
                        DefaultPool.INSTANCE,
                        ProgressTracker.NULL_TRACKER,
                        TerminationFlag.RUNNING_TRUE)
                .compute()
                .centralityScoreProvider();
        double[] result = new double[nodes.size()];
        for (int token = 0; token < result.length; token++) {
            result[token] = scores.applyAsDouble(token);
        }
        return result;
    }

    /** The database's own numbers of some tokens. */
    List<Long> nodes(Collection<Integer> tokens) {
        return tokens.stream().map(nodes::get).toList();
    }
}
