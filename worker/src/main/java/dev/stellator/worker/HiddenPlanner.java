package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.worker.Intervention.DirectionSweep;
import dev.stellator.worker.Intervention.GradientDampening;
import dev.stellator.worker.Intervention.LowRankDrift;
import dev.stellator.worker.Intervention.Rotation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private final Map<List<List<Intervention>>, List<HiddenChange>> plans = new HashMap<>();

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
                fill(sweep, layer, b, steps, vectors, shown);
            }
        }
        return new HiddenChange.StepVectors(
                scope.create(shown, new Shape(layout.batch(), layout.queries(), steps)),
                scope.create(vectors, new Shape(layout.batch(), steps, width)),
                strength);
    }

    private void fill(DirectionSweep sweep, int layer, int b, int steps, float[] vectors, float[] shown) {
        float[][] own = sweep.vectors()[layer];
        for (int step = 0; step < own.length; step++) {
            requireWidth(own[step].length);
            System.arraycopy(own[step], 0, vectors, (b * steps + step) * width, width);
        }
        for (int t = 0; t < layout.queries() && own.length > 0; t++) {
            int position = layout.position(b, t);
            if (position >= 0) {
                int step = sweep.window().shown(position, layout.lengths()[b], own.length);
                shown[(b * layout.queries() + t) * steps + step] = 1;
            }
        }
    }

    private List<HiddenChange> linear(int layer) {
        List<List<Intervention>> active = layout.sequences().stream()
                .map(sequence -> sequence.interventions().stream()
                        .filter(intervention -> acts(intervention, layer))
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
            for (Intervention intervention : layout.sequences().get(b).interventions()) {
                if (intervention instanceof GradientDampening dampening
                        && dampening.layers().contains(layer)) {
                    factors[b] *= (float) dampening.factor();
                    any = true;
                }
            }
        }
        return any ? new HiddenChange.Dampening(scope.create(factors, new Shape(factors.length, 1, 1))) : null;
    }

    private static boolean acts(Intervention intervention, int layer) {
        return switch (kind(intervention)) {
            case 0 -> false;
            default -> layers(intervention).contains(layer);
        };
    }

    private static int kind(Intervention intervention) {
        if (intervention instanceof Rotation rotation) {
            return rotation.target() ? 2 : 1;
        }
        return intervention instanceof LowRankDrift ? 1 : 0;
    }

    private static Indices layers(Intervention intervention) {
        return intervention instanceof Rotation rotation
                ? rotation.layers()
                : intervention instanceof LowRankDrift drift ? drift.layers() : Indices.NONE;
    }

    private List<HiddenChange> changes(List<List<Intervention>> active) {
        List<HiddenChange> changes = new ArrayList<>();
        int most = active.stream().mapToInt(List::size).max().orElse(0);
        for (int slot = 0; slot < most; slot++) {
            List<@Nullable Intervention> linear = chosen(active, slot, 1);
            if (linear.stream().anyMatch(Objects::nonNull)) {
                changes.add(lowRank(linear));
            }
            List<@Nullable Intervention> targets = chosen(active, slot, 2);
            if (targets.stream().anyMatch(Objects::nonNull)) {
                changes.add(toAngle(targets));
            }
        }
        return changes;
    }

    private static List<@Nullable Intervention> chosen(List<List<Intervention>> active, int slot, int kind) {
        List<@Nullable Intervention> chosen = new ArrayList<>();
        for (List<Intervention> list : active) {
            chosen.add(slot < list.size() && kind(list.get(slot)) == kind ? list.get(slot) : null);
        }
        return chosen;
    }

    private HiddenChange lowRank(List<@Nullable Intervention> chosen) {
        List<@Nullable Matrices> all = new ArrayList<>();
        Intervention first = chosen.get(0);
        boolean shared = first != null && chosen.stream().allMatch(first::equals);
        int rank = 0;
        for (Intervention intervention : shared ? chosen.subList(0, 1) : chosen) {
            Matrices matrices = intervention == null ? null : Matrices.of(intervention);
            all.add(matrices);
            rank = Math.max(rank, matrices == null ? 0 : matrices.b().length);
        }
        float[] w = new float[all.size() * rank * width];
        float[] r = new float[all.size() * rank * width];
        float[] b = new float[all.size() * rank];
        for (int i = 0; i < all.size(); i++) {
            Matrices matrices = all.get(i);
            for (int k = 0; matrices != null && k < matrices.b().length; k++) {
                requireWidth(matrices.w()[k].length);
                requireWidth(matrices.r()[k].length);
                System.arraycopy(matrices.w()[k], 0, w, (i * rank + k) * width, width);
                System.arraycopy(matrices.r()[k], 0, r, (i * rank + k) * width, width);
                b[i * rank + k] = matrices.b()[k];
            }
        }
        Shape matrix = shared ? new Shape(rank, width) : new Shape(all.size(), rank, width);
        Shape vector = shared ? new Shape(rank) : new Shape(all.size(), 1, rank);
        return new HiddenChange.LowRank(
                scope.create(w, matrix), scope.create(b, vector), scope.create(r, matrix), mask(chosen));
    }

    private HiddenChange toAngle(List<@Nullable Intervention> chosen) {
        float[] plane = new float[chosen.size() * 2 * width];
        float[] direction = new float[chosen.size() * 2];
        for (int i = 0; i < chosen.size(); i++) {
            if (chosen.get(i) instanceof Rotation rotation) {
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

    private @Nullable NDArray mask(List<@Nullable Intervention> chosen) {
        float[] mask = new float[layout.batch() * layout.queries()];
        boolean everywhere = true;
        for (int b = 0; b < layout.batch(); b++) {
            Intervention intervention = chosen.get(b);
            PositionSelector where = intervention instanceof Rotation rotation
                    ? rotation.where()
                    : intervention instanceof LowRankDrift drift ? drift.where() : null;
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

    /** The low-rank form of a drift, or of a rotation: R's rows are what each vector of the plane has to gain. */
    private record Matrices(float[][] w, float[] b, float[][] r) {
        static Matrices of(Intervention intervention) {
            if (intervention instanceof LowRankDrift drift) {
                return new Matrices(drift.w(), drift.b(), drift.r());
            }
            Rotation rotation = (Rotation) intervention;
            float[] a = rotation.a();
            float[] b = rotation.b();
            double less = Math.cos(rotation.radians()) - 1;
            double sine = Math.sin(rotation.radians());
            float[][] r = new float[2][a.length];
            for (int i = 0; i < a.length; i++) {
                r[0][i] = (float) (less * a[i] + sine * b[i]);
                r[1][i] = (float) (less * b[i] - sine * a[i]);
            }
            return new Matrices(new float[][] {a, b}, new float[2], r);
        }
    }
}
