package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.worker.intervention.RailIntervention.RailGate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sequences' own {@link RailGate gates} in a layer; those of one sequence add up. */
final class RailGatePlanner {
    private final NDManager scope;
    private final int heads;
    private final int width;
    private final List<List<RailGate>> given;

    RailGatePlanner(NDManager scope, Layout layout, ModelConfig config) {
        this.scope = scope;
        this.heads = config.heads();
        this.width = config.headWidth();
        this.given = layout.sequences().stream()
                .map(sequence -> sequence.interventions(RailGate.class))
                .toList();
    }

    boolean any() {
        return given.stream().anyMatch(list -> !list.isEmpty());
    }

    /** (B, H, head width); null when no sequence has any in this layer. */
    @Nullable
    NDArray vectors(int layer) {
        if (given.stream().flatMap(List::stream).noneMatch(gate -> gate.layer() == layer)) {
            return null;
        }
        float[] sums = new float[given.size() * heads * width];
        for (int b = 0; b < given.size(); b++) {
            for (RailGate gate : given.get(b)) {
                if (gate.layer() == layer) {
                    add(gate.vectors(), sums, b * heads * width);
                }
            }
        }
        return scope.create(sums, new Shape(given.size(), heads, width));
    }

    private void add(float[][] vectors, float[] sums, int first) {
        if (vectors.length != heads || vectors[0].length != width) {
            throw new IllegalArgumentException("expected gates for " + heads + " heads that are " + width
                    + " wide, found " + vectors.length + " that are " + vectors[0].length + " wide");
        }
        for (int head = 0; head < heads; head++) {
            for (int i = 0; i < width; i++) {
                sums[first + head * width + i] += vectors[head][i];
            }
        }
    }
}
