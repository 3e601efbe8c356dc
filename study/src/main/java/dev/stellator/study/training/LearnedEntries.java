package dev.stellator.study.training;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.study.training.Parameters.Entry;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.TensorModel;
import dev.stellator.worker.intervention.WeightIntervention;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which arrays some variants learn in a model: their roles, layers and shapes, in a fixed order. */
final class LearnedEntries {
    static final String SHOWN = "gains.shown";
    static final String OTHERS = "gains.others";
    static final String NEXT = "gains.next";
    static final String PREVIOUS = "gains.previous";
    static final String FAR = "gains.far";
    static final String CONTRAST = "contrast";
    static final String EMPHASIS = "emphasis";
    static final String PHASE = "phase";
    static final String STRENGTHS = "strengths";
    static final String DOWN = "down";
    static final String UP = "up";
    static final String GATE = "gate";

    private static final List<WeightIntervention.Site> ADAPTED =
            List.of(WeightIntervention.Site.ATTENTION_IN, WeightIntervention.Site.ATTENTION_OUT);

    private final int modelLayers;
    private final int[] layers;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * @param variants at least one
     * @param layers that drifts, adapters and phases act in
     * @throws InputRefusedException when two variants act at one place
     */
    LearnedEntries(LanguageModel model, Set<Variant> variants, int[] layers, int rank) {
        this.modelLayers = model.info().layers();
        this.layers = layers.clone();
        int heads = model.info().heads();
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
                case PHASE -> add(variant, new long[] {1}, PHASE);
                case DRIFT, REFT -> {
                    for (int layer : layers) {
                        entries.add(new Entry(variant, layer, "R", null, new long[] {rank, width}));
                        entries.add(new Entry(variant, layer, "W", null, new long[] {rank, width}));
                        entries.add(new Entry(variant, layer, "b", null, new long[] {rank}));
                    }
                }
                case ADAPTERS -> {
                    for (int layer : layers) {
                        for (WeightIntervention.Site site : ADAPTED) {
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

    List<Entry> all() {
        return List.copyOf(entries);
    }

    Entry get(int index) {
        return entries.get(index);
    }

    int size() {
        return entries.size();
    }

    /** The first array of a role; -1 when there is none. */
    int index(String role) {
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).role().equals(role)) {
                return i;
            }
        }
        return -1;
    }

    boolean learns(String role) {
        return index(role) >= 0;
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
}
