package dev.stellator.api;

import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.Thought;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Texts that stand for basins. */
public final class BasinTexts {
    public static final int BASINS = 12;
    public static final int TEXTS = 12;

    private BasinTexts() {}

    /** Thoughts of the largest basins, drawn from each at random. */
    public static List<List<String>> largest(Workspace workspace, int basins, int texts, long seed) {
        Map<String, List<String>> members = new TreeMap<>();
        for (Assignment assignment : workspace.graph().basins().assignments()) {
            members.computeIfAbsent(assignment.basinId(), id -> new ArrayList<>())
                    .add(assignment.thoughtId());
        }
        return members.values().stream()
                .filter(ids -> ids.size() > 1)
                .sorted(Comparator.comparingInt((List<String> ids) -> -ids.size()))
                .limit(basins)
                .map(ids -> drawn(workspace, ids, texts, seed))
                .toList();
    }

    private static List<String> drawn(Workspace workspace, List<String> ids, int texts, long seed) {
        List<String> drawn = new ArrayList<>(ids);
        Collections.sort(drawn);
        Collections.shuffle(drawn, RandomStreams.of(seed, "texts of basins"));
        return workspace.graph().thoughts().byId(drawn.subList(0, Math.min(texts, drawn.size()))).values().stream()
                .map(Thought::text)
                .toList();
    }
}
