package dev.stellator.api.json;

import dev.stellator.api.Paths;
import dev.stellator.engine.graph.BasinGraph.Basin;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A basin as {@code --json} prints it, and as the explorer answers it; {@code docs/json/basins.schema.json} describes it.
 *
 * @param parent id of the basin one level up; null at the top
 * @param representative text of the thought nearest to the attractor; empty when it is gone
 */
public record BasinJson(
        String id,
        int level,
        @Nullable String parent,
        String label,
        long size,
        double depth,
        double radius,
        double stability,
        List<String> anchors,
        String representative) {
    public BasinJson {
        anchors = List.copyOf(anchors);
    }

    /** @param texts of representatives, by id */
    public static BasinJson of(Basin basin, Map<String, String> texts) {
        return new BasinJson(
                basin.id(),
                basin.level(),
                basin.parentId(),
                basin.label(),
                basin.size(),
                basin.depth(),
                basin.radius(),
                basin.stability(),
                Paths.anchorTexts(basin),
                texts.getOrDefault(basin.representativeId(), ""));
    }
}
