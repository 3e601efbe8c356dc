package dev.stellator.cli;

import dev.stellator.engine.training.Training;
import java.util.List;

/** A training for people. */
final class TrainingLines {
    private static final double SIGNIFICANT = 0.05;

    private TrainingLines() {}

    static List<String> of(Training training) {
        return List.of(
                training.steps() + " steps" + (training.resumedAt() > 0 ? ", resumed at " + training.resumedAt() : "")
                        + ", kept step " + training.bestStep() + "; " + Numbers.count(training.parameters())
                        + " learned numbers of rank " + training.rank() + " in layers "
                        + training.layers().get(0) + "-"
                        + training.layers().get(training.layers().size() - 1),
                "held-out loss   base " + Numbers.three(training.heldOutBase()) + "   program "
                        + Numbers.three(training.heldOutBefore()) + "   with learned drift "
                        + Numbers.three(training.heldOutAfter()) + "   nats a subword",
                "outside loss    base " + Numbers.three(training.neutralBase()) + "   program "
                        + Numbers.three(training.neutralBefore()) + "   with learned drift "
                        + Numbers.three(training.neutralAfter()),
                "* " + verdict(training),
                "learned drift: " + training.file());
    }

    static String verdict(Training training) {
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
