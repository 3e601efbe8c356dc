package dev.stellator.engine.basin;

import dev.stellator.engine.field.Field;
import dev.stellator.engine.field.LogSum;
import java.util.Arrays;

/**
 * A field whose patterns are divided among basins: {@code exp(-beta E) = sum_c exp(-beta E_c)}, where E_c is the energy
 * of the patterns of basin c alone. A thought falls into the basin whose energy is lowest where it stands.
 */
public final class BasinField {
    private final Field field;
    private final int[] basinOf;
    private final int basins;

    /**
     * @param basinOf for each pattern of the field the number of its basin, from 0
     * @param basins number of basins
     */
    public BasinField(Field field, int[] basinOf, int basins) {
        if (basinOf.length != field.patterns().size()) {
            throw new IllegalArgumentException(
                    "expected a basin for each of " + field.patterns().size() + " patterns, found " + basinOf.length);
        }
        this.field = field;
        this.basinOf = basinOf.clone();
        this.basins = basins;
    }

    /**
     * Where a thought falls.
     *
     * @param basin the basin of lowest energy
     * @param runnerUp the next one; -1 when there is but one basin
     * @param energy of the whole field
     * @param margin energy of the runner-up minus that of the basin; infinite when there is no runner-up
     * @param share of the field's mass that lies in the basin, in (0, 1]
     */
    public record Fall(int basin, int runnerUp, double energy, double margin, double share) {
        private static final double MAJORITY = 0.5;

        /** Whether most of the field's mass lies in the basin. */
        public boolean stable() {
            return share >= MAJORITY;
        }
    }

    /**
     * Where a thought with these similarities to the patterns falls.
     *
     * @param self number of the pattern that is the thought itself and does not count; -1 when it is none of them
     */
    public Fall fall(float[] similarities, int self) {
        double[] logMass = logMass(similarities, self);
        return fall(logMass, largest(logMass, -1));
    }

    /**
     * How a pattern lies in its own basin, leaving the pattern itself out; the margin is negative where the energy of
     * another basin is lower.
     */
    Fall own(float[] similarities, int self) {
        return fall(logMass(similarities, self), basinOf[self]);
    }

    private Fall fall(double[] logMass, int best) {
        int second = largest(logMass, best);
        LogSum all = new LogSum();
        for (double mass : logMass) {
            all.add(mass);
        }
        double margin = second < 0 ? Double.POSITIVE_INFINITY : (logMass[best] - logMass[second]) / field.beta();
        return new Fall(best, second, -all.value() / field.beta() + 0.5, margin, Math.exp(logMass[best] - all.value()));
    }

    /** Where a unit vector that is none of the patterns falls. */
    public Fall fall(float[] q) {
        return fall(field.patterns().similarities(q), -1);
    }

    /** log of each basin's share of the mass, for a pattern that does not count itself. */
    double logShare(float[] similarities, int self, int basin) {
        double[] logMass = logMass(similarities, self);
        LogSum all = new LogSum();
        for (double mass : logMass) {
            all.add(mass);
        }
        return logMass[basin] - all.value();
    }

    /** Exponents below a basin's largest, or of basins far below the deepest one, are left out as {@link Field} does. */
    private double[] logMass(float[] similarities, int self) {
        double[] largest = new double[basins];
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
        double beta = field.beta();
        for (int i = 0; i < similarities.length; i++) {
            double exponent = beta * field.potential(i, similarities[i]);
            if (exponent > largest[basinOf[i]] && i != self) {
                largest[basinOf[i]] = exponent;
            }
        }
        double deepest = Arrays.stream(largest).max().orElse(0);
        double[] scaled = new double[basins];
        for (int i = 0; i < similarities.length; i++) {
            double exponent = beta * field.potential(i, similarities[i]);
            if (exponent - deepest > Field.NEGLIGIBLE && i != self) {
                scaled[basinOf[i]] += Math.exp(exponent - largest[basinOf[i]]);
            }
        }
        double[] result = new double[basins];
        for (int c = 0; c < basins; c++) {
            result[c] = largest[c] + (scaled[c] == 0 ? 0 : Math.log(scaled[c]));
        }
        return result;
    }

    private static int largest(double[] values, int except) {
        int best = -1;
        for (int i = 0; i < values.length; i++) {
            if (i != except && values[i] != Double.NEGATIVE_INFINITY && (best < 0 || values[i] > values[best])) {
                best = i;
            }
        }
        return best;
    }
}
