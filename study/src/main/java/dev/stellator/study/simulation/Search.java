package dev.stellator.study.simulation;

import dev.stellator.engine.Progress;
import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.engine.probe.Probe;
import dev.stellator.study.reaction.SharedTrial;
import dev.stellator.study.simulation.Costs.Stage;
import dev.stellator.study.simulation.Iteration.Candidate;
import dev.stellator.study.simulation.Iteration.Check;
import dev.stellator.study.simulation.Subjects.Distilled;
import dev.stellator.study.simulation.Subjects.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One run of a search: proposes, tries, notes in the journal, and measures what was accepted at the end. */
final class Search {
    private static final int CONTROLS = 3;
    private static final int SPARE = 2;

    private final Simulation.Searched searched;
    private final Simulation.Settings settings;
    private final Journal journal;
    private final SearchCorpus ground;
    private final SettingSpace space;
    private final ParzenEstimator estimator;
    private final List<String> neutral;
    private final Confirmer confirmer;
    private final Costs costs = new Costs();
    private final Subjects subjects;
    private final Trials trials;
    private final SequentialCheck check;

    Search(Simulation.Searched searched, Simulation.Settings settings, Probe probe, Journal journal) {
        this.searched = searched;
        this.settings = settings;
        this.journal = journal;
        this.ground = SearchCorpus.survey(
                searched.thoughts(),
                searched.basins(),
                searched.transitions(),
                new SearchCorpus.Selection(settings.language(), settings.texts() + SPARE, settings.seed()));
        this.space = new SettingSpace(searched.model().info().layers(), searched.field() != null);
        this.estimator = new ParzenEstimator(space.sizes());
        this.neutral = ground.words().pool(List.of()).candidates().stream()
                .map(Token::text)
                .limit(8)
                .toList();
        this.confirmer = new Confirmer(searched.model(), searched.field(), neutral);
        this.subjects = new Subjects(ground, probe, costs);
        this.trials = new Trials(
                new SharedTrial(searched.model(), searched.field(), settings.longest()),
                confirmer,
                settings.budget(),
                costs);
        this.check = new SequentialCheck(ground, subjects, trials, costs, settings);
    }

    Simulated run(Progress progress, Simulation.Listener listener) {
        int before = Math.min(journal.iterations().size(), settings.iterations());
        long begun = System.nanoTime();
        progress.begin("simulate", settings.iterations() - before);
        while (journal.iterations().size() < settings.iterations()) {
            Progress.checkpoint();
            Iteration iteration = iterate(journal.iterations().size() + 1);
            journal.append(iteration);
            listener.finished(iteration, space.at(iteration.choice()));
            progress.advance(1);
        }
        progress.end();
        double seconds = (System.nanoTime() - begun) / 1e9;
        List<Iteration> iterations = List.copyOf(journal.iterations().subList(0, settings.iterations()));
        List<Confirmation> confirmations = new ArrayList<>();
        confirmations.addAll(confirm(iterations, false, progress));
        confirmations.addAll(confirm(iterations, true, progress));
        return new Simulated(
                searched.model().info().name(),
                settings,
                before,
                ground.basinCount(),
                Arrays.stream(Split.values()).map(ground::textCount).toList(),
                iterations,
                iterations.stream().map(one -> space.at(one.choice())).toList(),
                space.dimensions().stream()
                        .map(dimension -> new Simulated.Dimension(dimension.name(), dimension.choices()))
                        .toList(),
                confirmations,
                storedPaths(iterations, confirmations),
                neutral,
                settings.iterations() - before,
                seconds,
                costs.seconds());
    }

    private List<StoredPath> storedPaths(List<Iteration> iterations, List<Confirmation> confirmations) {
        List<StoredPath> paths = new ArrayList<>();
        for (Confirmation one : confirmations) {
            Iteration iteration = iterations.get(one.iteration() - 1);
            PathFinder.@Nullable Path path = one.decoy() ? null : ground.path(iteration);
            if (path != null) {
                paths.add(new StoredPath(path.id(), path.basin().id(), path.energy(), one.program(), path.steps()));
            }
        }
        return paths;
    }

