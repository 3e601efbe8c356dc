package dev.stellator.cypher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.Progress;
import dev.stellator.engine.field.Neighbours;
import dev.stellator.engine.field.Patterns;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.BasinGraph.CurvePoint;
import dev.stellator.engine.graph.BasinGraph.FieldSettings;
import dev.stellator.engine.graph.BasinGraph.NoveltyScale;
import dev.stellator.engine.graph.BasinGraph.TokenWeight;
import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.engine.graph.CorpusGraph.NewThought;
import dev.stellator.engine.graph.PathGraph.Run;
import dev.stellator.engine.graph.PathGraph.Step;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph;
import dev.stellator.engine.graph.TransitionGraph.Branch;
import dev.stellator.engine.graph.TransitionGraph.TokenPath;
import dev.stellator.engine.graph.Zone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.junit.jupiter.api.Test;

class StoredFieldIT {
    static final FieldSettings SETTINGS = new FieldSettings(
            20,
            0.5,
            20,
            1,
            42,
            "print",
            40,
            false,
            true,
            List.of(new CurvePoint("beta", 20, -0.5, 0.9)),
            new NoveltyScale(List.of(0.1, 0.2), List.of(-0.5), List.of(0.05)));
    private static final int NEIGHBOURS = 5;

    private final GraphStore store = TestStore.empty();
    private final CorpusGraph corpus = store.corpus();

    /** Two clouds of thoughts, each with its own words and a common one. */
    private List<List<String>> storeClouds() {
        return storeClouds(List.of("sun", "moon"));
    }

    private List<List<String>> storeClouds(List<String> names) {
        corpus.open("clouds", Samples.EMBEDDER, Samples.DIMENSIONS);
        List<List<String>> clouds = new ArrayList<>();
        for (String cloud : names) {
            List<NewThought> thoughts = new ArrayList<>();
            float[] centre = Samples.vector(cloud, Samples.DIMENSIONS);
            for (int i = 0; i < 20; i++) {
                String text = cloud + " the " + cloud + "light falls " + cloud + i % 4 + " n" + cloud + i;
                NewThought plain = Samples.thoughts(text).get(0);
                thoughts.add(new NewThought(plain.id(), i, text, "en", near(centre, text), plain.mentions()));
            }
            var document = Samples.document("file:" + cloud, cloud);
            corpus.begin(document);
            corpus.append(document.id(), thoughts);
            corpus.finish(document.id());
            clouds.add(thoughts.stream().map(NewThought::id).toList());
        }
        corpus.derive(Progress.SILENT);
        return clouds;
    }

