package dev.stellator.engine.path;

import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph;
import dev.stellator.engine.graph.Zone;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Paths that stand for a basin, by a rule that looks at the graph alone and at no model's reaction: the thoughts that lie
 * between basins enter, and of the paths with {@value #FEWEST_STEPS} to {@value #MOST_STEPS} steps, enough for their order
 * to mean something, the one that is cheapest a step comes first.
 *
 * <p>Thread-safe as far as the graph is.
 */
public final class BasinPaths {
    private static final int THOUGHTS_TRIED = 4;
    private static final int FEWEST_STEPS = 4;
    private static final int MOST_STEPS = 7;
    private static final PathFinder.Options OPTIONS = new PathFinder.Options(PathFinder.DEFAULT_LAMBDA, 12);

    /** The rule in words. */
    public static final String RULE = String.format(
            "of the paths with %d to %d steps, else of all: %s", FEWEST_STEPS, MOST_STEPS, PathFinder.RULE);

    private final ThoughtGraph thoughts;
    private final TransitionGraph transitions;

    public BasinPaths(ThoughtGraph thoughts, TransitionGraph transitions) {
        this.thoughts = thoughts;
        this.transitions = transitions;
    }

    /** @param paths from one thought: the one to follow first, then the others, cheapest first */
    public record Entered(Thought start, Basin basin, List<PathFinder.Path> paths) {
        public Entered {
            paths = List.copyOf(paths);
        }

        public PathFinder.Path best() {
            return paths.get(0);
        }

        private double costAStep() {
            return best().energy() / Math.max(1, best().steps().size() - 1);
        }
    }

    /** The order in which entries are preferred, in one basin or over several. */
    public static final Comparator<Entered> PREFERENCE = Comparator.comparing(
                    (Entered entered) -> !fits(entered.best()))
            .thenComparingDouble(Entered::costAStep)
            .thenComparing(entered -> entered.start().id());

    /** One for each thought that enters and from which there is a path, in no order. */
    public List<Entered> into(Basin basin, Collection<Assignment> members) {
        PathFinder finder = new PathFinder(transitions);
        List<String> entering = members.stream()
                .filter(member -> member.zone() != Zone.OUTSIDE)
                .sorted(Comparator.comparing((Assignment member) -> member.zone() != Zone.UNSTABLE)
                        .thenComparingDouble(Assignment::margin)
                        .thenComparing(Assignment::thoughtId))
                .limit(THOUGHTS_TRIED)
                .map(Assignment::thoughtId)
                .toList();
        List<Entered> found = new ArrayList<>();
        thoughts.byId(entering).values().forEach(thought -> {
            List<String> mentioned = transitions.mentionedBy(thought.id()).stream()
                    .map(Token::id)
                    .toList();
            List<PathFinder.Path> paths =
                    finder.fromThought(new PathFinder.Entering(thought.embedding(), mentioned), basin, OPTIONS);
            if (!paths.isEmpty()) {
                found.add(new Entered(thought, basin, fittingFirst(paths)));
            }
        });
        return found;
    }

    private static List<PathFinder.Path> fittingFirst(List<PathFinder.Path> paths) {
        return paths.stream()
                .sorted(Comparator.comparing((PathFinder.Path path) -> !fits(path)))
                .toList();
    }

    private static boolean fits(PathFinder.Path path) {
        int steps = path.steps().size();
        return steps >= FEWEST_STEPS && steps <= MOST_STEPS;
    }
}
