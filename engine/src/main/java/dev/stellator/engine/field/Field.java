package dev.stellator.engine.field;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A modern Hopfield energy over unit vectors, with density offsets:
 *
 * <pre>{@code
 * E(q) = -1/beta * log sum_i exp(beta (x_i . q - a rho_i)) + 1/2 |q|^2
 * q   <- X softmax(beta (X^T q - a rho)), scaled to length 1
 * }</pre>
 *
 * rho_i is the mean similarity of pattern i to its own k nearest others: crowded regions weigh less. The update is a
 * concave-convex step, so it never raises the energy on the sphere.
 *
 * <p>Source: Ramsauer et al., Hopfield Networks is All You Need, 2020 (arXiv 2008.02217), here on the unit sphere, where
 * it is mean shift with a von Mises-Fisher kernel.
 *
 * <p>Immutable; safe for use by several threads.
 */
public final class Field {
    /** Patterns up to which a field is exact: beyond that, those far away are left out or stood for by a sample. */
    public static final int LARGEST_EXACT = 100_000;

    private static final int LARGEST_STEP_COUNT = 500;
    /** A vector that an update moves by less than this stands still. */
    public static final double STANDSTILL = 1e-4;

    private static final double ENERGY_TOLERANCE = 1e-4;

    /**
     * Exponents below the largest by more than this are left out of sums: of n patterns they hold at most {@code n e^-27}
     * of the mass, 2e-7 at 100,000.
     */
    public static final double NEGLIGIBLE = -27;

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

    public double beta() {
        return beta;
    }

    public Patterns patterns() {
        return patterns;
    }

    /** The densities rho that the offsets come from, one a pattern. */
    public double[] offsets() {
        return offsets.clone();
    }

    public double offsetWeight() {
        return offsetWeight;
    }

    /** x_i . q - a rho_i, the argument of the exponential, without beta. */
    public double potential(int pattern, double similarity) {
        return similarity - offsetWeight * offsets[pattern];
    }

    /** Energy of a unit vector. */
    public double energy(float[] q) {
        return energyAt(patterns.similarities(q));
    }

    /** The highest energy of some unit vectors. */
    public double highestEnergy(List<float[]> vectors) {
        double[] highest = {Double.NEGATIVE_INFINITY};
        patterns.similarities(vectors, (i, row) -> highest[0] = Math.max(highest[0], energyAt(row)));
        return highest[0];
    }

    private double energyAt(float[] similarities) {
        double largest = largestPotential(similarities);
        double sum = 0;
        for (int i = 0; i < similarities.length; i++) {
            double exponent = beta * (potential(i, similarities[i]) - largest);
            if (exponent > NEGLIGIBLE) {
                sum += Math.exp(exponent);
            }
        }
        return -largest - Math.log(sum) / beta + 0.5;
    }

    private double largestPotential(float[] similarities) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < similarities.length; i++) {
            largest = Math.max(largest, potential(i, similarities[i]));
        }
        return largest;
    }

    /**
     * One update of a unit vector.
     *
     * @param energy before it
     * @param next where it leads
     * @param mass share of the field's mass that each pattern holds before it; what is negligible is 0
     */
    public record Step(double energy, float[] next, double[] mass) {}

    /** Makes one update. */
    public Step step(float[] q) {
        float[] similarities = patterns.similarities(q);
        double largest = largestPotential(similarities);
        double[] mass = new double[similarities.length];
        double sum = 0;
        for (int i = 0; i < mass.length; i++) {
            double exponent = beta * (potential(i, similarities[i]) - largest);
            mass[i] = exponent > NEGLIGIBLE ? Math.exp(exponent) : 0;
            sum += mass[i];
        }
        for (int i = 0; i < mass.length; i++) {
            mass[i] /= sum;
        }
        return new Step(-largest - Math.log(sum) / beta + 0.5, update(similarities), mass);
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
        double largest = largestPotential(similarities);
        double[] sum = new double[patterns.dimensions()];
        for (int i = 0; i < similarities.length; i++) {
            double exponent = beta * (potential(i, similarities[i]) - largest);
            if (exponent > NEGLIGIBLE) {
                Vectors.addScaled(sum, patterns.row(i), Math.exp(exponent));
            }
        }
        return Vectors.normalised(sum);
    }
}
