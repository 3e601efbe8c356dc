package dev.stellator.api;

import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph.ScoredThought;
import dev.stellator.engine.probe.Probe;
import dev.stellator.study.thinking.Coalescence;
import dev.stellator.study.thinking.Thinker;
import java.util.List;

/** How born thoughts fall into the stored basins: the field that they are asked in, and when a chain has arrived. */
final class BasinFall {
    private static final int MEDIAN_OF = 2000;

    /** Cosine from which two thoughts are one. */
    private static final double SAME = 1 - 1e-5;

    private final Workspace workspace;

    BasinFall(Workspace workspace) {
        this.workspace = workspace;
    }

    /**
     * When a chain from a thought has fallen into a basin.
     *
     * @param answer what the probe says of the thought; where it is one of the corpus's own, its assignment counts instead
     */
    Coalescence coalescence(Basin basin, double median, Probe.Answer answer) {
        return answer.nearest().stream()
                .limit(1)
                .filter(nearest -> nearest.similarity() > SAME)
                .map(ScoredThought::thought)
                .flatMap(same -> workspace.graph().basins().assignments(List.of(same.id())).stream()
                        .map(own -> Coalescence.from(basin, median, same.embedding(), own)))
                .findFirst()
                .orElseGet(() -> Coalescence.from(basin, median, answer));
    }

    /** Of the distances of the basin's thoughts from its attractor; of a large basin, of {@value #MEDIAN_OF} of them. */
    double median(Basin basin) {
        List<String> members = workspace.graph().basins().assignments().stream()
                .filter(assignment -> assignment.basinId().equals(basin.id()))
                .map(Assignment::thoughtId)
                .sorted()
                .limit(MEDIAN_OF)
                .toList();
        return Coalescence.median(
                basin,
                workspace.graph().thoughts().byId(members).values().stream()
                        .map(Thought::embedding)
                        .toList());
    }

    Thinker.Field field(Probe probe) {
        return new Thinker.Field() {
            @Override
            public float[] embed(String text) {
                return workspace.embed(text);
            }

            @Override
            public Probe.Answer ask(float[] embedding) {
                return probe.ask(embedding);
            }
        };
    }
}
