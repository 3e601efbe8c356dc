package dev.stellator.cypher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph.Search;
import dev.stellator.engine.graph.TransitionGraph.TokenPath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The k least-cost paths of small random graphs, against a search through all simple paths. */
class LeastCostIT {
    private static final int TOKENS = 7;
    private static final int ALTERNATIVES = 6;
    private static final double LAMBDA = 1.5;
    private static final double EDGES = 0.4;

    private final Map<Integer, Map<Integer, Double>> costs = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldFindThePathsThatASearchThroughAllOfThemFinds(long seed) {
        GraphStore store = TestStore.empty();
        Random random = new Random(seed);
        float[] attractor = Samples.vector("attractor " + seed, Samples.DIMENSIONS);
        List<Map<String, Object>> edges = draw(random, attractor);
        TestStore.rows(
                store,
                "UNWIND range(0, $last) AS i CREATE (:Token {id: 't' + i, text: 't' + i, language: 'en',"
                        + " documentFrequency: 3})",
                Map.of("last", TOKENS - 1));
        TestStore.rows(
                store,
                "UNWIND $edges AS e MATCH (a:Token {id: e.from}), (b:Token {id: e.to}) CREATE (a)-[r:LEADS_TO"
                        + " {count: 1, npmi: 0.5, cost: e.cost}]->(b)"
                        + " WITH r, e CALL db.create.setRelationshipVectorProperty(r, 'embedding', e.embedding)",
                Map.of("edges", edges));
        List<Integer> sources = List.of(0, 1);
        int target = TOKENS - 1;
        List<TokenPath> found = store.transitions()
                .leastCost(new Search(List.of("t0", "t1"), "t" + target, attractor, LAMBDA, ALTERNATIVES));
        List<Way> all = new ArrayList<>();
        sources.forEach(source -> walk(new ArrayList<>(List.of(source)), 0, sources, target, all));
        all.sort(java.util.Comparator.comparingDouble(Way::cost));
        assertThat(found).hasSize(Math.min(ALTERNATIVES, all.size()));
        for (int i = 0; i < found.size(); i++) {
            assertThat(found.get(i).cost()).isCloseTo(all.get(i).cost(), within(1e-4));
            assertThat(ways(all, found.get(i).cost()))
                    .contains(found.get(i).tokens().stream().map(Token::id).toList());
        }
        assertThat(found).doesNotHaveDuplicates();
    }

    private record Way(List<Integer> tokens, double cost) {}

    /** Those that cost the same, within rounding. */
    private static Collection<List<String>> ways(Collection<Way> all, double cost) {
        return all.stream()
                .filter(way -> Math.abs(way.cost() - cost) < 1e-4)
                .map(way -> way.tokens().stream().map(i -> "t" + i).toList())
                .toList();
    }

    private List<Map<String, Object>> draw(Random random, float[] attractor) {
        List<Map<String, Object>> edges = new ArrayList<>();
        for (int from = 0; from < TOKENS; from++) {
            for (int to = 0; to < TOKENS; to++) {
                if (from != to && random.nextDouble() < EDGES) {
                    double rarity = 0.2 + 3 * random.nextDouble();
                    float[] embedding = Samples.vector(from + " " + to + " " + rarity, Samples.DIMENSIONS);
                    costs.computeIfAbsent(from, key -> new TreeMap<>())
                            .put(to, rarity + LAMBDA * (1 - Vectors.dot(embedding, attractor)));
                    edges.add(Map.of(
                            "from",
                            "t" + from,
                            "to",
                            "t" + to,
                            "cost",
                            rarity,
                            "embedding",
                            IntStream.range(0, embedding.length)
                                    .mapToObj(i -> (double) embedding[i])
                                    .toList()));
                }
            }
        }
        return edges;
    }

    /** Every simple path onwards from here that comes through no other source. */
    private void walk(List<Integer> tokens, double cost, List<Integer> sources, int target, Collection<Way> all) {
        int last = tokens.get(tokens.size() - 1);
        if (last == target) {
            all.add(new Way(List.copyOf(tokens), cost));
            return;
        }
        new TreeSet<>(costs.getOrDefault(last, Map.of()).keySet())
                .stream()
                        .filter(next -> !tokens.contains(next) && !sources.contains(next))
                        .forEach(next -> {
                            tokens.add(next);
                            walk(
                                    tokens,
                                    cost + costs.getOrDefault(last, Map.of()).getOrDefault(next, 0.0),
                                    sources,
                                    target,
                                    all);
                            tokens.remove(tokens.size() - 1);
                        });
    }
}
