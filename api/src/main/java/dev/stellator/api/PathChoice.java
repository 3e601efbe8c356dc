package dev.stellator.api;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.path.BasinPaths;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the path that a run measures: among the largest basins, the first by the rule of {@link BasinPaths}.
 *
 * <p>For one thread, as its workspace is.
 */
public final class PathChoice {
    private static final int SMALLEST_BASIN = 16;
    private static final int BASINS_TRIED = 4;
    private static final int SAMPLE = 40;

    private final Workspace workspace;
    private final @Nullable String language;

    /** @param language that the model reads: basins mainly in it are preferred to all others. Null for any */
    public PathChoice(Workspace workspace, @Nullable String language) {
        this.workspace = workspace;
        this.language = language;
    }

    public BasinPaths.Entered choose(Collection<Basin> basins) {
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
        BasinPaths paths =
                new BasinPaths(workspace.graph().thoughts(), workspace.graph().transitions());
        return candidates.stream()
                .flatMap(basin -> paths.into(basin, members.getOrDefault(basin.id(), List.of())).stream())
                .min(BasinPaths.PREFERENCE)
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
}
