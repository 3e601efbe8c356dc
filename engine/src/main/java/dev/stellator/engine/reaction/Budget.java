package dev.stellator.engine.reaction;

import dev.stellator.engine.Progress;
import dev.stellator.engine.model.Difference;
import dev.stellator.engine.model.Intervention;
import dev.stellator.engine.model.LanguageModel;
import dev.stellator.engine.model.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import org.apache.commons.math3.analysis.solvers.BrentSolver;
import org.apache.commons.math3.exception.TooManyEvaluationsException;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A budget of displacement: the {@value #PERCENTILE}th percentile over subwords of KL(base || modulated) is this many
 * nats. Arms are compared at equal budgets, since strength in nats transfers between models and raw gains do not.
 */
public record Budget(double nats) {
    public static final Budget DEFAULT = new Budget(1.0);

    static final double PERCENTILE = 95;
    private static final double LARGEST_GAIN = 12;
    private static final double GAIN_ACCURACY = 0.02;
    private static final double TOLERANCE = 0.05;
    private static final int MOST_EVALUATIONS = 14;

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
     * The gain in [0, {@value #LARGEST_GAIN}] that reaches the budget, by bracketing. When even the largest falls short,
     * or none at all is too much, that end is taken and {@code reachedBudget} is false.
     */
    Calibrated calibrate(LanguageModel model, List<Sequence> texts, DoubleFunction<List<Intervention>> atGain) {
        double least = percentile(model, texts, atGain.apply(0));
        if (least >= nats) {
            return calibrated(0, least);
        }
        double upper = 1;
        double most = percentile(model, texts, atGain.apply(upper));
        double lower = 0;
        while (most < nats && upper < LARGEST_GAIN) {
            lower = upper;
            upper = Math.min(LARGEST_GAIN, upper * 2);
            most = percentile(model, texts, atGain.apply(upper));
        }
        if (most < nats) {
            return calibrated(upper, most);
        }
        double[] best = {upper, most};
        BrentSolver solver = new BrentSolver(0, GAIN_ACCURACY, TOLERANCE * nats / 2);
        try {
            solver.solve(
                    MOST_EVALUATIONS,
                    gain -> {
                        double reached = percentile(model, texts, atGain.apply(gain));
                        if (Math.abs(reached - nats) < Math.abs(best[1] - nats)) {
                            best[0] = gain;
                            best[1] = reached;
                        }
                        return reached - nats;
                    },
                    lower,
                    upper);
        } catch (TooManyEvaluationsException | org.apache.commons.math3.exception.NoBracketingException e) {
            // The nearest gain that was tried is the answer, and reachedBudget says whether it is near enough.
        }
        return calibrated(best[0], best[1]);
    }

    Calibrated calibrated(double gain, double reached) {
        return new Calibrated(gain, reached, Math.abs(reached - nats) <= TOLERANCE * nats);
    }

    static double percentile(LanguageModel model, List<Sequence> texts, List<Intervention> interventions) {
        Progress.checkpoint();
        List<Double> all = new ArrayList<>();
        List<Sequence> modulated =
                texts.stream().map(text -> text.with(interventions)).toList();
        for (Difference difference : model.compare(texts, modulated, new int[0], false)) {
            for (float kl : difference.kl()) {
                all.add((double) kl);
            }
        }
        return StatUtils.percentile(
                all.stream().mapToDouble(Double::doubleValue).toArray(), PERCENTILE);
    }
}
