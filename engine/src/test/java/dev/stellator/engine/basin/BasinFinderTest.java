package dev.stellator.engine.basin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.probe.Probe;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BasinFinderTest {
    private static final int DIMENSIONS = 12;
    private static final int GROUPS = 3;
    private static final int EACH = 60;

    private static float[] around(int group, double spread, Random random) {
        double[] vector = new double[DIMENSIONS];
        vector[group * 3] = 1;
        for (int d = 0; d < DIMENSIONS; d++) {
            vector[d] += spread * random.nextGaussian();
        }
        return Vectors.normalised(vector);
    }

    private static List<Thought> corpus(long seed) {
        return corpus(seed, EACH);
    }

    private static List<Thought> corpus(long seed, int each) {
        Random random = new Random(seed);
        List<Thought> thoughts = new ArrayList<>();
        for (int i = 0; i < GROUPS * each; i++) {
            int group = i % GROUPS;
            String text = List.of("river bank water", "theory proof error", "lamp light glass")
                            .get(group) + " n" + i;
            thoughts.add(new Thought("id" + (1000 + i), text, "en", "doc" + i / 9, i % 9, around(group, 0.2, random)));
        }
        return thoughts;
    }

    private static int group(Thought thought) {
        return Integer.parseInt(thought.id().substring(2)) % 1000 % GROUPS;
    }

    private static BasinFinder.Result find(FakeGraph graph) {
        return new BasinFinder(graph, graph, graph).find(BasinFinder.Request.DEFAULT, Progress.SILENT);
    }

    @Test
    void shouldGiveEveryThoughtTheBasinOfItsGroup() {
        FakeGraph graph = new FakeGraph(corpus(1), BasinFinderTest::group);
        BasinFinder.Result result = find(graph);
        assertThat(result.basins()).hasSize(GROUPS).allSatisfy(basin -> {
            assertThat(basin.size()).isEqualTo(EACH);
            assertThat(basin.depth()).isPositive();
            assertThat(basin.radius()).isBetween(0.0, 0.6);
        });
        Map<String, Set<Integer>> groups = new HashMap<>();
        for (Assignment assignment : graph.assignments()) {
            groups.computeIfAbsent(assignment.basinId(), id -> new HashSet<>())
                    .add(Integer.parseInt(assignment.thoughtId().substring(2)) % 1000 % GROUPS);
        }
        assertThat(groups.values()).allSatisfy(found -> assertThat(found).hasSize(1));
        assertThat(graph.assignments()).filteredOn(a -> a.zone() == Zone.STABLE).hasSizeGreaterThan(GROUPS * EACH / 2);
    }

    @Test
    void shouldComeToTheSameThroughTheVectorIndex() {
        FakeGraph exact = new FakeGraph(corpus(1, 300), BasinFinderTest::group);
        find(exact);
        FakeGraph graph = new FakeGraph(corpus(1, 300), BasinFinderTest::group);
        BasinFinder.Result result =
                new BasinFinder(graph, graph, graph, 100).find(BasinFinder.Request.DEFAULT, Progress.SILENT);
        assertThat(result.settings().curve("nearestByIndex")).singleElement().satisfies(point -> {
            assertThat(point.value()).isEqualTo(256);
            assertThat(point.score()).isEqualTo(1);
            assertThat(point.beside()).isBetween(1e-9, 0.2);
        });
        assertThat(graph.assignments()).hasSameSizeAs(exact.assignments());
        for (int i = 0; i < graph.assignments().size(); i++) {
            Assignment found = graph.assignments().get(i);
            Assignment wanted = exact.assignments().get(i);
            assertThat(found.thoughtId()).isEqualTo(wanted.thoughtId());
            assertThat(found.basinId()).isEqualTo(wanted.basinId());
            assertThat(found.energy()).isCloseTo(wanted.energy(), within(1e-4));
            assertThat(found.density()).isCloseTo(wanted.density(), within(1e-4));
            assertThat(found.score()).isCloseTo(wanted.score(), within(1e-4));
        }
    }

    @Test
    void shouldForgetHowWellTheIndexAnsweredOnceNoLongerAsked() {
        FakeGraph graph = new FakeGraph(corpus(1), BasinFinderTest::group);
        new BasinFinder(graph, graph, graph, 100).find(BasinFinder.Request.DEFAULT, Progress.SILENT);
        graph.add(new Thought("id9999", "river bank water", "en", "doc0", 99, around(0, 0.2, new Random(3))));
        BasinFinder.Result result = find(graph);
        assertThat(result.continued()).isTrue();
        assertThat(result.settings().curve("nearestByIndex")).isEmpty();
        assertThat(result.settings().curve("beta")).isNotEmpty();
    }

    @Test
    void shouldNameBasinsByWhatTheyAloneSpeakOf() {
        FakeGraph graph = new FakeGraph(corpus(2), BasinFinderTest::group);
        assertThat(find(graph).basins())
                .extracting(basin -> basin.label().split(", ", -1)[0])
                .containsExactlyInAnyOrder("bank", "error", "glass");
    }

    @Test
    void shouldReuseBasinsOfTheSameThoughtsAndSettings() {
        FakeGraph graph = new FakeGraph(corpus(3), BasinFinderTest::group);
        BasinFinder.Result first = find(graph);
        BasinFinder.Result second = find(graph);
        assertThat(first.reused()).isFalse();
        assertThat(second.reused()).isTrue();
        assertThat(second.basins()).isEqualTo(first.basins());
        assertThat(graph.detections()).isEqualTo(1);
    }

    @Test
    void shouldRefuseTooFewThoughts() {
        FakeGraph graph = new FakeGraph(corpus(4).subList(0, 9), BasinFinderTest::group);
        assertThatThrownBy(() -> find(graph))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("at least 10 thoughts, the graph has 9");
    }

    @Test
    void shouldTellInsidersFromOutsidersAndRefuseAboutAlphaOfTheInsiders() {
        FakeGraph graph = new FakeGraph(corpus(5), BasinFinderTest::group);
        find(graph);
        Random random = new Random(99);
        int refused = 0;
        int right = 0;
        int probes = 600;
        try (Probe probe = Probe.open(graph, graph)) {
            Map<String, Integer> groupOf = new HashMap<>();
            graph.assignments()
                    .forEach(a -> groupOf.put(
                            a.basinId(), Integer.parseInt(a.thoughtId().substring(2)) % 1000 % GROUPS));
            for (int i = 0; i < probes; i++) {
                Probe.Answer answer = probe.ask(around(i % GROUPS, 0.2, random));
                refused += answer.inside() ? 0 : 1;
                right += groupOf.getOrDefault(answer.basin().id(), -1) == i % GROUPS ? 1 : 0;
                assertThat(answer.energyAfter()).isLessThanOrEqualTo(answer.energyBefore() + 1e-6);
            }
            double[] away = new double[DIMENSIONS];
            away[10] = -1;
            Probe.Answer outsider = probe.ask(Vectors.normalised(away));
            assertThat(outsider.inside()).isFalse();
            assertThat(outsider.zone()).isEqualTo(Zone.OUTSIDE);
        }
        assertThat(right).isGreaterThan(probes * 98 / 100);
        // 0.05 of 600 is 30; four binomial standard errors are 21.
        assertThat(refused).isLessThan(52);
    }

    @Test
    void shouldGiveUniformPValuesToThoughtsOfTheSameKind() {
        List<Double> distances = new ArrayList<>();
        for (int split = 0; split < 20; split++) {
            FakeGraph graph = new FakeGraph(corpus(100 + split), BasinFinderTest::group);
            find(graph);
            Random random = new Random(1000 + split);
            List<float[]> unseen = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                unseen.add(around(i % GROUPS, 0.2, random));
            }
            try (Probe probe = Probe.open(graph, graph)) {
                double[] p = probe.askAll(unseen, Progress.SILENT).stream()
                        .mapToDouble(Probe.Answer::p)
                        .sorted()
                        .toArray();
                double distance = 0;
                for (int i = 0; i < p.length; i++) {
                    distance = Math.max(distance, Math.max((i + 1.0) / p.length - p[i], p[i] - (double) i / p.length));
                }
                distances.add(distance);
            }
        }
        // Two samples of 180 and 300 from one distribution differ by more than 0.154 in 1 of 100 cases, by more than
        // 0.079 in 1 of 2.
        assertThat(distances).allSatisfy(distance -> assertThat(distance).isLessThan(0.18));
        assertThat(distances.stream().sorted().toList().get(10)).isLessThan(0.1);
    }

    @Test
    void shouldAnswerManyAsOneByOne() {
        FakeGraph graph = new FakeGraph(corpus(6), BasinFinderTest::group);
        find(graph);
        Random random = new Random(3);
        List<float[]> some = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            some.add(around(i % GROUPS, 0.5, random));
        }
        try (Probe probe = Probe.open(graph, graph)) {
            List<Probe.Answer> answers = probe.askAll(some, Progress.SILENT);
            for (int i = 0; i < some.size(); i++) {
                Probe.Answer alone = probe.ask(some.get(i));
                assertThat(answers.get(i).basin().id()).isEqualTo(alone.basin().id());
                assertThat(answers.get(i).p()).isCloseTo(alone.p(), within(0.02));
                assertThat(alone.why()).contains("% of the corpus's own thoughts");
            }
        }
    }

    @Test
    void shouldKeepTheIdsOfBasinsWhenThoughtsAreAdded() {
        FakeGraph graph = new FakeGraph(corpus(7), BasinFinderTest::group);
        BasinFinder.Result first = find(graph);
        Random random = new Random(8);
        for (int i = 0; i < 12; i++) {
            String id = "id" + (2000 + GROUPS * i);
            graph.add(new Thought(id, "river bank water", "en", "new", i, around(0, 0.2, random)));
        }
        BasinFinder.Result second = find(graph);
        assertThat(second.continued()).isTrue();
        assertThat(second.settings().beta()).isEqualTo(first.settings().beta());
        assertThat(second.basins())
                .extracting(BasinGraph.Basin::id)
                .containsExactlyInAnyOrderElementsOf(
                        first.basins().stream().map(BasinGraph.Basin::id).toList());
        assertThat(second.basins().get(0).size()).isEqualTo(EACH + 12);
        assertThat(graph.assignments()).hasSize(GROUPS * EACH + 12);
    }

    @Test
    void shouldChooseFromCurvesThatItReports() {
        BasinFinder.Result result = find(new FakeGraph(corpus(9), BasinFinderTest::group));
        assertThat(result.settings().offsetWeight()).isEqualTo(0.5);
        assertThat(result.settings().curve("beta")).hasSize(8);
        assertThat(result.settings().curve("resolution")).hasSize(11).allSatisfy(point -> assertThat(point.score())
                .isEqualTo(1));
        assertThat(result.basins())
                .allSatisfy(basin -> assertThat(basin.stability()).isEqualTo(1));
    }
}
