package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.worker.intervention.GradientIntervention.GradientDampening;
import dev.stellator.worker.intervention.HiddenIntervention.DirectionSweep;
import dev.stellator.worker.intervention.HiddenIntervention.InLayers;
import dev.stellator.worker.intervention.HiddenIntervention.LowRankDrift;
import dev.stellator.worker.intervention.HiddenIntervention.Rotation;
import dev.stellator.worker.intervention.PositionSelector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns rotations, drifts and dampening of a batch into a list of {@link HiddenChange}s a layer. The i-th change of
 * each sequence is applied together with the i-th of the others; a sequence without one gets zeros.
 */
final class HiddenPlanner {
    private final NDManager scope;
    private final Layout layout;
    private final int width;
    private final boolean training;
    private final Map<List<List<InLayers>>, List<HiddenChange>> plans = new HashMap<>();

    HiddenPlanner(NDManager scope, Layout layout, int width, boolean training) {
        this.scope = scope;
        this.layout = layout;
        this.width = width;
        this.training = training;
    }

    List<HiddenChange> plan(int layer) {
        List<HiddenChange> changes = new ArrayList<>(linear(layer));
        float[] strengths = new float[layout.batch()];
        boolean any = false;
        for (int b = 0; b < strengths.length; b++) {
            DirectionSweep sweep = sweep(b);
            strengths[b] = sweep == null ? 0 : sweep.strengths()[layer];
            any |= strengths[b] != 0;
        }
        HiddenChange.StepVectors swept =
                any ? swept(layer, scope.create(strengths, new Shape(strengths.length, 1, 1))) : null;
        if (swept != null) {
            changes.add(swept);
        }
        return changes;
    }

    private @Nullable DirectionSweep sweep(int b) {
        return layout.sequences().get(b).interventions(DirectionSweep.class).stream()
                .findFirst()
                .orElse(null);
    }

    /** The sequences' direction sweeps in a layer at a strength; null where none has vectors. */
    HiddenChange.@Nullable StepVectors swept(int layer, NDArray strength) {
        int steps = 0;
        for (int b = 0; b < layout.batch(); b++) {
            DirectionSweep sweep = sweep(b);
            steps = Math.max(steps, sweep == null ? 0 : sweep.vectors()[layer].length);
        }
        if (steps == 0) {
            return null;
        }
        float[] vectors = new float[layout.batch() * steps * width];
        float[] shown = new float[layout.batch() * layout.queries() * steps];
        for (int b = 0; b < layout.batch(); b++) {
            DirectionSweep sweep = sweep(b);
            if (sweep != null) {
                copy(sweep.vectors()[layer], vectors, b * steps);
                show(sweep, sweep.vectors()[layer].length, b, steps, shown);
            }
        }
        return new HiddenChange.StepVectors(
                scope.create(shown, new Shape(layout.batch(), layout.queries(), steps)),
                scope.create(vectors, new Shape(layout.batch(), steps, width)),
                strength);
    }

    private void copy(float[][] own, float[] vectors, int firstRow) {
        for (int step = 0; step < own.length; step++) {
            requireWidth(own[step].length);
            System.arraycopy(own[step], 0, vectors, (firstRow + step) * width, width);
        }
    }

    private void show(DirectionSweep sweep, int own, int b, int steps, float[] shown) {
        for (int t = 0; t < layout.queries() && own > 0; t++) {
            int position = layout.position(b, t);
            if (position >= 0) {
                int step = sweep.window().shown(position, layout.lengths()[b], own);
                shown[(b * layout.queries() + t) * steps + step] = 1;
            }
        }
    }

    private List<HiddenChange> linear(int layer) {
        List<List<InLayers>> active = layout.sequences().stream()
                .map(sequence -> sequence.interventions(InLayers.class).stream()
                        .filter(intervention -> intervention.layers().contains(layer))
                        .toList())
                .toList();
        if (active.stream().allMatch(List::isEmpty)) {
            return List.of();
        }
        return plans.computeIfAbsent(active, this::changes);
    }

    /** Dampening that the sequences ask for in this layer; null when there is none. */
    @Nullable
    HiddenChange dampening(int layer) {
        if (!training) {
            return null;
        }
        float[] factors = new float[layout.batch()];
        boolean any = false;
        for (int b = 0; b < factors.length; b++) {
            factors[b] = 1;
            for (GradientDampening dampening : layout.sequences().get(b).interventions(GradientDampening.class)) {
                if (dampening.layers().contains(layer)) {
                    factors[b] *= (float) dampening.factor();
                    any = true;
                }
            }
        }
        return any ? new HiddenChange.Dampening(scope.create(factors, new Shape(factors.length, 1, 1))) : null;
    }

