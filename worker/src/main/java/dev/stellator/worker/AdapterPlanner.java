package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.worker.intervention.WeightIntervention;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Adapters of the sequences of a batch: each distinct one once, with the sequences that have it. */
final class AdapterPlanner {
    private final List<Planned> all = new ArrayList<>();

    /**
     * @param a (rank, in)
     * @param b (out, rank)
     * @param mask 1 for the sequences that have it, else 0: (B, 1, 1); null when all have it
     */
    private record Planned(int layer, WeightIntervention.Site site, NDArray a, NDArray b, @Nullable NDArray mask) {}

    AdapterPlanner(NDManager scope, Layout layout, Transformer transformer) {
        Map<WeightIntervention.Adapter, float[]> having = new LinkedHashMap<>();
        for (int s = 0; s < layout.batch(); s++) {
            for (WeightIntervention.Adapter adapter :
                    layout.sequences().get(s).interventions(WeightIntervention.Adapter.class)) {
                having.computeIfAbsent(adapter, key -> new float[layout.batch()])[s] = 1;
            }
        }
        having.forEach((adapter, sequences) -> all.add(planned(scope, adapter, sequences, transformer)));
    }

    private static Planned planned(
            NDManager scope, WeightIntervention.Adapter adapter, float[] having, Transformer transformer) {
        int[] expected = transformer.shape(adapter.site());
        int out = adapter.b().length;
        int in = adapter.a()[0].length;
        if (out != expected[0] || in != expected[1]) {
            throw new IllegalArgumentException("expected an adapter of " + expected[0] + " by " + expected[1] + " at "
                    + adapter.site() + ", found " + out + " by " + in);
        }
        boolean everyone = true;
        for (float has : having) {
            everyone &= has == 1;
        }
        Kernels kernels = transformer.kernels();
        return new Planned(
                adapter.layer(),
                adapter.site(),
                kernels.stored(scope.create(adapter.a())),
                kernels.stored(scope.create(adapter.b())),
                everyone ? null : kernels.stored(scope.create(having, new Shape(having.length, 1, 1))));
    }

    /** What the adapters at a site add to its output; the same array where there are none. */
    NDArray added(NDArray y, NDArray x, int layer, WeightIntervention.Site site) {
        NDArray result = y;
        for (Planned planned : all) {
            if (planned.layer() == layer && planned.site() == site) {
                NDArray change = Pass.product(Pass.product(x, planned.a(), null), planned.b(), null);
                result = result.add(planned.mask() == null ? change : change.mul(planned.mask()));
            }
        }
        return result;
    }
}
