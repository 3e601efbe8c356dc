package dev.stellator.engine.field;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A modern Hopfield energy over unit vectors, with density offsets:
 *
 * <pre>
 * E(q) = -1/beta * log sum_i exp(beta (x_i . q - a rho_i)) + 1/2 |q|^2
 * q   <- X softmax(beta (X^T q - a rho)), scaled to length 1
 * </pre>
 *
 * rho_i is the mean similarity of pattern i to its own k nearest others: crowded regions weigh less. The update is a
 * concave-convex step, so it never raises the energy on the sphere.
 *
 * <p>Source: Ramsauer et al., Hopfield Networks is All You Need, 2020 (arXiv 2008.02217), here on the unit sphere, where
 * it is mean shift with a von Mises-Fisher kernel.
 */
public final class Field {
    private static final int LARGEST_STEP_COUNT = 500;
    private static final double STANDSTILL = 1e-4;
    private static final double ENERGY_TOLERANCE = 1e-4;

    private final Patterns patterns;
    private final double[] offsets;
    private final double beta;
    private final double offsetWeight;

    /**
     * @param offsets rho of each pattern
     * @param beta inverse temperature, positive
     * @param offsetWeight a, the weight of the offsets; 0 gives the plain energy
     */
    public Field(Patterns patterns, double[] offsets, double beta, double offsetWeight) {
        if (!(beta > 0)) {
            throw new IllegalArgumentException("beta must be positive, found " + beta);
        }
        if (offsets.length != patterns.size()) {
            throw new IllegalArgumentException(
                    "expected " + patterns.size() + " offsets, one a pattern, found " + offsets.length);
        }
        this.patterns = patterns;
        this.offsets = offsets.clone();
        this.beta = beta;
        this.offsetWeight = offsetWeight;
    }

    /** The offset rho of each pattern: mean similarity to its k nearest other patterns. */
    public static double[] offsets(Patterns patterns, int k) {
        double[] result = new double[patterns.size()];
        patterns.similarities(rows(patterns), (i, similarities) -> {
            similarities[i] = Float.NEGATIVE_INFINITY;
            result[i] = mean(similarities, Patterns.largest(similarities, Math.min(k, patterns.size() - 1)));
        });
        return result;
    }

    private static double mean(float[] values, int[] indices) {
        double sum = 0;
        for (int index : indices) {
            sum += values[index];
        }
        return indices.length == 0 ? 0 : sum / indices.length;
    }

    static List<float[]> rows(Patterns patterns) {
        return IntStream.range(0, patterns.size()).mapToObj(patterns::row).toList();
    }

    public double beta() {
        return beta;
    }

    public Patterns patterns() {
        return patterns;
    }

    /** x_i . q - a rho_i, the argument of the exponential, without beta. */
    public double potential(int pattern, double similarity) {
        return similarity - offsetWeight * offsets[pattern];
    }

    /** Energy of a unit vector. */
    public double energy(float[] q) {
        return energyAt(patterns.similarities(q));
    }

    private double energyAt(float[] similarities) {
        LogSum sum = new LogSum();
        for (int i = 0; i < similarities.length; i++) {
            sum.add(beta * potential(i, similarities[i]));
        }
        return -sum.value() / beta + 0.5;
    }

    /**
     * Where a unit vector flows to.
     *
     * @param fixedPoint where it stood still, or where it was when the steps ran out
     * @param steps number of updates
     * @param energyBefore energy at the start
     * @param energyAfter energy at the fixed point, never above {@code energyBefore}
     */
    public record Flow(float[] fixedPoint, int steps, boolean converged, double energyBefore, double energyAfter) {}

    /** Follows the update from a unit vector until it stands still. */
    public Flow flow(float[] start) {
        return flow(List.of(start)).get(0);
    }

    /** Follows the update from several unit vectors at once, each until it stands still. */
    public List<Flow> flow(List<float[]> starts) {
        List<Walker> walkers = starts.stream().map(Walker::new).toList();
        List<Walker> moving = walkers;
        while (!moving.isEmpty()) {
            List<Walker> now = moving;
            patterns.similarities(now.stream().map(walker -> walker.place).toList(), (i, similarities) -> now.get(i)
                    .advance(similarities));
            moving = now.stream().filter(walker -> walker.end == null).toList();
        }
        return walkers.stream().map(Walker::end).toList();
    }

    /** One vector on its way. */
    private final class Walker {
        private float[] place;
        private int steps;
        private double moved = Double.POSITIVE_INFINITY;
        private double energyBefore;
        private double energy = Double.POSITIVE_INFINITY;
        private @Nullable Flow end;

        Walker(float[] start) {
            this.place = start;
        }

        void advance(float[] similarities) {
            double now = energyAt(similarities);
            assert now <= energy + ENERGY_TOLERANCE : "the energy rose from " + energy + " to " + now;
            energy = now;
            if (steps == 0) {
                energyBefore = now;
            }
            if (moved < STANDSTILL || steps == LARGEST_STEP_COUNT) {
                end = new Flow(place, steps, moved < STANDSTILL, energyBefore, energy);
                return;
            }
            float[] next = update(similarities);
            moved = Vectors.distance(place, next);
            place = next;
            steps++;
        }

        Flow end() {
            return Objects.requireNonNull(end);
        }
    }

    private float[] update(float[] similarities) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < similarities.length; i++) {
            largest = Math.max(largest, potential(i, similarities[i]));
        }
        double[] sum = new double[patterns.dimensions()];
        for (int i = 0; i < similarities.length; i++) {
            double weight = Math.exp(beta * (potential(i, similarities[i]) - largest));
            if (weight > 1e-12) {
                Vectors.addScaled(sum, patterns.row(i), weight);
            }
        }
        return Vectors.normalised(sum);
    }
}
