package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.worker.intervention.RailIntervention.Distance;
import dev.stellator.worker.intervention.RailIntervention.RailGains;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the sequences' own {@link RailGains} come to in a layer. */
final class RailGainsPlanner {
    private final NDManager scope;
    private final int heads;
    private final List<List<RailGains>> given;

    RailGainsPlanner(NDManager scope, Layout layout, int heads) {
        this.scope = scope;
        this.heads = heads;
        this.given = layout.sequences().stream()
                .map(sequence -> sequence.interventions(RailGains.class))
                .toList();
    }

    boolean any() {
        return given.stream().anyMatch(list -> !list.isEmpty());
    }

    /** (B, H, distances); null when no sequence has any. */
    @Nullable
    NDArray scores(int layer) {
        if (!any()) {
            return null;
        }
        float[] sums = new float[given.size() * heads * Distance.COUNT];
        for (int b = 0; b < given.size(); b++) {
            for (RailGains gains : given.get(b)) {
                for (int kind = 0; kind < Distance.COUNT; kind++) {
                    float[] row = row(gains.nats()[kind], layer);
                    for (int head = 0; head < heads; head++) {
                        sums[(b * heads + head) * Distance.COUNT + kind] += row[head];
                    }
                }
            }
        }
        return scope.create(sums, new Shape(given.size(), heads, Distance.COUNT));
    }

    /** (B, H, 1, 1); null when no sequence has any. */
    @Nullable
    NDArray contrast(int layer) {
        return byHead(layer, RailGains::contrast);
    }

    /** (B, H, 1, 1); null when no sequence has any. */
    @Nullable
    NDArray emphasis(int layer) {
        return byHead(layer, RailGains::emphasis);
    }

    private @Nullable NDArray byHead(int layer, java.util.function.Function<RailGains, float[][]> part) {
        float[] sums = new float[given.size() * heads];
        boolean some = false;
        for (int b = 0; b < given.size(); b++) {
            for (RailGains gains : given.get(b)) {
                float[][] values = part.apply(gains);
                if (values.length > 0) {
                    some = true;
                    float[] row = row(values, layer);
                    for (int head = 0; head < heads; head++) {
                        sums[b * heads + head] += row[head];
                    }
                }
            }
        }
        return some ? scope.create(sums, new Shape(given.size(), heads, 1, 1)) : null;
    }

    private float[] row(float[][] values, int layer) {
        if (layer >= values.length || values[layer].length != heads) {
            throw new IllegalArgumentException("expected gains for each layer and " + heads + " heads, found "
                    + values.length + " layers with " + values[0].length + " heads");
        }
        return values[layer];
    }
}