    /** A generator of its own for each purpose, so that what one draws does not shift another. */
    private Random random(int number, int purpose) {
        return RandomStreams.of(settings.seed(), "simulation", number, purpose);
    }

    private Iteration iterate(int number) {
        Distilled distilled = subjects.distil(random(number, 1));
        Subject path = costs.of(Stage.DISTILLATION, () -> subjects.subject(distilled.path()));
        List<Integer> choice = costs.of(
                Stage.MODULATION,
                () -> estimator.propose(
                        journal.iterations().stream()
                                .map(one -> new ParzenEstimator.Tried(
                                        one.choice(), one.path().reward()))
                                .toList(),
                        random(number, 2)));
        Setting setting = space.at(choice);
        Random draws = random(number, 3);
        List<Subject> tried = new ArrayList<>(List.of(path));
        tried.addAll(costs.of(Stage.MODULATION, () -> subjects.random(path, CONTROLS + 1, draws)));
        Set<String> without = new HashSet<>(distilled.path().evidence().keySet());
        without.add(distilled.thought().id());
        List<String> texts = ground.draw(path.basin(), Split.SEARCH, without, settings.texts(), random(number, 4));
        double[] guesses = new double[tried.size()];
        Arrays.fill(guesses, guess(setting));
        List<SharedTrial.Outcome> outcomes = trials.measure(Stage.REACTION, setting, tried, guesses, texts);
        List<Double> controls = outcomes.subList(2, outcomes.size()).stream()
                .map(SharedTrial.Outcome::meanVocabulary)
                .toList();
        Candidate first = candidate(path, outcomes.get(0), controls);
        Candidate decoy = candidate(tried.get(1), outcomes.get(1), controls);
        List<@Nullable Check> checks = check.of(
                setting,
                tried.subList(0, 2),
                List.of(first, decoy),
                new SequentialCheck.Draws(random(number, 5), random(number, 6)));
        return new Iteration(
                number,
                distilled.thought().id(),
                distilled.answer().zone(),
                distilled.answer().energyBefore(),
                choice,
                checks.get(0) == null ? first : first.with(checks.get(0)),
                checks.get(1) == null ? decoy : decoy.with(checks.get(1)),
                controls);
    }

    /** The strength that a setting like this one had last. */
    private double guess(Setting setting) {
        double guess = setting.firstGuess();
        int nearest = Integer.MAX_VALUE;
        for (Iteration one : journal.iterations()) {
            Setting other = space.at(one.choice());
            if (other.form() == setting.form() && other.window() == setting.window()) {
                int distance = Math.abs(other.first() - setting.first())
                        + Math.abs(other.last() - setting.last())
                        + (other.radians() == setting.radians() ? 0 : 4);
                if (distance <= nearest) {
                    nearest = distance;
                    guess = one.path().strength();
                }
            }
        }
        return guess;
    }

    private Candidate candidate(Subject subject, SharedTrial.Outcome outcome, List<Double> controls) {
        double vocabulary = outcome.meanVocabulary();
        double mean =
                controls.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        return new Candidate(
                subject.id(),
                subject.tokens(),
                subject.basin(),
                outcome.strength(),
                outcome.klMean(),
                vocabulary,
                outcome.meanOrder(),
                vocabulary - mean,
                controls.stream().allMatch(control -> vocabulary > control),
                null);
    }

    private List<Confirmation> confirm(List<Iteration> iterations, boolean decoys, Progress progress) {
        List<Confirmer.Accepted> accepted = Confirmer.best(iterations, decoys, settings.confirmed());
        progress.begin(decoys ? "measure accepted decoys" : "measure accepted paths", accepted.size());
        List<Confirmation> result = new ArrayList<>();
        for (Confirmer.Accepted one : accepted) {
            Progress.checkpoint();
            result.add(confirmer.confirm(
                    one, space.at(one.iteration().choice()), settings, ground, searched.transitions()));
            progress.advance(1);
        }
        progress.end();
        return result;
    }
}
