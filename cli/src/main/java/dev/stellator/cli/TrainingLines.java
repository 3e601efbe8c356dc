package dev.stellator.cli;

import dev.stellator.api.Studies.Trained;
import dev.stellator.api.json.Numbers;
import dev.stellator.study.measure.Estimate;
import dev.stellator.study.training.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A training along a path, for people. */
final class TrainingLines {
    private static final double SIGNIFICANT = 0.05;

    private TrainingLines() {}

    /** A training as a row, and whether it dampened. */
    private record Row(long seed, boolean dampened, Training training) {}

    static List<String> of(List<Trained> trainings) {
        Training first = trainings.get(0).training();
        List<Row> rows = new ArrayList<>();
        for (Trained one : trainings) {
            rows.add(new Row(one.seed(), one.undampened() != null, one.training()));
            if (one.undampened() != null) {
                rows.add(new Row(one.seed(), false, one.undampened()));
            }
        }
        List<String> lines = new ArrayList<>();
        verdicts(trainings).forEach(verdict -> lines.add("* " + verdict));
        lines.add("learned: " + String.join(", ", first.learned()) + ", " + Numbers.count(first.parameters())
                + " numbers, on " + first.trainingTexts()
                + " thoughts; order of the held-out thoughts in nats, at the KL"
                + " that training reached:");
        lines.add(Tables.of(
                rows,
                List.of(
                        Tables.number("seed", row -> String.valueOf(row.seed())),
                        Tables.text("updates", 10, row -> row.dampened() ? "dampened" : "undampened"),
                        Tables.number(
                                "steps",
                                row -> String.valueOf(row.training().steps())
                                        + (row.training().resumedAt() > 0
                                                ? " (from " + row.training().resumedAt() + ")"
                                                : "")),
                        Tables.number(
                                "kept", row -> String.valueOf(row.training().bestStep())),
                        Tables.number(
                                "before", row -> Numbers.interval(row.training().before())),
                        Tables.number(
                                "after", row -> Numbers.interval(row.training().after())),
                        Tables.number(
                                "change", row -> Numbers.interval(row.training().change())),
                        Tables.number(
                                "KL before", row -> Numbers.three(row.training().klBefore())),
                        Tables.number(
                                "KL after", row -> Numbers.three(row.training().klAfter())))));
        lines.add("learned: " + first.file());
        return lines;
    }

    static List<String> verdicts(Training training) {
        return List.of(verdict(training));
    }

    static List<String> verdicts(List<Trained> trainings) {
        Training first = trainings.get(0).training();
        List<String> verdicts = new ArrayList<>(verdicts(first));
        List<Training> undampened = trainings.stream()
                .map(Trained::undampened)
                .filter(Objects::nonNull)
                .toList();
        if (undampened.size() == trainings.size()) {
            verdicts.add(String.format(
                    Locale.ROOT,
                    "Without dampening the order changed by %+.3f nats, with it by %+.3f (means over %d seed%s).",
                    change(undampened),
                    change(trainings.stream().map(Trained::training).toList()),
                    trainings.size(),
                    trainings.size() == 1 ? "; one tells little" : "s"));
        }
        if (trainings.size() > 1) {
            double[] changes = trainings.stream()
                    .mapToDouble(one -> one.training().change().mean())
                    .toArray();
            verdicts.add(String.format(
                    Locale.ROOT,
                    "Over %d seeds the order changed by %+.3f to %+.3f nats.",
                    changes.length,
                    java.util.Arrays.stream(changes).min().orElse(Double.NaN),
                    java.util.Arrays.stream(changes).max().orElse(Double.NaN)));
        }
        return verdicts;
    }

    private static double change(List<Training> trainings) {
        return trainings.stream()
                .mapToDouble(training -> training.change().mean())
                .average()
                .orElse(Double.NaN);
    }

    private static String verdict(Training training) {
        Estimate change = training.change();
        if (change.inputs() == 0) {
            return "Training: the order could not be measured: no step has words that the model knows as one subword.";
        }
        String amount = "the order of held-out thoughts went from "
                + Numbers.three(training.before().mean()) + " to "
                + Numbers.three(training.after().mean()) + " nats"
                + (training.atEqualKl()
                        ? " at the same KL of "
                        : ", which the untrained program could not be brought to the same KL for: ")
                + Numbers.three(training.klAfter()) + " (" + change.inputs() + " texts in " + change.clusters()
                + " clusters";
        if (change.tooFewClusters()) {
            return "Training: " + amount + "); too few clusters to tell it from chance: it takes "
                    + Estimate.FEWEST_CLUSTERS + ".";
        }
        String p = "; p = " + Numbers.three(change.p()) + ").";
        if (change.p() >= SIGNIFICANT) {
            return "Training: it could not be told to raise the path's order; " + amount + p;
        }
        return "Training: " + amount + p
                + (change.mean() > 0 ? " It raised the path's order." : " It lowered the path's order.");
    }
}
