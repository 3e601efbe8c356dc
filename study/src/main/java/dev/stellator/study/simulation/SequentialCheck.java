package dev.stellator.study.simulation;

import dev.stellator.study.reaction.SharedTrial;
import dev.stellator.study.simulation.Costs.Stage;
import dev.stellator.study.simulation.Iteration.Candidate;
import dev.stellator.study.simulation.Iteration.Check;
import dev.stellator.study.simulation.Subjects.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tries candidates on texts that they were not found on, against random paths drawn block after block, until one of those is
 * above or as many as asked for are below (a sequential Monte Carlo test; Besag and Clifford, Biometrika 1991).
 */
final class SequentialCheck {
    private static final int FIRST_BLOCK = 4;
    private static final int NEXT_BLOCK = 5;

    private final SearchCorpus ground;
    private final Subjects subjects;
    private final Trials trials;
    private final Costs costs;
    private final int most;
    private final int texts;

    SequentialCheck(SearchCorpus ground, Subjects subjects, Trials trials, Costs costs, Simulation.Settings settings) {
        this.ground = ground;
        this.subjects = subjects;
        this.trials = trials;
        this.costs = costs;
        this.most = settings.draws();
        this.texts = settings.texts();
    }

    /** Generators of their own for the texts and for the random paths. */
    record Draws(Random texts, Random paths) {}

    /** The checks of path and decoy, on the same texts against the same random paths; null for one that did not pass. */
    List<@Nullable Check> of(Setting setting, List<Subject> tried, List<Candidate> candidates, Draws draws) {
        List<@Nullable Check> checks = new ArrayList<>(Arrays.asList(null, null));
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.get(i).passed()) {
                open.add(i);
            }
        }
        Subject path = tried.get(0);
        List<String> read = ground.draw(path.basin(), Split.CHECK, Set.of(), texts, draws.texts());
        Map<Integer, SharedTrial.Outcome> own = new HashMap<>();
        List<SharedTrial.Outcome> drawn = new ArrayList<>();
        while (!open.isEmpty() && drawn.size() < most) {
            int block = Math.min(drawn.isEmpty() ? FIRST_BLOCK : NEXT_BLOCK, most - drawn.size());
            List<Integer> asked = own.isEmpty() ? List.copyOf(open) : List.of();
            List<Subject> all = new ArrayList<>(asked.stream().map(tried::get).toList());
            all.addAll(costs.of(Stage.MODULATION, () -> subjects.random(path, block, draws.paths())));
            double[] guesses = new double[all.size()];
            for (int i = 0; i < guesses.length; i++) {
                guesses[i] = candidates.get(i < asked.size() ? asked.get(i) : 0).strength();
            }
            List<SharedTrial.Outcome> outcomes = trials.measure(Stage.CHECK, setting, all, guesses, read);
            for (int i = 0; i < asked.size(); i++) {
                own.put(asked.get(i), outcomes.get(i));
            }
            drawn.addAll(outcomes.subList(asked.size(), outcomes.size()));
            for (int candidate : List.copyOf(open)) {
                Check check = check(Objects.requireNonNull(own.get(candidate)), drawn);
                if (check.above() > 0 || drawn.size() >= most) {
                    checks.set(candidate, check);
                    open.remove(Integer.valueOf(candidate));
                }
            }
        }
        return checks;
    }

    private Check check(SharedTrial.Outcome own, List<SharedTrial.Outcome> drawn) {
        double mine = own.meanVocabulary();
        int above = (int)
                drawn.stream().filter(other -> other.meanVocabulary() >= mine).count();
        int count = own.vocabulary().length;
        int following = 0;
        for (int t = 0; t < count; t++) {
            int text = t;
            double others = drawn.stream()
                    .mapToDouble(other -> other.vocabulary()[text])
                    .average()
                    .orElse(0);
            following += own.vocabulary()[t] > others ? 1 : 0;
        }
        return new Check(
                drawn.size(),
                above,
                own.klMean(),
                mine,
                own.meanOrder(),
                mine
                        - drawn.stream()
                                .mapToDouble(SharedTrial.Outcome::meanVocabulary)
                                .average()
                                .orElse(0),
                (double) following / count,
                (1.0 + above) / (1.0 + drawn.size()),
                above == 0 && drawn.size() >= most);
    }
}
