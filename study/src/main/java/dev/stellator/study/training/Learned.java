package dev.stellator.study.training;

import ai.djl.ndarray.NDArray;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.reaction.Directions;
import dev.stellator.study.training.Parameters.Entry;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Trainable;
import dev.stellator.worker.intervention.HiddenIntervention;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import dev.stellator.worker.intervention.PositionSelector;
import dev.stellator.worker.intervention.RailIntervention;
import dev.stellator.worker.intervention.WeightIntervention;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What some variants learn in a model, and how it acts: as tensors while it is learned, as interventions afterwards. */
final class Learned {
    private final int modelLayers;
    private final int heads;
    private final int[] layers;
    private final @Nullable Directions directions;
    private final LearnedEntries entries;

    /**
     * @param variants at least one
     * @param layers that drifts, adapters and phases act in
     * @param directions needed to learn a phase
     * @throws InputRefusedException when something that a variant needs is missing
     */
    Learned(LanguageModel model, Set<Variant> variants, int[] layers, int rank, @Nullable Directions directions) {
        this.modelLayers = model.info().layers();
        this.heads = model.info().heads();
        this.layers = layers.clone();
        this.directions = directions;
        this.entries = new LearnedEntries(model, variants, layers, rank);
        if (directions == null && variants.contains(Variant.PHASE)) {
            throw new InputRefusedException(
                    "the program has no TOKEN and ANCHOR, between which a phase could be learned");
        }
    }

    LearnedEntries entries() {
        return entries;
    }

