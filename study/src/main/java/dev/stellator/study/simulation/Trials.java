package dev.stellator.study.simulation;

import dev.stellator.study.reaction.SharedTrial;
import dev.stellator.study.simulation.Costs.Stage;
import dev.stellator.study.simulation.Subjects.Subject;
import java.util.List;

/** Measures subjects under a setting, each at the same mean KL, in passes that they share. */
final class Trials {
    private final SharedTrial trial;
    private final Confirmer confirmer;
    private final double budget;
    private final Costs costs;

    Trials(SharedTrial trial, Confirmer confirmer, double budget, Costs costs) {
        this.trial = trial;
        this.confirmer = confirmer;
        this.budget = budget;
        this.costs = costs;
    }

    /** @param guesses strengths to begin with, one a subject */
    List<SharedTrial.Outcome> measure(
            Stage stage, Setting setting, List<Subject> subjects, double[] guesses, List<String> texts) {
        List<SharedTrial.Entry> entries = costs.of(
                Stage.MODULATION,
                () -> confirmer.entries(
                        setting, subjects.stream().map(Subject::tokens).toList()));
        return costs.of(
                stage,
                () -> trial.measure(
                        entries, subjects.stream().map(Subject::words).toList(), guesses, texts, budget));
    }
}
