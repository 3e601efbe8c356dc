package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that one forward pass needs beside the weights. What it makes belongs to the given scope.
 *
 * @param ids (B, T)
 * @param positions [B or 1][T] for the encoding
 * @param training gradients are wanted: nothing is changed in place
 */
record Pass(
        NDManager scope,
        Layout layout,
        NDArray ids,
        int[][] positions,
        AttentionPlanner attention,
        RailGainsPlanner railGains,
        RailMapPlanner railMaps,
        RailGatePlanner railGates,
        HiddenPlanner hidden,
        AdapterPlanner adapters,
        Trainable trainable,
        boolean training,
        @Nullable KeyValueCache cache,
        @Nullable Recording recorder) {

    static Pass of(NDManager scope, Layout layout, Transformer transformer) {
        return of(scope, layout, transformer, Trainable.NOTHING, false);
    }

    static Pass of(NDManager scope, Layout layout, Transformer transformer, Trainable trainable, boolean training) {
        int[][] positions = layout.encoded(transformer.config().contextLength());
        boolean alike = Arrays.stream(positions).allMatch(row -> Arrays.equals(row, positions[0]));
        int[] flat = Arrays.stream(layout.ids()).flatMapToInt(Arrays::stream).toArray();
        ModelConfig config = transformer.config();
        for (int id : flat) {
            if (id < 0 || id >= config.vocabulary()) {
                throw new IllegalArgumentException(
                        "expected subwords from 0 to " + (config.vocabulary() - 1) + ", found " + id);
            }
        }
        RailGainsPlanner railGains = new RailGainsPlanner(scope, layout, config.heads());
        RailMapPlanner railMaps = new RailMapPlanner(scope, layout, config.keyValueHeads() * config.headWidth());
        RailGatePlanner railGates = new RailGatePlanner(scope, layout, config);
        boolean follows = trainable.followsRails() || railGains.any() || railMaps.any() || railGates.any();
        return new Pass(
                scope,
                layout,
                scope.create(flat, new Shape(layout.batch(), layout.queries())).toType(DataType.INT64, false),
                alike ? new int[][] {positions[0]} : positions,
                new AttentionPlanner(scope, layout, config.heads(), follows, transformer.rails()),
                railGains,
                railMaps,
                railGates,
                new HiddenPlanner(scope, layout, config.width(), training),
                new AdapterPlanner(scope, layout, transformer),
                trainable,
                training,
                null,
                null);
    }

    Pass at(int[][] otherPositions) {
        return new Pass(
                scope,
                layout,
                ids,
                otherPositions,
                attention,
                railGains,
                railMaps,
                railGates,
                hidden,
                adapters,
                trainable,
                training,
                cache,
                recorder);
    }

    Pass with(KeyValueCache other) {
        return new Pass(
                scope, layout, ids, positions, attention, railGains, railMaps, railGates, hidden, adapters, trainable,
                training, other, recorder);
    }

    Pass with(@Nullable Recording other) {
        return new Pass(
                scope, layout, ids, positions, attention, railGains, railMaps, railGates, hidden, adapters, trainable,
                training, cache, other);
    }

    /** Whether a gradient may pass this layer: then nothing in it is changed in place. */
    boolean learning(int layer) {
        return training && layer >= trainable.firstLayer();
    }

    /** Whether somebody wants to see the attention. */
    boolean sees() {
        return recorder != null && recorder.wantsAttention();
    }

    /** {@code x W^T + b} in the scope of x. */
    static NDArray product(NDArray x, NDArray weight, @Nullable NDArray bias) {
        return x.getNDArrayInternal().linear(x, weight, bias).singletonOrThrow();
    }

    List<Trainable.Drift> drifts(int layer) {
        return trainable.drifts().stream()
                .filter(drift -> drift.layer() == layer)
                .toList();
    }

    List<Trainable.Phase> phases(int layer) {
        return trainable.phases().stream()
                .filter(phase -> phase.layers().contains(layer))
                .toList();
    }
}
