package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.RailIntervention;
import dev.stellator.worker.intervention.WeightIntervention;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a modulation as tensors, which may require gradients. They act on every sequence of a batch, on top of
 * the sequences' own interventions; zero is a no-op for each. Tensor level: for training only.
 *
 * @param railGains added to those of each sequence's rail; null when there are none
 * @param logitBias null when there is none
 * @param sweepStrengths (layers), added to the strengths of each sequence's direction sweep; null when there are none
 * @param railMaps of the values of each sequence's rail
 * @param railGates of the shown step's keys of each sequence's rail
 */
public record Trainable(
        @Nullable RailGains railGains,
        List<Drift> drifts,
        List<Phase> phases,
        @Nullable LogitBias logitBias,
        List<Adapter> adapters,
        @Nullable NDArray sweepStrengths,
        List<RailMap> railMaps,
        List<RailGate> railGates) {
    public static final Trainable NOTHING =
            new Trainable(null, List.of(), List.of(), null, List.of(), null, List.of(), List.of());

    public Trainable {
        drifts = List.copyOf(drifts);
        phases = List.copyOf(phases);
        adapters = List.copyOf(adapters);
        railMaps = List.copyOf(railMaps);
        railGates = List.copyOf(railGates);
    }

    public Trainable withGains(@Nullable RailGains gains) {
        return new Trainable(gains, drifts, phases, logitBias, adapters, sweepStrengths, railMaps, railGates);
    }

    public Trainable withDrifts(Drift... some) {
        return new Trainable(
                railGains, List.of(some), phases, logitBias, adapters, sweepStrengths, railMaps, railGates);
    }

    public Trainable withPhases(Phase... some) {
        return new Trainable(
                railGains, drifts, List.of(some), logitBias, adapters, sweepStrengths, railMaps, railGates);
    }

    public Trainable withBias(@Nullable LogitBias bias) {
        return new Trainable(railGains, drifts, phases, bias, adapters, sweepStrengths, railMaps, railGates);
    }

    public Trainable withAdapters(Adapter... some) {
        return new Trainable(railGains, drifts, phases, logitBias, List.of(some), sweepStrengths, railMaps, railGates);
    }

    /** Whether anything depends on how a rail's steps stand to the window. */
    boolean followsRails() {
        return railGains != null || !railMaps.isEmpty() || !railGates.isEmpty();
    }

    /** The first layer whose block a gradient passes; beyond all layers when none does. */
    int firstLayer() {
        IntStream entered = IntStream.concat(
                drifts.stream().mapToInt(drift -> drift.layer() + 1),
                phases.stream()
                        .flatMapToInt(phase -> IntStream.of(phase.layers().first() + 1)));
        IntStream inside = IntStream.concat(
                adapters.stream().mapToInt(Adapter::layer),
                IntStream.concat(
                        railMaps.stream().mapToInt(RailMap::layer),
                        railGates.stream().mapToInt(RailGate::layer)));
        boolean everywhere = railGains != null || sweepStrengths != null;
        return everywhere ? 0 : IntStream.concat(entered, inside).min().orElse(Integer.MAX_VALUE);
    }

    /**
     * {@link RailIntervention.RailGains} as tensors, (layers, heads) each.
     *
     * @param nats one for each {@link RailIntervention.Distance}, or none at all
     */
    public record RailGains(List<NDArray> nats, @Nullable NDArray contrast, @Nullable NDArray emphasis) {
        public RailGains {
            nats = List.copyOf(nats);
        }

        /** Scores alone: of the shown step, and of all others alike. */
        public static RailGains of(NDArray shown, NDArray others) {
            return new RailGains(List.of(shown, others, others, others), null, null);
        }

        /** (1, H, distances) in one layer. */
        NDArray scores(NDManager scope, int layer) {
            NDList rows = new NDList();
            nats.forEach(one -> rows.add(one.get(scope, layer)));
            NDArray stacked = rows.get(0).getNDArrayInternal().stack(rows.subNDList(1), 1);
            stacked.attach(scope);
            return stacked.expandDims(0);
        }
    }

    /**
     * {@link RailIntervention.RailMap} as tensors.
     *
     * @param down (rank, key-value heads x head width)
     * @param up the same
     */
    public record RailMap(int layer, NDArray down, NDArray up) {}

    /**
     * {@link RailIntervention.RailGate} as a tensor.
     *
     * @param vectors (heads, head width)
     */
    public record RailGate(int layer, NDArray vectors) {}

    /**
     * {@code h + R^T (W h + b)} leaving one layer. For LoReFT pass {@code W - R} as w.
     *
     * @param r (rank, width)
     * @param w (rank, width)
     * @param b (rank)
     */
    public record Drift(int layer, NDArray r, NDArray w, NDArray b) {}

    /**
     * Rotation leaving the layers, by a learned angle.
     *
     * @param angle scalar
     */
    public record Phase(Indices layers, float[] a, float[] b, NDArray angle) {}

    /** @param bias (ids) */
    public record LogitBias(int[] ids, NDArray bias) {}

    /**
     * LoRA: {@code y + (x A^T) B^T} at one site.
     *
     * @param a (rank, in)
     * @param b (out, rank)
     */
    public record Adapter(int layer, WeightIntervention.Site site, NDArray a, NDArray b) {}
}
