package dev.stellator.engine.basin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.field.Vectors;
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
        Random random = new Random(seed);
        List<Thought> thoughts = new ArrayList<>();
        for (int i = 0; i < GROUPS * EACH; i++) {
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
        // 0.05 of 600 is 30; four binomial standard errors are 21, and p errs on the large side.
        assertThat(refused).isLessThan(52);
    }
}
