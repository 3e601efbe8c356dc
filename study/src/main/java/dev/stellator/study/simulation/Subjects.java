package dev.stellator.study.simulation;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.engine.probe.Probe;
import dev.stellator.study.measure.WatchedWords;
import dev.stellator.study.measure.WordPool;
import dev.stellator.study.measure.WordSets;
import dev.stellator.study.simulation.Costs.Stage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What is tried: a path from a drawn thought with the words that are watched for it, and random paths in its place. Words
 * of a path are looked up once.
 */
final class Subjects {
    private static final int TRIES = 200;

    private final SearchCorpus ground;
    private final Probe probe;
    private final Costs costs;
    private final Map<String, Subject> subjects = new HashMap<>();

    Subjects(SearchCorpus ground, Probe probe, Costs costs) {
        this.ground = ground;
        this.probe = probe;
        this.costs = costs;
    }

    /** A path with its words, or a random one in its place. */
    record Subject(String id, String basin, List<Token> steps, WordSets words) {
        List<String> tokens() {
            return steps.stream().map(Token::text).toList();
        }
    }

    /** A thought, where it lies, and the path from it. */
    record Distilled(Thought thought, Probe.Answer answer, PathFinder.Path path) {}

    /**
     * Draws a thought that has a path into its basin.
     *
     * @throws InputRefusedException when none of many has
     */
    Distilled distil(Random random) {
        for (int i = 0; i < TRIES; i++) {
            Thought thought = ground.inputs().get(random.nextInt(ground.inputs().size()));
            Probe.Answer answer = costs.of(Stage.INPUT, () -> probe.ask(thought.embedding()));
            if (!ground.takes(answer.basin().id())) {
                continue;
            }
            PathFinder.@Nullable Path path = costs.of(Stage.DISTILLATION, () -> ground.path(thought, answer.basin()));
            if (path != null) {
                return new Distilled(thought, answer, path);
            }
        }
        throw new InputRefusedException("none of " + TRIES + " thoughts has a path of three to seven steps into its"
                + " basin; import more text");
    }

    Subject subject(PathFinder.Path path) {
        return subjects.computeIfAbsent(path.id(), id -> withWords(path));
    }

    private Subject withWords(PathFinder.Path path) {
        List<Token> steps = path.steps().stream().map(step -> step.token()).toList();
        return new Subject(
                path.id(),
                path.basin().id(),
                steps,
                ground.words().of(path.basin().id(), steps));
    }

    /** Random paths in place of one, of words that are watched no more than the path's own are. */
    List<Subject> random(Subject path, int count, Random random) {
        WordPool pool =
                ground.words().pool(path.steps()).unrelatedTo(WatchedWords.forbidden(path.steps(), path.words()));
        List<Subject> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Token> steps = pool.draw(path.steps(), random);
            if (steps.size() < path.steps().size()) {
                throw new InputRefusedException("the corpus has too few words to draw random paths of "
                        + path.steps().size() + " steps from; import more text");
            }
            drawn.add(new Subject(path.id(), path.basin(), steps, path.words().withNeighbours(List.of())));
        }
        return drawn;
    }
}
