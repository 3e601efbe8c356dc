package dev.stellator.benchmarks;

import dev.stellator.cypher.GraphStore;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph.StepCost;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.engine.path.PathFinder.Entering;
import dev.stellator.engine.path.PathFinder.Entry;
import dev.stellator.engine.path.PathFinder.Options;
import dev.stellator.engine.path.PathFinder.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * What the parts of a path's cost do: paths from thoughts into other thoughts' basins with other weights of the distance
 * from the attractor, and with other entries. Arguments: a data folder with basins, and how many thoughts. Run after a
 * build:
 *
 * <pre>java -Xmx4g -cp cli/target/stellator.jar benchmarks/PathCosts.java FOLDER 100</pre>
 */
class PathCosts {
    private static final double[] LAMBDAS = {0, 1, PathFinder.DEFAULT_LAMBDA, 16};

    private final PathFinder finder;
    private final List<Basin> basins;
    private final List<Entering> thoughts = new ArrayList<>();

    private PathCosts(GraphStore graph, int count) {
        this.finder = new PathFinder(graph.transitions());
        this.basins = graph.basins().basins().stream()
                .filter(basin -> basin.level() == 0)
                .toList();
        Random random = new Random(7);
        List<String> ids = new ArrayList<>();
        graph.thoughts().forEach(thought -> ids.add(thought.id()));
        for (int i = 0; i < count; i++) {
            String id = ids.get(random.nextInt(ids.size()));
            Thought thought =
                    Objects.requireNonNull(graph.thoughts().byId(List.of(id)).get(id));
            List<String> mentioned =
                    graph.transitions().mentionedBy(id).stream().map(Token::id).toList();
            thoughts.add(new Entering(thought.embedding(), mentioned));
        }
    }

    public static void main(String[] arguments) {
        try (GraphStore graph = GraphStore.embedded(java.nio.file.Path.of(arguments[0]))) {
            PathCosts costs = new PathCosts(graph, Integer.parseInt(arguments[1]));
            List<List<Path>> reference = costs.paths(PathFinder.DEFAULT_LAMBDA, Entry.BOTH);
            System.out.printf("%-28s %6s %8s %8s %8s %8s%n", "", "paths", "changed", "steps", "rarity", "distance");
            for (double lambda : LAMBDAS) {
                print("lambda " + lambda, costs.paths(lambda, Entry.BOTH), reference);
            }
            for (Entry entry : Entry.values()) {
                print("entry " + entry, costs.paths(PathFinder.DEFAULT_LAMBDA, entry), reference);
            }
        }
        System.exit(0);
    }

    private List<List<Path>> paths(double lambda, Entry entry) {
        List<List<Path>> paths = new ArrayList<>();
        for (int i = 0; i < thoughts.size(); i++) {
            Basin other = basins.get(new Random(i).nextInt(basins.size()));
            paths.add(finder.fromThought(thoughts.get(i), other, new Options(lambda, 1, entry)));
        }
        return paths;
    }

    /** Rarity and distance are means over steps. */
    private static void print(String name, List<List<Path>> paths, List<List<Path>> reference) {
        int found = 0;
        int changed = 0;
        int steps = 0;
        double rarity = 0;
        double distance = 0;
        for (int i = 0; i < paths.size(); i++) {
            List<String> before = reference.get(i).isEmpty()
                    ? List.of()
                    : reference.get(i).get(0).tokens();
            List<String> after =
                    paths.get(i).isEmpty() ? List.of() : paths.get(i).get(0).tokens();
            changed += before.equals(after) ? 0 : 1;
            if (!paths.get(i).isEmpty()) {
                found++;
                for (StepCost cost : paths.get(i).get(0).costs().subList(1, after.size())) {
                    steps++;
                    rarity += cost.rarity();
                    distance += cost.distance();
                }
            }
        }
        System.out.printf(
                "%-28s %6d %8d %8.2f %8.3f %8.3f%n",
                name, found, changed, (double) steps / found, rarity / steps, distance / steps);
    }
}