    /** The tensors as they act during training, in the order of the entries. */
    Trainable trainable(List<NDArray> leaves) {
        List<Trainable.Drift> drifts = new ArrayList<>();
        List<Trainable.Phase> phases = new ArrayList<>();
        List<Trainable.Adapter> adapters = new ArrayList<>();
        List<Trainable.RailMap> maps = new ArrayList<>();
        List<Trainable.RailGate> gates = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            NDArray leaf = leaves.get(i);
            switch (entry.role()) {
                case "R" -> {
                    NDArray w = leaves.get(i + 1);
                    drifts.add(new Trainable.Drift(
                            entry.layer(), leaf, entry.variant() == Variant.REFT ? w.sub(leaf) : w, leaves.get(i + 2)));
                }
                case "A" ->
                    adapters.add(new Trainable.Adapter(
                            entry.layer(), Objects.requireNonNull(entry.site()), leaf, leaves.get(i + 1)));
                case LearnedEntries.DOWN -> maps.add(new Trainable.RailMap(entry.layer(), leaf, leaves.get(i + 1)));
                case LearnedEntries.GATE -> gates.add(new Trainable.RailGate(entry.layer(), leaf));
                case LearnedEntries.PHASE -> phases.addAll(phases(leaf));
                default -> {}
            }
        }
        return new Trainable(
                railGains(leaves), drifts, phases, null, adapters, leaf(leaves, LearnedEntries.STRENGTHS), maps, gates);
    }

    private Trainable.@Nullable RailGains railGains(List<NDArray> leaves) {
        NDArray shown = leaf(leaves, LearnedEntries.SHOWN);
        NDArray contrast = leaf(leaves, LearnedEntries.CONTRAST);
        NDArray emphasis = leaf(leaves, LearnedEntries.EMPHASIS);
        if (shown == null && contrast == null && emphasis == null) {
            return null;
        }
        NDArray others = leaf(leaves, LearnedEntries.OTHERS);
        List<NDArray> nats = shown == null
                ? List.of()
                : others != null
                        ? List.of(shown, others, others, others)
                        : List.of(
                                shown,
                                Objects.requireNonNull(leaf(leaves, LearnedEntries.NEXT)),
                                Objects.requireNonNull(leaf(leaves, LearnedEntries.PREVIOUS)),
                                Objects.requireNonNull(leaf(leaves, LearnedEntries.FAR)));
        return new Trainable.RailGains(nats, contrast, emphasis);
    }

    private @Nullable NDArray leaf(List<NDArray> leaves, String role) {
        int at = entries.index(role);
        return at < 0 ? null : leaves.get(at);
    }

    /** Whether any of this is an addition to a rail's gains. */
    boolean gains() {
        return entries.learns(LearnedEntries.SHOWN)
                || entries.learns(LearnedEntries.CONTRAST)
                || entries.learns(LearnedEntries.EMPHASIS);
    }

    private List<Trainable.Phase> phases(NDArray angle) {
        Directions planes = Objects.requireNonNull(directions);
        List<Trainable.Phase> phases = new ArrayList<>();
        for (int layer : layers) {
            phases.add(new Trainable.Phase(
                    Indices.of(layer), planes.token()[layer], planes.anchorInPlane()[layer], angle));
        }
        return phases;
    }

    /** The same as interventions, which need no training to act; a sweep's strengths are in {@link #strengths}. */
    List<Intervention> interventions(Parameters parameters) {
        List<Intervention> result = new ArrayList<>();
        float[][] values = parameters.values();
        if (gains()) {
            result.add(new RailIntervention.RailGains(
                    nats(parameters),
                    byHead(parameters, LearnedEntries.CONTRAST),
                    byHead(parameters, LearnedEntries.EMPHASIS)));
        }
        result.addAll(maps(parameters));
        result.addAll(gates(parameters));
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            switch (entry.role()) {
                case "R" ->
                    result.add(new HiddenIntervention.LowRankDrift(
                            Indices.of(entry.layer()),
                            matrix(values[i], entry.shape()),
                            matrix(effective(parameters, i + 1), entry.shape()),
                            values[i + 2],
                            PositionSelector.EVERYWHERE));
                case "A" ->
                    result.add(new WeightIntervention.Adapter(
                            entry.layer(),
                            Objects.requireNonNull(entry.site()),
                            matrix(values[i], entry.shape()),
                            matrix(values[i + 1], entries.get(i + 1).shape())));
                case LearnedEntries.PHASE -> result.addAll(rotations(values[i][0]));
                default -> {}
            }
        }
        return result;
    }

    /** Gains by distance; zeros where none are learned. */
    float[][][] nats(Parameters parameters) {
        float[][] others = byHead(parameters, LearnedEntries.OTHERS);
        float[][] shown = byHead(parameters, LearnedEntries.SHOWN);
        if (shown.length == 0) {
            float[][] zeros = new float[modelLayers][heads];
            return new float[][][] {zeros, zeros, zeros, zeros};
        }
        return others.length > 0
                ? new float[][][] {shown, others, others, others}
                : new float[][][] {
                    shown,
                    byHead(parameters, LearnedEntries.NEXT),
                    byHead(parameters, LearnedEntries.PREVIOUS),
                    byHead(parameters, LearnedEntries.FAR)
                };
    }

    /** Of the rail's values; empty when they are not learned. */
    List<RailIntervention.RailMap> maps(Parameters parameters) {
        List<RailIntervention.RailMap> maps = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.role().equals(LearnedEntries.DOWN)) {
                maps.add(new RailIntervention.RailMap(
                        entry.layer(),
                        matrix(parameters.values()[i], entry.shape()),
                        matrix(parameters.values()[i + 1], entry.shape())));
            }
        }
        return maps;
    }

    /** Of the shown step's keys; empty when they are not learned. */
    List<RailIntervention.RailGate> gates(Parameters parameters) {
        List<RailIntervention.RailGate> gates = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.role().equals(LearnedEntries.GATE)) {
                gates.add(new RailIntervention.RailGate(
                        entry.layer(), matrix(parameters.values()[i], entry.shape())));
            }
        }
        return gates;
    }

    /** (layers, heads); empty when it is not learned. */
    float[][] byHead(Parameters parameters, String role) {
        int at = entries.index(role);
        return at < 0
                ? new float[0][]
                : matrix(parameters.values()[at], entries.get(at).shape());
    }

    /** Of a direction sweep, by layer; empty when they are not learned. */
    float[] strengths(Parameters parameters) {
        int at = entries.index(LearnedEntries.STRENGTHS);
        return at < 0 ? new float[0] : parameters.values()[at].clone();
    }

    /** The values of a field in place of the learned arrays that it has too. */
    Parameters from(LearnedField field, Parameters zeros) {
        float[][] values = zeros.copy();
        float[][][] nats = field.nats();
        put(values, LearnedEntries.SHOWN, nats[0]);
        put(values, LearnedEntries.OTHERS, nats[3]);
        put(values, LearnedEntries.NEXT, nats[1]);
        put(values, LearnedEntries.PREVIOUS, nats[2]);
        put(values, LearnedEntries.FAR, nats[3]);
        put(values, LearnedEntries.CONTRAST, field.contrast());
        put(values, LearnedEntries.EMPHASIS, field.emphasis());
        put(
                values,
                LearnedEntries.STRENGTHS,
                field.strengths().length == 0 ? new float[0][] : new float[][] {field.strengths()});
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            for (RailIntervention.RailMap map : field.maps()) {
                if (entry.role().equals(LearnedEntries.DOWN)
                        && map.layer() == entry.layer()
                        && map.down().length == entry.shape()[0]) {
                    put(values[i], map.down());
                    put(values[i + 1], map.up());
                }
            }
            for (RailIntervention.RailGate gate : field.gates()) {
                if (entry.role().equals(LearnedEntries.GATE) && gate.layer() == entry.layer()) {
                    put(values[i], gate.vectors());
                }
            }
        }
        return zeros.with(values);
    }

    private void put(float[][] values, String role, float[][] matrix) {
        int at = entries.index(role);
        if (at >= 0 && matrix.length > 0) {
            put(values[at], matrix);
        }
    }

    private static void put(float[] flat, float[][] matrix) {
        int columns = matrix[0].length;
        for (int row = 0; row < matrix.length; row++) {
            System.arraycopy(matrix[row], 0, flat, row * columns, columns);
        }
    }

    private List<Intervention> rotations(float radians) {
        Directions planes = Objects.requireNonNull(directions);
        List<Intervention> rotations = new ArrayList<>();
        for (int layer : layers) {
            rotations.add(HiddenIntervention.Rotation.by(
                    Indices.of(layer), planes.token()[layer], planes.anchorInPlane()[layer], radians));
        }
        return rotations;
    }

    /** W as it acts on h: a LoReFT's is W - R. */
    private float[] effective(Parameters parameters, int index) {
        float[] w = parameters.values()[index];
        if (entries.get(index).variant() != Variant.REFT) {
            return w;
        }
        float[] r = parameters.values()[index - 1];
        float[] difference = new float[w.length];
        for (int i = 0; i < w.length; i++) {
            difference[i] = w[i] - r[i];
        }
        return difference;
    }

    private static float[][] matrix(float[] flat, long[] shape) {
        int rows = (int) shape[0];
        int columns = (int) shape[1];
        float[][] matrix = new float[rows][];
        for (int row = 0; row < rows; row++) {
            matrix[row] = java.util.Arrays.copyOfRange(flat, row * columns, (row + 1) * columns);
        }
        return matrix;
    }
}
