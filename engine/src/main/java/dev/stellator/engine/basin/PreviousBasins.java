package dev.stellator.engine.basin;

import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.BasinGraph.FieldSettings;
import dev.stellator.engine.graph.Thought;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The basins that were in force, seen from the thoughts that are there now. */
final class PreviousBasins {
    /** Basins by level. */
    private final Map<Integer, List<Basin>> levels = new TreeMap<>();

    /** For each level the number of each present thought's basin; -1 for thoughts that are new. */
    private final Map<Integer, int[]> basinOf = new TreeMap<>();

    private final int size;

    private PreviousBasins(int size) {
        this.size = size;
    }

    static PreviousBasins of(BasinGraph graph, @Nullable FieldSettings stored, List<Thought> present) {
        PreviousBasins known = new PreviousBasins(present.size());
        if (stored == null) {
            return known;
        }
        Map<String, Basin> byId = new HashMap<>();
        graph.basins().forEach(basin -> {
            byId.put(basin.id(), basin);
            known.levels
                    .computeIfAbsent(basin.level(), level -> new ArrayList<>())
                    .add(basin);
        });
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < present.size(); i++) {
            places.put(present.get(i).id(), i);
        }
        for (Assignment assignment : graph.assignments()) {
            Integer place = places.get(assignment.thoughtId());
            Basin basin = byId.get(assignment.basinId());
            while (place != null && basin != null) {
                List<Basin> level = known.levels.getOrDefault(basin.level(), List.of());
                known.basinOf.computeIfAbsent(basin.level(), key -> known.nobody())[place] = level.indexOf(basin);
                basin = basin.parentId() == null ? null : byId.get(basin.parentId());
            }
        }
        return known;
    }

    private int[] nobody() {
        int[] none = new int[size];
        Arrays.fill(none, -1);
        return none;
    }

    /** Number of each thought's basin at a level; -1 for a new thought. */
    int[] basinOf(int level) {
        return basinOf.getOrDefault(level, nobody()).clone();
    }

    /**
     * For each new group the known basin that it continues: each holds more than half of the thoughts that either has.
     *
     * @param groupOf new group of each thought
     */
    Map<Integer, Basin> continuedBy(int level, int[] groupOf) {
        int[] before = basinOf(level);
        int[] matched = groupOf.clone();
        for (int i = 0; i < matched.length; i++) {
            if (before[i] < 0) {
                matched[i] = -1;
            }
        }
        double[] alike = Partitions.jaccard(matched, before);
        int[] majority = Partitions.majority(matched, before);
        Map<Integer, Basin> continued = new HashMap<>();
        for (int group = 0; group < alike.length; group++) {
            if (alike[group] > 0.5) {
                continued.put(group, levels.getOrDefault(level, List.of()).get(majority[group]));
            }
        }
        return continued;
    }
}
