package dev.stellator.engine.basin;

import dev.stellator.engine.field.Field;
import dev.stellator.engine.field.LogSum;
import dev.stellator.engine.field.SimilarityRow;
import java.util.Arrays;

/**
 * A field whose patterns are divided among basins: {@code exp(-beta E) = sum_c exp(-beta E_c)}, where E_c is the energy
 * of the patterns of basin c alone. A thought falls into the basin whose energy is lowest where it stands.
 *
 * <p>Immutable; safe for use by several threads.
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
     * @param estimated share of the field's mass that is that of a sample standing for more patterns, in [0, 1)
     */
    public record Fall(int basin, int runnerUp, double energy, double margin, double share, double estimated) {
        private static final double MAJORITY = 0.5;

        /** Whether most of the field's mass lies in the basin. */
        public boolean stable() {
            return stable(share);
        }

        /** Whether a share of the field's mass is most of it. */
        public static boolean stable(double share) {
            return share >= MAJORITY;
        }
    }

    /**
     * Where a thought with these similarities to the patterns falls.
     *
     * @param self number of the pattern that is the thought itself and does not count; -1 when it is none of them
     */
    public Fall fall(SimilarityRow row, int self) {
        Masses masses = masses(row, self);
        return fall(masses, largest(masses.log(), -1));
    }

    /**
     * How a pattern lies in its own basin, leaving the pattern itself out; the margin is negative where the energy of
     * another basin is lower.
     */
    Fall own(SimilarityRow row, int self) {
        return fall(masses(row, self), basinOf[self]);
    }

    private Fall fall(Masses masses, int best) {
        double[] log = masses.log();
        int second = largest(log, best);
        double all = masses.logOfAll();
        double margin = second < 0 ? Double.POSITIVE_INFINITY : (log[best] - log[second]) / field.beta();
        return new Fall(
                best,
                second,
                -all / field.beta() + 0.5,
                margin,
                Math.exp(log[best] - all),
                Math.exp(masses.logOfSample() - all));
    }

    /** Where a unit vector that is none of the patterns falls. */
    public Fall fall(float[] q) {
        return fall(SimilarityRow.ofAll(field.patterns().similarities(q)), -1);
    }

    /** log of each basin's share of the mass, for a pattern that does not count itself. */
    double logShare(SimilarityRow row, int self, int basin) {
        Masses masses = masses(row, self);
        return masses.log()[basin] - masses.logOfAll();
    }

    /**
     * The mass by basin.
     *
     * @param log of each basin's mass
     * @param logOfSample of the part of all mass that a sample stands for
     */
    private record Masses(double[] log, double logOfSample) {
        double logOfAll() {
            LogSum all = new LogSum();
            for (double mass : log) {
                all.add(mass);
            }
            return all.value();
        }
    }

    /** Exponents below a basin's largest, or of basins far below the deepest one, are left out as {@link Field} does. */
    private Masses masses(SimilarityRow row, int self) {
        double[] largest = new double[basins];
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
        for (int place = 0; place < row.size(); place++) {
            int i = row.pattern(place);
            double exponent = exponent(row, place);
            if (exponent > largest[basinOf[i]] && i != self) {
                largest[basinOf[i]] = exponent;
            }
        }
        double deepest = Arrays.stream(largest).max().orElse(0);
        double[] scaled = new double[basins];
        double sample = 0;
        for (int place = 0; place < row.size(); place++) {
            int i = row.pattern(place);
            double exponent = exponent(row, place);
            if (exponent - deepest > Field.NEGLIGIBLE && i != self) {
                scaled[basinOf[i]] += Math.exp(exponent - largest[basinOf[i]]);
                sample += place < row.near() ? 0 : Math.exp(exponent - deepest);
            }
        }
        double[] log = new double[basins];
        for (int c = 0; c < basins; c++) {
            log[c] = largest[c] + (scaled[c] == 0 ? 0 : Math.log(scaled[c]));
        }
        return new Masses(log, deepest + Math.log(sample));
    }

    private double exponent(SimilarityRow row, int place) {
        return field.beta() * field.potential(row.pattern(place), row.similarity(place)) + row.logWeight(place);
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
