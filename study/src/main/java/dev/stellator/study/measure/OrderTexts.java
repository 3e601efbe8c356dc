package dev.stellator.study.measure;

import dev.stellator.worker.Baseline;
import dev.stellator.worker.Difference;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.TensorModel.Targets;
import dev.stellator.worker.intervention.Intervention;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Texts on which the order of many programs is read. Close it when done. Not thread-safe. */
public final class OrderTexts implements AutoCloseable {
    private final Baseline baseline;
    private final List<Sequence> texts;
    private final Map<Integer, Integer> columns = new HashMap<>();

    /**
     * @param texts with their sinks, without interventions
     * @param watched subwords that any of the targets may name
     */
    public OrderTexts(LanguageModel model, List<Sequence> texts, int[] watched) {
        this.texts = List.copyOf(texts);
        for (int id : watched) {
            columns.putIfAbsent(id, columns.size());
        }
        int[] distinct = new int[columns.size()];
        columns.forEach((id, column) -> distinct[column] = id);
        this.baseline = model.baseline(texts, distinct);
    }

    /**
     * What a program did.
     *
     * @param order by text; NaN where it cannot be told
     * @param kl mean by text, nats a subword
     */
    public record Reading(double[] order, double[] kl) {}

    /**
     * @param neighbours that order is scored by, for each program: one subword each, for each step
     * @return a reading for each program
     */
    public List<Reading> under(List<List<Intervention>> programs, List<List<int[]>> neighbours) {
        List<List<Difference>> differences = baseline.under(programs);
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < programs.size(); i++) {
            double[] order = new double[texts.size()];
            double[] kl = new double[texts.size()];
            for (int text = 0; text < texts.size(); text++) {
                Difference difference = differences.get(i).get(text);
                order[text] =
                        score(difference, OrderScore.targets(texts.get(text).ids(), neighbours.get(i), 0));
                kl[text] = mean(difference.kl());
            }
            readings.add(new Reading(order, kl));
        }
        return readings;
    }

    private double score(Difference difference, Targets targets) {
        return score(difference, targets, columns);
    }

    /** The weighted change of log-probability; NaN without targets. */
    public static double score(Difference difference, Targets targets, Map<Integer, Integer> columns) {
        if (targets.ids().length == 0) {
            return Double.NaN;
        }
        double sum = 0;
        for (int t = 0; t < targets.weights().length; t++) {
            for (int i = 0; i < targets.ids().length; i++) {
                int column = columns.getOrDefault(targets.ids()[i], -1);
                sum += targets.weights()[t][i]
                        * ((double) difference.modulatedWatched()[t][column]
                                - difference.baseWatched()[t][column]);
            }
        }
        return sum;
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    @Override
    public void close() {
        baseline.close();
    }
}