    private List<HiddenChange> changes(List<List<InLayers>> active) {
        List<HiddenChange> changes = new ArrayList<>();
        int most = active.stream().mapToInt(List::size).max().orElse(0);
        for (int slot = 0; slot < most; slot++) {
            List<@Nullable LowRankDrift> linear = chosen(active, slot, InLayers::lowRank);
            if (linear.stream().anyMatch(Objects::nonNull)) {
                changes.add(lowRank(linear));
            }
            List<@Nullable Rotation> targets = chosen(active, slot, InLayers::toAngle);
            if (targets.stream().anyMatch(Objects::nonNull)) {
                changes.add(toAngle(targets));
            }
        }
        return changes;
    }

    private static <T> List<@Nullable T> chosen(
            List<List<InLayers>> active, int slot, Function<InLayers, @Nullable T> as) {
        List<@Nullable T> chosen = new ArrayList<>();
        for (List<InLayers> list : active) {
            chosen.add(slot < list.size() ? as.apply(list.get(slot)) : null);
        }
        return chosen;
    }

    private HiddenChange lowRank(List<@Nullable LowRankDrift> chosen) {
        LowRankDrift first = chosen.get(0);
        boolean shared = first != null && chosen.stream().allMatch(first::equals);
        List<@Nullable LowRankDrift> all = shared ? chosen.subList(0, 1) : chosen;
        int rank = all.stream()
                .filter(Objects::nonNull)
                .mapToInt(drift -> drift.b().length)
                .max()
                .orElse(0);
        float[] w = new float[all.size() * rank * width];
        float[] r = new float[all.size() * rank * width];
        float[] b = new float[all.size() * rank];
        for (int i = 0; i < all.size(); i++) {
            LowRankDrift drift = all.get(i);
            for (int k = 0; drift != null && k < drift.b().length; k++) {
                requireWidth(drift.w()[k].length);
                requireWidth(drift.r()[k].length);
                System.arraycopy(drift.w()[k], 0, w, (i * rank + k) * width, width);
                System.arraycopy(drift.r()[k], 0, r, (i * rank + k) * width, width);
                b[i * rank + k] = drift.b()[k];
            }
        }
        Shape matrix = shared ? new Shape(rank, width) : new Shape(all.size(), rank, width);
        Shape vector = shared ? new Shape(rank) : new Shape(all.size(), 1, rank);
        return new HiddenChange.LowRank(
                scope.create(w, matrix), scope.create(b, vector), scope.create(r, matrix), mask(chosen));
    }

    private HiddenChange toAngle(List<@Nullable Rotation> chosen) {
        float[] plane = new float[chosen.size() * 2 * width];
        float[] direction = new float[chosen.size() * 2];
        for (int i = 0; i < chosen.size(); i++) {
            Rotation rotation = chosen.get(i);
            if (rotation != null) {
                requireWidth(rotation.a().length);
                System.arraycopy(rotation.a(), 0, plane, i * 2 * width, width);
                System.arraycopy(rotation.b(), 0, plane, (i * 2 + 1) * width, width);
                direction[i * 2] = (float) Math.cos(rotation.radians());
                direction[i * 2 + 1] = (float) Math.sin(rotation.radians());
            }
        }
        NDArray mask = mask(chosen);
        return new HiddenChange.ToAngle(
                scope.create(plane, new Shape(chosen.size(), 2, width)),
                scope.create(direction, new Shape(chosen.size(), 1, 2)),
                mask == null ? scope.ones(new Shape(1)) : mask);
    }

    private void requireWidth(int found) {
        if (found != width) {
            throw new IllegalArgumentException(
                    "expected vectors of the model's width " + width + " in an intervention, found " + found);
        }
    }

    private @Nullable NDArray mask(List<? extends @Nullable InLayers> chosen) {
        float[] mask = new float[layout.batch() * layout.queries()];
        boolean everywhere = true;
        for (int b = 0; b < layout.batch(); b++) {
            InLayers intervention = chosen.get(b);
            PositionSelector where = intervention == null ? null : intervention.where();
            for (int t = 0; t < layout.queries(); t++) {
                int position = layout.position(b, t);
                boolean acts = where != null
                        && position >= 0
                        && where.contains(position, layout.sequences().get(b).promptLength());
                mask[b * layout.queries() + t] = acts ? 1 : 0;
                everywhere &= acts;
            }
        }
        return everywhere ? null : scope.create(mask, new Shape(layout.batch(), layout.queries(), 1));
    }

    /** 1 everywhere but on sinks: (B, T, 1); null when there are none. */
    @Nullable
    NDArray sinkMask() {
        float[] mask = new float[layout.batch() * layout.queries()];
        boolean any = false;
        for (int i = 0; i < mask.length; i++) {
            boolean sink = layout.position(i / layout.queries(), i % layout.queries()) < 0;
            mask[i] = sink ? 0 : 1;
            any |= sink;
        }
        return any ? scope.create(mask, new Shape(layout.batch(), layout.queries(), 1)) : null;
    }
}
