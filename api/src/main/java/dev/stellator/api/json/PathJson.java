package dev.stellator.api.json;

import dev.stellator.engine.graph.PathGraph.Step;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.TransitionGraph.StepCost;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.engine.path.PathFinder.Path;
import dev.stellator.engine.program.Program;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path with its alternatives and its program, as {@code path --json} prints it, and as the explorer answers it;
 * {@code docs/json/path.schema.json} describes it.
 *
 * @param rule by which the first of the paths was chosen
 */
public record PathJson(
        String id,
        String basin,
        String basinId,
        double energy,
        double lambda,
        String rule,
        List<StepJson> steps,
        List<AlternativeJson> alternatives,
        String program) {
    public PathJson {
        steps = List.copyOf(steps);
        alternatives = List.copyOf(alternatives);
    }

    /** @param places in how many the step happens; 0 for the first */
    public record StepJson(
            String token, double energy, double rarity, double distance, int places, @Nullable String evidence) {}

    /** @param onOnePlace steps that rest on one place */
    public record AlternativeJson(List<String> tokens, double energy, int onOnePlace) {
        public AlternativeJson {
            tokens = List.copyOf(tokens);
        }
    }

    /** @param paths the best one first */
    public static PathJson of(List<Path> paths, double lambda, Program program) {
        Path best = paths.get(0);
        List<StepJson> steps = new ArrayList<>();
        for (int i = 0; i < best.steps().size(); i++) {
            Step step = best.steps().get(i);
            StepCost cost = best.costs().get(i);
            Thought evidence =
                    step.evidenceId() == null ? null : best.evidence().get(step.evidenceId());
            steps.add(new StepJson(
                    step.token().text(),
                    step.energy(),
                    cost.rarity(),
                    cost.distance(),
                    best.places().get(i),
                    evidence == null ? null : evidence.text()));
        }
        return new PathJson(
                best.id(),
                best.basin().label(),
                best.basin().id(),
                best.energy(),
                lambda,
                PathFinder.RULE,
                steps,
                paths.stream()
                        .skip(1)
                        .map(path -> new AlternativeJson(path.tokens(), path.energy(), path.onOnePlace()))
                        .toList(),
                program.print());
    }
}
