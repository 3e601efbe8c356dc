package dev.stellator.worker;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.worker.intervention.RailIntervention.RailMap;
import java.util.ArrayList;
import java.util.List;

/** The sequences' own {@link RailMap maps} in a layer, those of one sequence below one another. */
final class RailMapPlanner {
    private final NDManager scope;
    private final int width;
    private final List<List<RailMap>> given;

    /** @param width of all values of a key together */
    RailMapPlanner(NDManager scope, Layout layout, int width) {
        this.scope = scope;
        this.width = width;
        this.given = layout.sequences().stream()
                .map(sequence -> sequence.interventions(RailMap.class))
                .toList();
    }

    boolean any() {
        return given.stream().anyMatch(list -> !list.isEmpty());
    }

    /** Down and up, (B, rank, width) each, with rows of zeros for sequences that have less; empty when none has any. */
    NDList plan(int layer) {
        List<List<RailMap>> here = given.stream()
                .map(list -> list.stream().filter(map -> map.layer() == layer).toList())
                .toList();
        int rank = here.stream()
                .mapToInt(
                        list -> list.stream().mapToInt(map -> map.down().length).sum())
                .max()
                .orElse(0);
        if (rank == 0) {
            return new NDList();
        }
        float[] down = new float[Math.multiplyExact(here.size() * rank, width)];
        float[] up = new float[down.length];
        for (int b = 0; b < here.size(); b++) {
            List<float[]> downRows = new ArrayList<>();
            List<float[]> upRows = new ArrayList<>();
            for (RailMap map : here.get(b)) {
                downRows.addAll(List.of(map.down()));
                upRows.addAll(List.of(map.up()));
            }
            put(downRows, down, b * rank);
            put(upRows, up, b * rank);
        }
        Shape shape = new Shape(here.size(), rank, width);
        return new NDList(scope.create(down, shape), scope.create(up, shape));
    }

    private void put(List<float[]> rows, float[] flat, int first) {
        for (int row = 0; row < rows.size(); row++) {
            float[] values = rows.get(row);
            if (values.length != width) {
                throw new IllegalArgumentException(
                        "expected maps of values that are " + width + " wide, found " + values.length);
            }
            System.arraycopy(values, 0, flat, (first + row) * width, width);
        }
    }
}
