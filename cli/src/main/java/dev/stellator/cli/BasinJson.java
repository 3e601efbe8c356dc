package dev.stellator.cli;

import dev.stellator.api.Paths;
import dev.stellator.engine.graph.BasinGraph.Basin;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A basin as {@code --json} prints it. */
record BasinJson(
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
    static BasinJson of(Basin basin, Map<String, String> texts) {
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
