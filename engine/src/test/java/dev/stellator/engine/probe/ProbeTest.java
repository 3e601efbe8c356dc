package dev.stellator.engine.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.engine.Progress;
import dev.stellator.engine.basin.BasinFinder;
import dev.stellator.engine.basin.FakeGraph;
import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.graph.Thought;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProbeTest {
    private static final int DIMENSIONS = 16;
    private static final int GROUPS = 8;
    private static final int SIZE = 640;

    private final Random random = new Random(5);

    private float[] around(int group) {
        double[] vector = new double[DIMENSIONS];
        vector[2 * group] = 1;
        for (int d = 0; d < DIMENSIONS; d++) {
            vector[d] += 0.15 * random.nextGaussian();
        }
        return Vectors.normalised(vector);
    }

    private FakeGraph graph() {
        List<Thought> thoughts = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            thoughts.add(new Thought("t" + (1000 + i), "text " + i, "en", "d" + i / 10, i % 10, around(i % GROUPS)));
        }
        FakeGraph graph =
                new FakeGraph(thoughts, thought -> Integer.parseInt(thought.id().substring(1)) % GROUPS);
        new BasinFinder(graph, graph, graph).find(BasinFinder.Request.DEFAULT, Progress.SILENT);
        return graph;
    }

    @Test
    void shouldAnswerThroughTheIndexAsExactlyWithinTheBoundOfWhatItNeglects() {
        FakeGraph graph = graph();
        List<float[]> asked = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            asked.add(around(i % GROUPS));
        }
        try (Probe exact = Probe.open(graph, graph);
                Probe indexed = Probe.open(graph, graph, 0)) {
            List<Probe.Answer> whole = exact.askAll(asked, Progress.SILENT);
            for (int limit : List.of(60, 200, SIZE)) {
                graph.limitNearest(limit);
                List<Probe.Answer> near = indexed.askAll(asked, Progress.SILENT);
                for (int i = 0; i < asked.size(); i++) {
                    Probe.Answer expected = whole.get(i);
                    Probe.Answer answer = near.get(i);
                    assertThat(answer.basin().id()).isEqualTo(expected.basin().id());
                    assertThat(answer.p()).isCloseTo(expected.p(), within(0.01));
                    double beta = Objects.requireNonNull(graph.settings()).beta();
                    double missing = 1 - Math.exp(beta * (expected.energyBefore() - answer.energyBefore()));
                    assertThat(answer.neglected()).isBetween(missing - 1e-4, 1.0);
                    assertThat(answer.share()).isCloseTo(expected.share(), within(answer.neglected() + 1e-4));
                    if (limit == SIZE) {
                        assertThat(answer.neglected()).isZero();
                    }
                }
            }
            graph.limitNearest(60);
            assertThat(indexed.ask(asked.get(0)).neglected()).isPositive();
        }
    }
}
