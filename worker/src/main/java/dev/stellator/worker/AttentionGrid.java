package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.worker.intervention.RailIntervention;
import dev.stellator.worker.intervention.Strength;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fills the arrays of an {@link AttentionPlan} over (batch, head, query, key), the rail's keys first. */
final class AttentionGrid {
    private final NDManager scope;
    private final Layout layout;
    private final int heads;
    private final int batch;
    private final int headCount;
    private final int queries;
    private final int railLength;
    private final int width;

    /**
     * @param scope that the arrays belong to
     * @param heads of the model
     * @param headCount heads that the arrays tell apart: all, or 1
     */
    AttentionGrid(NDManager scope, Layout layout, int heads, int headCount, int railLength) {
        this.scope = scope;
        this.layout = layout;
        this.heads = heads;
        this.headCount = headCount;
        this.railLength = railLength;
        this.batch = layout.batch();
        this.queries = layout.queries();
        this.width = railLength + layout.keys();
    }

    NDArray mask(List<List<RaisedKeys>> active) {
        float[] mask = new float[Math.multiplyExact(batch * headCount * queries, width)];
        int row = 0;
        for (int b = 0; b < batch; b++) {
            for (int h = 0; h < headCount; h++) {
                for (int t = 0; t < queries; t++, row += width) {
                    Arrays.fill(mask, row, row + railLength, Float.NEGATIVE_INFINITY);
                    int place = layout.query()[b][t];
                    for (int s = 0; s < width - railLength; s++) {
                        int key = layout.key()[b][s];
                        mask[row + railLength + s] = key < 0 || key > place ? Float.NEGATIVE_INFINITY : 0;
                    }
                    addBiases(mask, row, active.get(b), new Row(b, h, t));
                }
            }
        }
        return scope.create(mask, new Shape(batch, headCount, queries, width));
    }

    /** A query of a head in a sequence, which all keys have a number for. */
    private record Row(int sequence, int head, int query) {}

    private void addBiases(float[] mask, int from, List<RaisedKeys> list, Row row) {
        int b = row.sequence();
        int position = layout.position(b, row.query());
        for (RaisedKeys a : list) {
            if (position < 0 || !a.at(row.head(), position, promptLength(b))) {
                continue;
            }
            int current = a.current(position, layout.lengths()[b]);
            for (int j = 0; j < a.rail().length; j++) {
                mask[from + j] = a.bias(a.rail()[j], current);
            }
            for (int s = 0; s < a.own().length; s++) {
                if (a.own()[s] != RaisedKeys.UNTOUCHED) {
                    mask[from + railLength + s] += a.bias(a.own()[s], current);
                }
            }
        }
    }

    /** How the rails' steps stand to the window, and what each key counts for in its rail's mean. */
    AttentionPlan.Steps steps(List<List<RaisedKeys>> active) {
        int kinds = RailIntervention.Distance.COUNT;
        float[] distances = new float[Math.multiplyExact(batch * kinds * queries, width)];
        float[] means = new float[batch * railLength];
        float[] seeing = new float[batch * heads];
        for (int b = 0; b < batch; b++) {
            for (RaisedKeys a : active.get(b)) {
                if (a.source() != null) {
                    fillDistances(distances, b, a);
                    fillMeans(means, b, a);
                    for (int h = 0; h < heads; h++) {
                        seeing[b * heads + h] = a.heads().contains(h) ? 1 : 0;
                    }
                }
            }
        }
        return new AttentionPlan.Steps(
                scope.create(distances, new Shape(batch, kinds, (long) queries * width)),
                scope.create(means, new Shape(batch, 1, 1, railLength)),
                scope.create(seeing, new Shape(batch, heads, 1)));
    }

    private void fillDistances(float[] distances, int b, RaisedKeys a) {
        for (int t = 0; t < queries; t++) {
            int position = layout.position(b, t);
            if (position < 0 || !a.where().contains(position, promptLength(b))) {
                continue;
            }
            int current = a.current(position, layout.lengths()[b]);
            for (int j = 0; j < a.rail().length; j++) {
                distances[at(b, a.rail()[j], current, t) + j] = 1;
            }
            for (int s = 0; s < a.own().length; s++) {
                if (a.own()[s] != RaisedKeys.UNTOUCHED) {
                    distances[at(b, a.own()[s], current, t) + railLength + s] = 1;
                }
            }
        }
    }

    /** Where the row of a query among the keys that stand at a step's distance begins. */
    private int at(int b, int step, int current, int t) {
        int kind = RailIntervention.Distance.of(step, current).index();
        return ((b * RailIntervention.Distance.COUNT + kind) * queries + t) * width;
    }

    private void fillMeans(float[] means, int b, RaisedKeys a) {
        int[] sizes = new int[a.steps()];
        for (int step : a.rail()) {
            sizes[step]++;
        }
        for (int j = 0; j < a.rail().length; j++) {
            means[b * railLength + j] = 1f / (a.steps() * sizes[a.rail()[j]]);
        }
    }

    AttentionPlan.Share share(List<@Nullable RaisedKeys> chosen) {
        float[] group = new float[batch * width];
        float[] active = new float[batch * headCount * queries];
        float[] target = new float[batch];
        for (int b = 0; b < batch; b++) {
            RaisedKeys a = chosen.get(b);
            if (a == null || !(a.strength() instanceof Strength.Share share)) {
                continue;
            }
            target[b] = (float) (Math.log(share.share()) - Math.log1p(-share.share()));
            Arrays.fill(group, b * width, b * width + a.rail().length, 1);
            for (int s = 0; s < a.own().length; s++) {
                group[b * width + railLength + s] = a.own()[s] == RaisedKeys.UNTOUCHED ? 0 : 1;
            }
            for (int h = 0; h < headCount; h++) {
                for (int t = 0; t < queries; t++) {
                    int position = layout.position(b, t);
                    active[(b * headCount + h) * queries + t] =
                            position >= 0 && a.at(h, position, promptLength(b)) ? 1 : 0;
                }
            }
        }
        return new AttentionPlan.Share(
                scope.create(group, new Shape(batch, 1, 1, width)),
                scope.create(active, new Shape(batch, headCount, queries, 1)),
                scope.create(target, new Shape(batch, 1, 1, 1)));
    }

    private int promptLength(int b) {
        return layout.sequences().get(b).promptLength();
    }
}
