package dev.stellator.study.thinking;

import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.probe.Probe;
import java.util.Collection;
import java.util.List;

/**
 * When a thought that was born has fallen into a basin's attractor: the probe puts it inside, into that basin, its energy has
 * fallen below the start's, and its distance from the attractor is at most the median of the basin's own thoughts.
 *
 * @param median of the distances 1 - cosine of the basin's thoughts from its attractor
 * @param startEnergy of the field where the chain starts
 * @param startsThere whether the start itself lies inside and that near: then nothing that follows has fallen into it
 */
public record Coalescence(Basin basin, double median, double startEnergy, boolean startsThere) {

    /** From a thought that is none of the corpus's; {@code start} is what the probe says of it. */
    public static Coalescence from(Basin basin, double median, Probe.Answer start) {
        return new Coalescence(basin, median, start.energyBefore(), falls(basin, start) && start.distance() <= median);
    }

    /**
     * From a thought of the corpus. What the probe says of it counts the thought itself, beside which the energy of everything
     * that a model writes is high; its assignment leaves it out.
     *
     * @param start its embedding
     */
    public static Coalescence from(Basin basin, double median, float[] start, Assignment own) {
        boolean there = own.zone() != Zone.OUTSIDE
                && own.basinId().equals(basin.id())
                && 1 - Vectors.dot(start, basin.attractor()) <= median;
        return new Coalescence(basin, median, own.energy(), there);
    }

    /** Whether a thought has fallen in. */
    public boolean reached(float[] thought, Probe.Answer answer) {
        return !startsThere
                && falls(basin, answer)
                && answer.energyBefore() < startEnergy
                && distance(thought) <= median;
    }

    /** 1 - cosine from the attractor. */
    public double distance(float[] thought) {
        return 1 - Vectors.dot(thought, basin.attractor());
    }

    private static boolean falls(Basin basin, Probe.Answer answer) {
        return answer.inside() && answer.basin().id().equals(basin.id());
    }

    /**
     * The median distance of a basin's thoughts from its attractor.
     *
     * @param members embeddings, unit vectors; not empty
     */
    public static double median(Basin basin, Collection<float[]> members) {
        List<Double> distances = members.stream()
                .map(embedding -> 1 - Vectors.dot(embedding, basin.attractor()))
                .sorted()
                .toList();
        int middle = distances.size() / 2;
        return distances.size() % 2 == 1
                ? distances.get(middle)
                : (distances.get(middle - 1) + distances.get(middle)) / 2;
    }
}
