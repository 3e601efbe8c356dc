package dev.stellator.study.training;

import ai.djl.ndarray.NDArray;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.reaction.Directions;
import dev.stellator.study.training.Parameters.Entry;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.TensorModel;
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
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What some variants learn in a model: which arrays, and how these act, as tensors and as interventions. */
final class Learned {
    private static final List<Trainable.Site> ADAPTED =
            List.of(Trainable.Site.ATTENTION_IN, Trainable.Site.ATTENTION_OUT);
    static final String SHOWN = "gains.shown";
    static final String OTHERS = "gains.others";
    static final String NEXT = "gains.next";
    static final String PREVIOUS = "gains.previous";
    static final String FAR = "gains.far";
    static final String CONTRAST = "contrast";
    static final String EMPHASIS = "emphasis";
    static final String STRENGTHS = "strengths";
    static final String DOWN = "down";
    private static final String UP = "up";
    static final String GATE = "gate";

    private final int modelLayers;
    private final int heads;
    private final int[] layers;
    private final @Nullable Directions directions;
    private final List<Entry> entries = new ArrayList<>();

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
        long[] byHead = {modelLayers, heads};
        int width = model.info().width();
        TensorModel tensors = model.tensors();
        int headWidth = tensors.headWidth();
        int valueWidth = headWidth * model.info().keyValueHeads();
        refuseRivals(variants);
        for (Variant variant : new TreeSet<>(variants)) {
            switch (variant) {
                case GAINS -> add(variant, byHead, SHOWN, OTHERS);
                case DISTANCES -> add(variant, byHead, SHOWN, NEXT, PREVIOUS, FAR);
                case CONTRAST, EMPHASIS -> add(variant, byHead, variant.word());
                case VALUES -> {
                    for (int layer : layers) {
                        long[] map = {rank, valueWidth};
                        entries.add(new Entry(variant, layer, DOWN, null, map));
                        entries.add(new Entry(variant, layer, UP, null, map));
                    }
                }
                case GATES -> {
                    for (int layer : layers) {
                        entries.add(new Entry(variant, layer, GATE, null, new long[] {heads, headWidth}));
                    }
                }
                case SWEEP -> add(variant, new long[] {modelLayers}, STRENGTHS);
                case PHASE -> {
                    if (directions == null) {
                        throw new InputRefusedException(
                                "the program has no TOKEN and ANCHOR, between which a phase could be learned");
                    }
                    add(variant, new long[] {1}, "phase");
                }
                case DRIFT, REFT -> {
                    for (int layer : layers) {
                        entries.add(new Entry(variant, layer, "R", null, new long[] {rank, width}));
                        entries.add(new Entry(variant, layer, "W", null, new long[] {rank, width}));
                        entries.add(new Entry(variant, layer, "b", null, new long[] {rank}));
                    }
                }
                case ADAPTERS -> {
                    for (int layer : layers) {
                        for (Trainable.Site site : ADAPTED) {
                            int[] shape = tensors.shape(site);
                            entries.add(new Entry(variant, layer, "A", site, new long[] {rank, shape[1]}));
                            entries.add(new Entry(variant, layer, "B", site, new long[] {shape[0], rank}));
                        }
                    }
                }
                default -> throw new IllegalStateException("unknown variant " + variant);
            }
        }
    }

    private static void refuseRivals(Set<Variant> variants) {
        if (variants.contains(Variant.DRIFT) && variants.contains(Variant.REFT)) {
            throw new InputRefusedException("drift and reft act at the same place; learn one of them");
        }
        if (variants.contains(Variant.GAINS) && variants.contains(Variant.DISTANCES)) {
            throw new InputRefusedException("distances are gains by distance; learn one of the two");
        }
    }

    private void add(Variant variant, long[] shape, String... roles) {
        for (String role : roles) {
            entries.add(new Entry(variant, -1, role, null, shape));
        }
    }

    List<Entry> entries() {
        return List.copyOf(entries);
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
                case DOWN -> maps.add(new Trainable.RailMap(entry.layer(), leaf, leaves.get(i + 1)));
                case GATE -> gates.add(new Trainable.RailGate(entry.layer(), leaf));
                case "phase" -> phases.addAll(phases(leaf));
                default -> {}
            }
        }
        return new Trainable(railGains(leaves), drifts, phases, null, adapters, leaf(leaves, STRENGTHS), maps, gates);
    }

    private Trainable.@Nullable RailGains railGains(List<NDArray> leaves) {
        NDArray shown = leaf(leaves, SHOWN);
        NDArray contrast = leaf(leaves, CONTRAST);
        NDArray emphasis = leaf(leaves, EMPHASIS);
        if (shown == null && contrast == null && emphasis == null) {
            return null;
        }
        NDArray others = leaf(leaves, OTHERS);
        List<NDArray> nats = shown == null
                ? List.of()
                : others != null
                        ? List.of(shown, others, others, others)
                        : List.of(
                                shown,
                                Objects.requireNonNull(leaf(leaves, NEXT)),
                                Objects.requireNonNull(leaf(leaves, PREVIOUS)),
                                Objects.requireNonNull(leaf(leaves, FAR)));
        return new Trainable.RailGains(nats, contrast, emphasis);
    }

    private @Nullable NDArray leaf(List<NDArray> leaves, String role) {
        int at = index(role);
        return at < 0 ? null : leaves.get(at);
    }

    private int index(String role) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).role().equals(role)) {
                return i;
            }
        }
        return -1;
    }

    /** Whether any of this is an addition to a rail's gains. */
    boolean gains() {
        return index(SHOWN) >= 0 || index(CONTRAST) >= 0 || index(EMPHASIS) >= 0;
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
                    nats(parameters), byHead(parameters, CONTRAST), byHead(parameters, EMPHASIS)));
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
                case "phase" -> result.addAll(rotations(values[i][0]));
                default -> {}
            }
        }
        return result;
    }

    /** Gains by distance; zeros where none are learned. */
    float[][][] nats(Parameters parameters) {
        float[][] others = byHead(parameters, OTHERS);
        float[][] shown = byHead(parameters, SHOWN);
        if (shown.length == 0) {
            float[][] zeros = new float[modelLayers][heads];
            return new float[][][] {zeros, zeros, zeros, zeros};
        }
        return others.length > 0
                ? new float[][][] {shown, others, others, others}
                : new float[][][] {
                    shown, byHead(parameters, NEXT), byHead(parameters, PREVIOUS), byHead(parameters, FAR)
                };
    }

    /** Of the rail's values; empty when they are not learned. */
    List<RailIntervention.RailMap> maps(Parameters parameters) {
        List<RailIntervention.RailMap> maps = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (entry.role().equals(DOWN)) {
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
            if (entry.role().equals(GATE)) {
                gates.add(new RailIntervention.RailGate(
                        entry.layer(), matrix(parameters.values()[i], entry.shape())));
            }
        }
        return gates;
    }

    boolean learns(String role) {
        return index(role) >= 0;
    }

    /** (layers, heads); empty when it is not learned. */
    float[][] byHead(Parameters parameters, String role) {
        int at = index(role);
        return at < 0
                ? new float[0][]
                : matrix(parameters.values()[at], entries.get(at).shape());
    }

    /** Of a direction sweep, by layer; empty when they are not learned. */
    float[] strengths(Parameters parameters) {
        int at = index(STRENGTHS);
        return at < 0 ? new float[0] : parameters.values()[at].clone();
    }

    /** The values of a field in place of the learned arrays that it has too. */
    Parameters from(LearnedField field, Parameters zeros) {
        float[][] values = zeros.copy();
        float[][][] nats = field.nats();
        put(values, SHOWN, nats[0]);
        put(values, OTHERS, nats[3]);
        put(values, NEXT, nats[1]);
        put(values, PREVIOUS, nats[2]);
        put(values, FAR, nats[3]);
        put(values, CONTRAST, field.contrast());
        put(values, EMPHASIS, field.emphasis());
        put(values, STRENGTHS, field.strengths().length == 0 ? new float[0][] : new float[][] {field.strengths()});
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            for (RailIntervention.RailMap map : field.maps()) {
                if (entry.role().equals(DOWN)
                        && map.layer() == entry.layer()
                        && map.down().length == entry.shape()[0]) {
                    put(values[i], map.down());
                    put(values[i + 1], map.up());
                }
            }
            for (RailIntervention.RailGate gate : field.gates()) {
                if (entry.role().equals(GATE) && gate.layer() == entry.layer()) {
                    put(values[i], gate.vectors());
                }
            }
        }
        return zeros.with(values);
    }

    private void put(float[][] values, String role, float[][] matrix) {
        int at = index(role);
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

    /** The layer that each number of an array acts in; the lowest of all where it acts in several. */
    int layerOf(int array, int index) {
        Entry entry = entries.get(array);
        if (entry.layer() >= 0) {
            return entry.layer();
        }
        if (entry.shape()[0] == modelLayers) {
            return index / (entry.size() / modelLayers);
        }
        return layers.length == 0 ? 0 : layers[0];
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
