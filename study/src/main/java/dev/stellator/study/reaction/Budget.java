package dev.stellator.study.reaction;

import dev.stellator.engine.Progress;
import dev.stellator.worker.Baseline;
import dev.stellator.worker.Difference;
import dev.stellator.worker.intervention.Intervention;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import org.hipparchus.analysis.solvers.BrentSolver;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.stat.StatUtils;

/**
 * A budget of displacement: the {@value #PERCENTILE}th percentile over subwords of KL(base || modulated) is this many
 * nats. Arms are compared at equal budgets, since strength in nats transfers between models and raw gains do not.
 */
public record Budget(double nats) {
    public static final Budget DEFAULT = new Budget(1.0);

    static final double PERCENTILE = 95;
    static final double LARGEST_GAIN = 12;
    /** Nats of a strength that lets numbers overflow: too much, as the search needs to know. */
    private static final double BEYOND_MEASURE = 1e6;

    private static final double GAIN_ACCURACY = 0.001;
    private static final double TOLERANCE = 0.05;
    private static final int MOST_EVALUATIONS = 10;
    private static final double SMALLEST_STRIDE = 0.5;
    private static final double STRIDE = 0.35;
    private static final double TINY = 1e-9;
    static final double FIRST_GUESS = 3;

    public Budget {
        if (!(nats > 0)) {
            throw new IllegalArgumentException("a budget must be positive, found " + nats);
        }
    }

    /**
     * A strength.
     *
     * @param reached95 the percentile reached on the calibration texts, nats
     * @param reachedBudget whether that is the budget, to 5 %
     */
    public record Calibrated(double gain, double reached95, boolean reachedBudget) {}

    /**
     * The gain in [least, {@value #LARGEST_GAIN}] that reaches the budget, by bracketing; the logarithm of KL is nearly
     * linear in the gain. When even the largest falls short, or the least is too much, that end is taken and
     * {@code reachedBudget} is false.
     *
     * @param guess where to look first, such as the gain of another arm
     */
    Calibrated calibrate(Baseline texts, double guess, double least, DoubleFunction<List<Intervention>> atGain) {
        Search search = new Search(gain -> percentile(texts, atGain.apply(gain)));
        double lower = guess;
        double upper = guess;
        if (search.excess(guess) < 0) {
            while (upper < LARGEST_GAIN && search.excess(upper) < 0) {
                lower = upper;
                upper = Math.min(LARGEST_GAIN, upper + stride(upper));
            }
        } else {
            while (lower > least && search.excess(lower) > 0) {
                upper = lower;
                lower = Math.max(least, lower - stride(lower));
            }
        }
        search.between(lower, upper);
        return calibrated(search.bestGain, search.bestReached);
    }

    private static double stride(double gain) {
        return Math.max(SMALLEST_STRIDE, STRIDE * Math.abs(gain));
    }

    /** Keeps the nearest gain that was tried. */
    private final class Search {
        private final DoubleUnaryOperator reached;
        private final Map<Double, Double> tried = new HashMap<>();
        private double bestGain;
        private double bestReached = Double.NaN;

        Search(DoubleUnaryOperator reached) {
            this.reached = reached;
        }

        /** log(reached / budget): below 0 when the gain is too small; 0 when it is near enough. */
        double excess(double gain) {
            double value = tried.computeIfAbsent(gain, reached::applyAsDouble);
            double excess = Math.log(Math.max(value, TINY) / nats);
            if (Double.isNaN(bestReached)
                    || Math.abs(excess) < Math.abs(Math.log(Math.max(bestReached, TINY) / nats))) {
                bestGain = gain;
                bestReached = value;
            }
            return Math.abs(excess) < TOLERANCE / 2 ? 0 : excess;
        }

        void between(double lower, double upper) {
            if (lower == upper || excess(lower) >= 0 || excess(upper) <= 0) {
                return;
            }
            try {
                new BrentSolver(0, GAIN_ACCURACY, TOLERANCE / 2).solve(MOST_EVALUATIONS, this::excess, lower, upper);
            } catch (MathIllegalStateException e) {
                // The nearest gain that was tried is the answer, and reachedBudget says whether it is near enough.
            }
        }
    }

    Calibrated calibrated(double gain, double reached) {
        return new Calibrated(gain, reached, Math.abs(reached - nats) <= TOLERANCE * nats);
    }

    static double percentile(Baseline texts, List<Intervention> interventions) {
        Progress.checkpoint();
        return percentile(texts.under(List.of(interventions)).get(0));
    }

    static double percentile(List<Difference> differences) {
        List<Double> all = new ArrayList<>();
        for (Difference difference : differences) {
            for (float kl : difference.kl()) {
                all.add(Float.isFinite(kl) ? kl : BEYOND_MEASURE);
            }
        }
        return StatUtils.percentile(
                all.stream().mapToDouble(Double::doubleValue).toArray(), PERCENTILE);
    }
}