    private static float[] near(float[] centre, String seed) {
        float[] noise = Samples.vector(seed, centre.length);
        float[] vector = new float[centre.length];
        double square = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = centre[i] + 0.2f * noise[i];
            square += vector[i] * vector[i];
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(square);
        }
        return vector;
    }

    /** The stored thoughts in order of id, and the nearest ones of each. */
    private record Field(List<String> ids, Neighbours neighbours) {}

    private Field field() {
        List<Thought> all = new ArrayList<>();
        store.thoughts().forEach(all::add);
        try (Patterns patterns =
                new Patterns(all.stream().map(Thought::embedding).toList())) {
            return new Field(
                    all.stream().map(Thought::id).toList(), Neighbours.of(patterns, NEIGHBOURS, Progress.SILENT));
        }
    }

    private Map<String, Integer> communities(double resolution) {
        Field field = field();
        boolean[] everyone = new boolean[field.ids().size()];
        Arrays.fill(everyone, true);
        int[] groups = store.resonance()
                .communities(field.neighbours(), NEIGHBOURS, everyone, List.of(resolution), 42)
                .get(0);
        Map<String, Integer> byId = new HashMap<>();
        for (int i = 0; i < groups.length; i++) {
            byId.put(field.ids().get(i), groups[i]);
        }
        return byId;
    }

    @Test
    void shouldFindTheTwoCloudsAsCommunitiesAndTheSameOnesAgain() {
        List<List<String>> clouds = storeClouds();
        Map<String, Integer> found = communities(0.5);
        assertThat(found).hasSize(40);
        assertThat(clouds.stream()
                        .map(cloud -> cloud.stream().map(found::get).distinct().toList()))
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allSatisfy(group -> assertThat(group).hasSize(1));
        assertThat(communities(0.5)).isEqualTo(found);
        assertThat(new HashSet<>(communities(8).values())).hasSizeGreaterThan(2);
    }

    @Test
    void shouldLeaveOutWhatIsNotPresentAndGoOnFromKnownGroups() {
        storeClouds();
        Field field = field();
        boolean[] half = new boolean[40];
        Arrays.fill(half, 0, 20, true);
        int[] groups = store.resonance()
                .communities(field.neighbours(), NEIGHBOURS, half, List.of(1.0), 42)
                .get(0);
        assertThat(Arrays.stream(groups, 20, 40)).containsOnly(-1);
        assertThat(Arrays.stream(groups, 0, 20)).noneMatch(group -> group < 0);
        Map<String, Integer> found = communities(0.5);
        int[] start =
                field.ids().stream().mapToInt(id -> found.getOrDefault(id, -1)).toArray();
        start[7] = -1;
        int[] continued = store.resonance().continued(field.neighbours(), NEIGHBOURS, start, 0.5, 42);
        Map<Integer, Set<Integer>> both = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            both.computeIfAbsent(found.getOrDefault(field.ids().get(i), -1), key -> new HashSet<>())
                    .add(continued[i]);
        }
        assertThat(both.values()).doesNotHaveDuplicates().allSatisfy(g -> assertThat(g)
                .hasSize(1));
    }

    @Test
    void shouldAskTheVectorIndexForTheNearestOfEach() {
        storeClouds();
        Field field = field();
        Map<Integer, int[]> nearest = new ConcurrentHashMap<>();
        store.resonance().nearest(field.ids(), NEIGHBOURS + 1, nearest::put);
        assertThat(nearest).hasSize(40);
        nearest.forEach((thought, found) -> {
            assertThat(found).hasSize(NEIGHBOURS + 1).contains(thought);
            assertThat(IntStream.range(0, NEIGHBOURS)
                            .filter(rank -> Arrays.stream(found)
                                    .anyMatch(
                                            other -> other == field.neighbours().neighbour(thought, rank)))
                            .count())
                    .isGreaterThanOrEqualTo(NEIGHBOURS - 2);
        });
    }

    @Test
    void shouldStoreTheNearestThoughtsOfEach() {
        storeClouds();
        Field field = field();
        store.resonance().store(field.ids(), field.neighbours(), NEIGHBOURS);
        store.resonance().store(field.ids(), field.neighbours(), NEIGHBOURS);
        var similarity = TestStore.rows(
                store,
                "MATCH (a)-[r:RESONATES]->(b) RETURN r.similarity, vector.similarity.cosine(a.embedding, b.embedding)",
                Map.of());
        assertThat(similarity).hasSize(40 * NEIGHBOURS).allSatisfy(row -> assertThat((double) row.get(0))
                .isCloseTo(2 * (double) row.get(1) - 1, within(1e-3)));
    }

    @Test
    void shouldGiveTheSameCommunitiesInAFreshGraphFilledInAnotherOrder() {
        storeClouds(List.of("sun", "moon"));
        var found = communities(1);
        TestStore.empty();
        storeClouds(List.of("moon", "sun"));
        assertThat(communities(1)).isEqualTo(found);
    }

    @Test
    void shouldAnchorGroupsInTheirOwnWordsNotInCommonOnes() {
        List<List<String>> clouds = storeClouds();
        var groups = Map.of("sun", clouds.get(0), "moon", clouds.get(1));
        var anchors = store.basins().anchors(groups, 3);
        assertThat(anchors.get("sun"))
                .extracting(anchor -> anchor.token().text())
                .hasSize(3)
                .allSatisfy(text -> assertThat(text).contains("sun"));
        assertThat(anchors.get("moon"))
                .extracting(anchor -> anchor.token().text())
                .doesNotContain("the", "falls");
        var mentions = store.basins().mentions(groups);
        assertThat(mentions.get("sun"))
                .filteredOn(count -> count.token().text().equals("the"))
                .extracting(count -> count.count())
                .containsExactly(20L);
    }

    @Test
    void shouldHaveNoAnchorsWhereNothingIsMentioned() {
        corpus.open("bare", Samples.EMBEDDER, Samples.DIMENSIONS);
        var document = Samples.document("file:bare", "bare");
        NewThought bare = new NewThought("bare", 0, "...", "en", Samples.vector("bare", Samples.DIMENSIONS), List.of());
        corpus.begin(document);
        corpus.append(document.id(), List.of(bare));
        corpus.finish(document.id());
        corpus.derive(Progress.SILENT);
        assertThat(store.basins().anchors(Map.of("group", List.of("bare")), 3)).isEqualTo(Map.of("group", List.of()));
    }

    private Basin basin(String name, String member) {
        Token anchor = store.transitions().find(name).get(0);
        return new Basin(
                Hashes.sha256(name),
                0,
                null,
                name,
                20,
                1.5,
                Samples.vector(name, Samples.DIMENSIONS),
                0.2,
                Double.NaN,
                member,
                true,
                List.of(new TokenWeight(anchor, 0.7)));
    }

    /** Fields as they are: the default takes NaN for a difference. */
    private static RecursiveComparisonConfiguration exactly() {
        var configuration = new RecursiveComparisonConfiguration();
        configuration.registerEqualsForType(Double::equals, Double.class);
        return configuration;
    }

    private static List<Assignment> assignments(List<String> thoughts, Basin basin, Zone zone) {
        return thoughts.stream()
                .sorted()
                .map(id -> new Assignment(id, basin.id(), -0.5, 0.1, zone, -0.4, 0.3))
                .toList();
    }

    @Test
    void shouldGiveBackBasinsAsTheyWereStoredAndReplaceThem() {
        List<List<String>> clouds = storeClouds();
        assertThat(store.basins().settings()).isNull();
        Basin sun = basin("sun", clouds.get(0).get(0));
        Basin moon = basin("moon", clouds.get(1).get(0));
        List<Assignment> first = assignments(clouds.get(0), sun, Zone.STABLE);
        store.basins().replace(List.of(sun, moon), first, SETTINGS);
        assertThat(store.basins().basins())
                .hasSize(2)
                .usingRecursiveFieldByFieldElementComparator(exactly())
                .contains(sun, moon);
        assertThat(store.basins().assignments()).isEqualTo(first);
        assertThat(store.basins().settings()).isEqualTo(SETTINGS);

        List<Assignment> second = assignments(clouds.get(1), sun, Zone.UNSTABLE);
        store.basins().replace(List.of(sun), second, SETTINGS);
        assertThat(store.basins().basins())
                .usingRecursiveFieldByFieldElementComparator(exactly())
                .containsExactly(sun);
        assertThat(store.basins().assignments()).isEqualTo(second);
        assertThat(TestStore.rows(
                        store, "MATCH (t:Thought) WHERE t.zone IS NOT NULL RETURN t.zone, count(*)", Map.of()))
                .containsExactly(List.of("unstable", 20L));
        assertThat(TestStore.rows(store, "MATCH (b) WHERE b:NextBasin OR b:FormerBasin RETURN b", Map.of()))
                .isEmpty();
    }

    @Test
    void shouldKeepTheOldBasinsWholeWhenAReplacementIsCutShortAndTheNewOnesOnceInForce() {
        List<List<String>> clouds = storeClouds();
        Basin sun = basin("sun", clouds.get(0).get(0));
        Basin moon = basin("moon", clouds.get(1).get(0));
        List<Assignment> old = assignments(clouds.get(0), sun, Zone.STABLE);
        store.basins().replace(List.of(sun), old, SETTINGS);
        List<Assignment> fresh = assignments(clouds.get(1), moon, Zone.UNSTABLE);

        StoredBasins interrupted = new StoredBasins(store.graph(), new Leases(store.graph(), true, note -> {}));
        interrupted.write(List.of(sun, moon), fresh);
        assertThat(store.basins().basins()).extracting(Basin::id).containsExactly(sun.id());
        assertThat(store.basins().assignments()).isEqualTo(old);

        interrupted.flip(SETTINGS);
        assertThat(store.basins().basins()).extracting(Basin::id).containsExactlyInAnyOrder(sun.id(), moon.id());
        assertThat(store.basins().assignments()).isEqualTo(fresh);

        interrupted.cleanUp();
        assertThat(store.basins().assignments()).isEqualTo(fresh);
        assertThat(TestStore.rows(
                        store, "MATCH (t:Thought) WHERE t.zone IS NOT NULL RETURN t.zone, count(*)", Map.of()))
                .containsExactly(List.of("unstable", 20L));
    }

    @Test
    void shouldKeepPathsWhenBasinsAreReplaced() {
        List<List<String>> clouds = storeClouds();
        Basin sun = basin("sun", clouds.get(0).get(0));
        store.basins().replace(List.of(sun), List.of(), SETTINGS);
        Token from = store.transitions().find("the").get(0);
        Token to = store.transitions().find("falls").get(0);
        StoredPath path = new StoredPath(
                "p1",
                sun.id(),
                2.5,
                "TOKEN -> \"the\"",
                List.of(new Step(from, 0, null), new Step(to, 2.5, clouds.get(0).get(0))));
        store.paths().save(path);
        store.paths().save(path);
        assertThat(store.paths().paths()).containsExactly(path);
        store.basins().replace(List.of(basin("moon", clouds.get(1).get(0))), List.of(), SETTINGS);
        assertThat(store.paths().path("p1")).isEqualTo(path);
        store.basins().replace(List.of(sun), List.of(), SETTINGS);
        assertThat(TestStore.rows(store, "MATCH (p:Path)-[:LEADS_INTO]->(b:Basin) RETURN p.id, b.label", Map.of()))
                .containsExactly(List.of("p1", "sun"));
        assertThat(store.paths().path("unknown")).isNull();
    }

    @Test
    void shouldStoreRunsWithReactionsOnce() {
        storeClouds();
        store.paths().save(new StoredPath("p1", "b", 1, "", List.of()));
        Run run = new Run(
                "r1",
                "react",
                7,
                Map.of("beta", 20.5, "arms", List.of("path", "reversed")),
                List.of("p1"),
                List.of(Map.of("arm", "path", "kl", 0.5), Map.of("arm", "reversed", "layers", List.of(1, 2))));
        store.paths().save(run);
        store.paths().save(run);
        assertThat(TestStore.rows(
                        store,
                        "MATCH (r:Run)-[:MEASURED]->(x:Reaction) WITH r, x ORDER BY x.ordinal MATCH (r)-[:USED]->(p)"
                                + " RETURN r.settings, x.arm, x.kl, x.layers, p.id",
                        Map.of()))
                .hasSize(2)
                .first()
                .asString()
                .contains("\"beta\":20.5", "path", "0.5", "p1");
    }

    @Test
    void shouldFindTheLeastCostPathsFromAnySource() {
        storeTwoIslands();
        TransitionGraph transitions = store.transitions();
        float[] attractor = Samples.vector("attractor", Samples.DIMENSIONS);
        var search = new TransitionGraph.Search(
                List.of(Samples.tokenId("alpha"), Samples.tokenId("unknown")),
                Samples.tokenId("gamma"),
                attractor,
                4,
                3);
        List<TokenPath> paths = transitions.leastCost(search);
        assertThat(paths).isNotEmpty();
        assertThat(paths).extracting(TokenPath::cost).isSorted();
        assertThat(paths.get(0).tokens()).first().extracting(Token::text).isEqualTo("alpha");
        Map<List<Object>, Double> costs = stepCosts(attractor);
        for (TokenPath path : paths) {
            for (int i = 0; i < path.stepCosts().size(); i++) {
                List<Object> pair = List.of(
                        path.tokens().get(i).text(), path.tokens().get(i + 1).text());
                assertThat(path.stepCosts().get(i).sum()).isCloseTo(costs.getOrDefault(pair, -1.0), within(1e-4));
            }
        }
        var both = new TransitionGraph.Search(
                List.of(Samples.tokenId("alpha"), Samples.tokenId("beta")), Samples.tokenId("gamma"), attractor, 0, 1);
        assertThat(transitions.leastCost(both).get(0).tokens())
                .extracting(Token::text)
                .containsExactly("beta", "gamma");
        var unreachable = new TransitionGraph.Search(
                List.of(Samples.tokenId("gamma")), Samples.tokenId("alpha"), attractor, 1, 2);
        assertThat(transitions.leastCost(unreachable)).isEmpty();
        assertThat(transitions.leastCost(new TransitionGraph.Search(List.of("?"), "??", attractor, 1, 2)))
                .isEmpty();
    }

    @Test
    void shouldGrowATreeToSeveralTokens() {
        storeTwoIslands();
        TransitionGraph transitions = store.transitions();
        float[] attractor = Samples.vector("attractor", Samples.DIMENSIONS);
        List<String> targets = List.of(Samples.tokenId("gamma"), Samples.tokenId("delta"), Samples.tokenId("omega"));
        List<String> sources = List.of(Samples.tokenId("alpha"));
        List<Branch> tree = transitions.tree(new TransitionGraph.Tree(sources, targets, attractor, 4));
        assertThat(tree).extracting(branch -> branch.token().text()).contains("alpha", "gamma", "delta");
        assertThat(tree).extracting(branch -> branch.token().text()).doesNotContain("omega", "omicron");
        assertThat(tree).filteredOn(branch -> branch.parent() == null).hasSize(1);
        Map<List<Object>, Double> costs = stepCosts(attractor);
        double sum = 0;
        for (Branch branch : tree) {
            Token parent = branch.parent();
            if (parent != null) {
                assertThat(tree.subList(0, tree.indexOf(branch)))
                        .extracting(Branch::token)
                        .contains(parent);
                List<Object> pair = List.of(parent.text(), branch.token().text());
                assertThat(branch.cost().sum()).isCloseTo(costs.getOrDefault(pair, -1.0), within(1e-4));
                sum += branch.cost().sum();
            }
        }
        double apart = 0;
        for (String target : targets.subList(0, 2)) {
            apart += transitions
                    .leastCost(new TransitionGraph.Search(sources, target, attractor, 4, 1))
                    .get(0)
                    .cost();
        }
        assertThat(sum).isLessThanOrEqualTo(apart + 1e-6);
        assertThat(transitions.tree(new TransitionGraph.Tree(sources, List.of(targets.get(2)), attractor, 4)))
                .noneMatch(branch -> branch.parent() != null);
    }

    @Test
    void shouldCountTheTransitionsOfATokenBothWays() {
        storeTwoIslands();
        String delta = Samples.tokenId("delta");
        long expected = stepCosts(Samples.vector("attractor", Samples.DIMENSIONS)).keySet().stream()
                .filter(pair -> pair.contains("delta"))
                .count();
        assertThat(expected).isGreaterThan(1);
        assertThat(store.transitions().degrees(List.of(delta, "unknown")))
                .containsEntry(delta, expected)
                .containsEntry("unknown", 0L);
    }

    @Test
    void shouldNameTheNearestTokenThatCanBeReached() {
        storeTwoIslands();
        TransitionGraph transitions = store.transitions();
        float[] attractor = Samples.vector("attractor", Samples.DIMENSIONS);
        List<String> sources = List.of(Samples.tokenId("beta"));
        var reached = Objects.requireNonNull(transitions.nearestReachable(
                new TransitionGraph.Search(sources, Samples.tokenId("omega"), attractor, 4, 1)));
        assertThat(reached.token().text()).isIn("gamma", "delta", "x1", "x2", "x3");
        double cost = transitions
                .leastCost(new TransitionGraph.Search(sources, reached.token().id(), attractor, 4, 1))
                .get(0)
                .cost();
        assertThat(reached.cost()).isCloseTo(cost, within(1e-4));
        assertThat(transitions.nearestReachable(
                        new TransitionGraph.Search(List.of("?"), Samples.tokenId("omega"), attractor, 4, 1)))
                .isNull();
    }

    /** From alpha to gamma by two ways, and two tokens that nothing else leads to. */
    private void storeTwoIslands() {
        corpus.open("paths", Samples.EMBEDDER, Samples.DIMENSIONS);
        Samples.store(
                corpus,
                "file:a",
                "alpha beta",
                "alpha beta x1",
                "beta gamma",
                "beta gamma x2",
                "delta gamma x3",
                "delta gamma",
                "alpha delta",
                "alpha delta x5",
                "omega omicron",
                "omicron omega x4");
        corpus.derive(Progress.SILENT);
    }

    private Map<List<Object>, Double> stepCosts(float[] attractor) {
        Map<List<Object>, Double> costs = new HashMap<>();
        store.query(
                "MATCH (a)-[r:LEADS_TO]->(b) RETURN a.text, b.text,"
                        + " r.cost + 4 * (1 - (2 * vector.similarity.cosine(r.embedding, $v) - 1))",
                Map.of("v", attractor),
                false,
                (columns, row) -> costs.put(
                        List.of(String.valueOf(row.get(0)), String.valueOf(row.get(1))),
                        Double.valueOf(String.valueOf(row.get(2)))));
        return costs;
    }

    @Test
    void shouldShowEvidenceAndNeighboursOfTransitions() {
        corpus.open("paths", Samples.EMBEDDER, Samples.DIMENSIONS);
        Samples.store(corpus, "file:a", "alpha beta", "beta then alpha", "beta so alpha", "alpha a b c d e beta");
        corpus.derive(Progress.SILENT);
        TransitionGraph transitions = store.transitions();
        assertThat(transitions.evidence(Samples.tokenId("alpha"), Samples.tokenId("beta")))
                .isNotNull()
                .extracting(thought -> thought.text())
                .isEqualTo("alpha beta");
        assertThat(transitions.evidence(Samples.tokenId("alpha"), "unknown")).isNull();
        assertThat(transitions.mentionedBy(Hashes.sha256("beta then alpha")))
                .extracting(Token::text)
                .containsExactly("beta", "then", "alpha");
        assertThat(transitions.frequent(2, 1)).hasSize(1);
        assertThat(transitions.nearest(Samples.vector("alpha beta", Samples.DIMENSIONS), 1))
                .allSatisfy(near -> assertThat(near.similarity()).isBetween(-1.0, 1.0));
    }
}
