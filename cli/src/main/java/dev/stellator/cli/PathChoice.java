package dev.stellator.cli;

import dev.stellator.cypher.GraphStore;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.path.PathFinder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses, by a rule that looks at the graph alone and at no model's reaction, the path that a run measures: among the
 * largest basins, thoughts that lie between basins enter, and of the paths with {@value #FEWEST_STEPS} to
 * {@value #MOST_STEPS} steps, enough for their order to mean something, the one that is cheapest a step wins.
 */
final class PathChoice {
    private static final int SMALLEST_BASIN = 16;
    private static final int BASINS_TRIED = 4;
    private static final int THOUGHTS_TRIED = 4;
    private static final int FEWEST_STEPS = 4;
    private static final int MOST_STEPS = 7;
    private static final int SAMPLE = 40;
    private static final PathFinder.Options OPTIONS = new PathFinder.Options(PathFinder.DEFAULT_LAMBDA, 12);

    private final Workspace workspace;
    private final @Nullable String language;

    /** @param language that the model reads: basins mainly in it are preferred to all others. Null for any */
    PathChoice(Workspace workspace, @Nullable String language) {
        this.workspace = workspace;
        this.language = language;
    }

    /** @param paths the one to follow first, then the others, cheapest first */
    record Chosen(Thought start, Basin basin, List<PathFinder.Path> paths) {}

    Chosen choose(Collection<Basin> basins) {
        Map<String, List<Assignment>> members = new HashMap<>();
        workspace.graph().basins().assignments().forEach(assignment -> members.computeIfAbsent(
                        assignment.basinId(), id -> new ArrayList<>())
                .add(assignment));
        List<Basin> large = basins.stream()
                .filter(basin -> basin.level() == 0 && basin.size() >= SMALLEST_BASIN)
                .sorted(Comparator.comparingLong(basin -> -basin.size()))
                .toList();
        List<Basin> readable = large.stream()
                .filter(basin -> speaks(members.getOrDefault(basin.id(), List.of())))
                .toList();
        List<Basin> candidates = (readable.isEmpty() ? large : readable)
                .stream().limit(BASINS_TRIED).toList();
        List<Chosen> found = new ArrayList<>();
        for (Basin basin : candidates) {
            found.addAll(enter(basin, members.getOrDefault(basin.id(), List.of())));
        }
        return found.stream()
                .min(Comparator.comparing(
                                (Chosen chosen) -> !fits(chosen.paths().get(0)))
                        .thenComparingDouble(PathChoice::energyAStep)
                        .thenComparing(chosen -> chosen.start().id()))
                .orElseThrow(() -> new InputRefusedException("no thought reaches an anchor of a basin with at least "
                        + SMALLEST_BASIN + " thoughts; import more text"));
    }

    private boolean speaks(List<Assignment> members) {
        if (language == null) {
            return true;
        }
        Collection<Thought> sample = workspace
                .graph()
                .thoughts()
                .byId(members.stream().limit(SAMPLE).map(Assignment::thoughtId).toList())
                .values();
        long speaking = sample.stream()
                .filter(thought -> thought.language().equals(language))
                .count();
        return speaking * 2 > sample.size();
    }

    private List<Chosen> enter(Basin basin, List<Assignment> members) {
        GraphStore graph = workspace.graph();
        PathFinder finder = new PathFinder(graph.transitions());
        List<String> entering = members.stream()
                .filter(member -> member.zone() != Zone.OUTSIDE)
                .sorted(Comparator.comparing((Assignment member) -> member.zone() != Zone.UNSTABLE)
                        .thenComparingDouble(Assignment::margin)
                        .thenComparing(Assignment::thoughtId))
                .limit(THOUGHTS_TRIED)
                .map(Assignment::thoughtId)
                .toList();
        List<Chosen> found = new ArrayList<>();
        graph.thoughts().byId(entering).values().forEach(thought -> {
            List<String> mentioned = graph.transitions().mentionedBy(thought.id()).stream()
                    .map(Token::id)
                    .toList();
            List<PathFinder.Path> paths =
                    finder.fromThought(new PathFinder.Entering(thought.embedding(), mentioned), basin, OPTIONS);
            if (!paths.isEmpty()) {
                found.add(new Chosen(thought, basin, fittingFirst(paths)));
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

    private static double energyAStep(Chosen chosen) {
        PathFinder.Path path = chosen.paths().get(0);
        return path.energy() / Math.max(1, path.steps().size() - 1);
    }
}
