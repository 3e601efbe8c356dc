package dev.stellator.cli;

import dev.stellator.cli.Studies.Trained;
import dev.stellator.engine.training.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** A training for people. */
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
        lines.add("learned: " + String.join(", ", first.learned()) + ", " + Numbers.count(first.parameters())
                + " numbers of rank " + first.rank() + ", layers "
                + first.layers().get(0) + "-"
                + first.layers().get(first.layers().size() - 1) + ", on " + first.trainingTexts() + " thoughts");
        lines.add(Tables.of(
                rows,
                List.of(
                        Tables.number("seed", row -> String.valueOf(row.seed())),
                        Tables.text("gradients", 10, row -> row.dampened() ? "dampened" : "undampened"),
                        Tables.number(
                                "steps",
                                row -> String.valueOf(row.training().steps())
                                        + (row.training().resumedAt() > 0
                                                ? " (from " + row.training().resumedAt() + ")"
                                                : "")),
                        Tables.number(
                                "kept", row -> String.valueOf(row.training().bestStep())),
                        Tables.number(
                                "base", row -> Numbers.three(row.training().heldOutBase())),
                        Tables.number(
                                "program", row -> Numbers.three(row.training().heldOutBefore())),
                        Tables.number(
                                "learned", row -> Numbers.three(row.training().heldOutAfter())),
                        Tables.number(
                                "change", row -> Numbers.interval(row.training().change())),
                        Tables.number(
                                "outside base",
                                row -> Numbers.three(row.training().neutralBase())),
                        Tables.number(
                                "program", row -> Numbers.three(row.training().neutralBefore())),
                        Tables.number(
                                "learned", row -> Numbers.three(row.training().neutralAfter())))));
        lines.add("losses in nats a subword: held-out thoughts of the basin, then thoughts outside it.");
        verdicts(trainings).forEach(verdict -> lines.add("* " + verdict));
        lines.add("learned: " + first.file());
        return lines;
    }

    /** What one training did to the basin's held-out thoughts, and to thoughts outside it. */
    static List<String> verdicts(Training training) {
        return List.of(verdict(training), outside(training));
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
                    "Without dampening the held-out loss changed by %+.3f nats, with it by %+.3f (means over %d seed%s).",
                    change(undampened),
                    change(trainings.stream().map(Trained::training).toList()),
                    trainings.size(),
                    trainings.size() == 1 ? "; one tells little" : "s"));
        } else {
            verdicts.add("The program dampens no gradients, so there is nothing to ablate.");
        }
        if (trainings.size() > 1) {
            double[] changes = trainings.stream()
                    .mapToDouble(one -> one.training().change().mean())
                    .toArray();
            verdicts.add(String.format(
                    Locale.ROOT,
                    "Over %d seeds the held-out loss changed by %+.3f to %+.3f nats.",
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

    private static String outside(Training training) {
        if (Double.isNaN(training.neutralBase())) {
            return "Outside: the corpus has no thoughts outside this basin.";
        }
        Double limit = training.outsideLimit();
        String held = limit == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        Math.abs(training.outsideChange()) <= limit
                                ? ": within the limit of %s %%"
                                : ": beyond the limit of %s %%",
                        Numbers.one(100 * limit));
        return String.format(
                Locale.ROOT,
                "Outside: the perplexity of other thoughts, unseen, is %+.1f %% of the base model's under the program, and"
                        + " %+.1f %% with what was learned%s.",
                100 * training.outsideChangeBefore(),
                100 * training.outsideChange(),
                held);
    }

    private static String verdict(Training training) {
        var change = training.change();
        String amount = "the held-out loss changed by " + Numbers.interval(change) + " nats (p = "
                + Numbers.three(change.p()) + ", " + change.inputs() + " texts in " + change.clusters() + " clusters)";
        if (change.tooFewClusters()) {
            return "Training: " + amount + "; too few clusters to tell it from chance.";
        }
        if (change.p() >= SIGNIFICANT) {
            return "Training: no effect seen; " + amount + ".";
        }
        return "Training: " + amount + (change.mean() < 0 ? "; it learned." : "; it got worse.");
    }
}
