package dev.stellator.engine.training;

import ai.djl.ndarray.NDArray;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.model.Indices;
import dev.stellator.engine.model.Intervention;
import dev.stellator.engine.model.LanguageModel;
import dev.stellator.engine.model.TensorModel;
import dev.stellator.engine.model.Trainable;
import dev.stellator.engine.model.Where;
import dev.stellator.engine.reaction.Directions;
import dev.stellator.engine.training.Parameters.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What some variants learn in a model: which arrays, and how these act, as tensors and as interventions. */
final class Learned {
    private static final List<Trainable.Site> ADAPTED =
            List.of(Trainable.Site.ATTENTION_IN, Trainable.Site.ATTENTION_OUT);

    private final int modelLayers;
    private final int[] layers;
    private final int[] anchorIds;
    private final @Nullable Directions directions;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * @param variants at least one
     * @param anchorIds subwords of the anchor, needed to learn its bias
     * @param directions needed to learn a phase
     * @throws InputRefusedException when something that a variant needs is missing
     */
    Learned(
            LanguageModel model,
            Set<Variant> variants,
            int[] layers,
            int rank,
            int[] anchorIds,
            @Nullable Directions directions) {
        this.modelLayers = model.info().layers();
        this.layers = layers.clone();
        this.anchorIds = anchorIds.clone();
        this.directions = directions;
        int width = model.info().width();
        TensorModel tensors = model.tensors();
        for (Variant variant : new TreeSet<>(variants)) {
            switch (variant) {
                case DRIFT, REFT -> {
                    for (int layer : layers) {
                        entries.add(new Entry(variant, layer, "R", null, new long[] {rank, width}));
                        entries.add(new Entry(variant, layer, "W", null, new long[] {rank, width}));
                        entries.add(new Entry(variant, layer, "b", null, new long[] {rank}));
                    }
                }
                case GAINS ->
                    entries.add(new Entry(variant, -1, "gains", null, new long[] {
                        modelLayers, model.info().heads()
                    }));
                case ANCHOR -> {
                    if (anchorIds.length == 0) {
                        throw new InputRefusedException("the program has no ANCHOR, whose bias could be learned");
                    }
                    entries.add(new Entry(variant, -1, "anchor", null, new long[] {anchorIds.length}));
                }
                case PHASE -> {
                    if (directions == null) {
                        throw new InputRefusedException(
                                "the program has no TOKEN and ANCHOR, between which a phase could be learned");
                    }
                    entries.add(new Entry(variant, -1, "phase", null, new long[] {1}));
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
        if (variants.contains(Variant.DRIFT) && variants.contains(Variant.REFT)) {
            throw new InputRefusedException("drift and reft act at the same place; learn one of them");
        }
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** The tensors as they act during training, in the order of the entries. */
    Trainable trainable(List<NDArray> leaves) {
        @Nullable NDArray gains = null;
        Trainable.@Nullable LogitBias bias = null;
        List<Trainable.Drift> drifts = new ArrayList<>();
        List<Trainable.Phase> phases = new ArrayList<>();
        List<Trainable.Adapter> adapters = new ArrayList<>();
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
                            entry.layer(), java.util.Objects.requireNonNull(entry.site()), leaf, leaves.get(i + 1)));
                case "gains" -> gains = leaf;
                case "anchor" -> bias = new Trainable.LogitBias(anchorIds, leaf);
                case "phase" -> phases.addAll(phases(leaf));
                default -> {}
            }
        }
        return new Trainable(gains, drifts, phases, bias, adapters);
    }

    private List<Trainable.Phase> phases(NDArray angle) {
        Directions planes = java.util.Objects.requireNonNull(directions);
        List<Trainable.Phase> phases = new ArrayList<>();
        for (int layer : layers) {
            phases.add(new Trainable.Phase(
                    Indices.of(layer), planes.token()[layer], planes.anchorInPlane()[layer], angle));
        }
        return phases;
    }

    /** The same as interventions, which need no training to act. */
    List<Intervention> interventions(Parameters parameters) {
        List<Intervention> result = new ArrayList<>();
        float[][] values = parameters.values();
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            switch (entry.role()) {
                case "R" ->
                    result.add(new Intervention.LowRankDrift(
                            Indices.of(entry.layer()),
                            matrix(values[i], entry.shape()),
                            matrix(effective(parameters, i + 1), entry.shape()),
                            values[i + 2],
                            Where.EVERYWHERE));
                case "A" ->
                    result.add(new Intervention.Adapter(
                            entry.layer(),
                            java.util.Objects.requireNonNull(entry.site()),
                            matrix(values[i], entry.shape()),
                            matrix(values[i + 1], entries.get(i + 1).shape())));
                case "gains" -> result.add(new Intervention.RailGains(matrix(values[i], entry.shape())));
                case "anchor" -> {
                    Map<Integer, Float> bias = new HashMap<>();
                    for (int id = 0; id < anchorIds.length; id++) {
                        bias.put(anchorIds[id], values[i][id]);
                    }
                    result.add(new Intervention.LogitBias(bias, Where.EVERYWHERE));
                }
                case "phase" -> result.addAll(rotations(values[i][0]));
                default -> {}
            }
        }
        return result;
    }

    private List<Intervention> rotations(float radians) {
        Directions planes = java.util.Objects.requireNonNull(directions);
        List<Intervention> rotations = new ArrayList<>();
        for (int layer : layers) {
            rotations.add(Intervention.Rotation.by(
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
