package dev.stellator.study.simulation;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.engine.probe.Probe;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.measure.WatchedWords;
import dev.stellator.study.measure.WordPool;
import dev.stellator.study.measure.WordSets;
import dev.stellator.study.reaction.SharedTrial;
import dev.stellator.study.simulation.Costs.Stage;
import dev.stellator.study.simulation.Iteration.Candidate;
import dev.stellator.study.simulation.Iteration.Check;
import dev.stellator.worker.LanguageModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Searches for programs along the graph's paths, an iteration after the other: a thought comes in; it is distilled to a
 * path into its basin; a setting is proposed from what has worked; the model's reaction is measured beside random paths
 * under the same setting, at the same mean KL, in the same passes; and where the path is above them, other thoughts from
 * other documents try it against random paths drawn anew, until one of those is above it or all {@code draws} are below
 * (a sequential Monte Carlo test; Besag and Clifford, Biometrika 1991).
 *
 * <p>Beside each path one random path, the decoy, goes through the same acceptance: its share of accepted is what
 * acceptance is worth (the target-decoy estimate; Elias and Gygi, Nature Methods 2007).
 *
 * <p>Each iteration depends on the seed, its number and the journal alone, so that a run that was stopped goes on to the
 * same result.
 */
public final class Simulation {
    /** Raised with every change after which an iteration may come out otherwise, so that no journal is half of each. */
    private static final int SEARCH_VERSION = 4;

    private static final int CONTROLS = 3;
    private static final int FIRST_BLOCK = 4;
    private static final int NEXT_BLOCK = 5;
    private static final int SPARE = 2;
    private static final int TRIES = 200;

    private final LanguageModel model;
    private final ThoughtGraph thoughts;
    private final BasinGraph basins;
    private final @Nullable LearnedField field;
    private final TransitionGraph transitions;

    /** @param field that programs may act by; null for none */
    public Simulation(
            LanguageModel model,
            @Nullable LearnedField field,
            ThoughtGraph thoughts,
            BasinGraph basins,
            TransitionGraph transitions) {
        this.model = model;
        this.field = field;
        this.thoughts = thoughts;
        this.basins = basins;
        this.transitions = transitions;
    }

    /**
     * How to search.
     *
     * @param iterations in all, those of an earlier run in the same folder included
     * @param budget mean KL(base || modulated) in nats a subword that every program is brought to
     * @param draws random paths that an accepted one is above, in the check
     * @param texts that each trial measures on
     * @param longest subwords of a text that are read
     * @param language of the thoughts that count; null for all
     * @param confirmed accepted paths, and accepted decoys, at most, that are measured on the report part at the end
     */
    public record Settings(
            int iterations,
            double budget,
            int draws,
            int texts,
            int longest,
            @Nullable String language,
            int confirmed,
            long seed) {
        public Settings {
            if (iterations < 1 || draws < 1 || texts < 1 || longest < 2 || confirmed < 0) {
                throw new IllegalArgumentException("iterations, draws and texts must be at least 1, found " + iterations
                        + ", " + draws + ", " + texts + " and " + longest);
            }
            if (!(budget > 0)) {
                throw new IllegalArgumentException("a budget must be positive, found " + budget);
            }
        }

        /**
         * What decides about an iteration, the version of the search included: runs that differ in other settings
         * continue each other.
         */
        public String key() {
            return String.join(
                    " ",
                    "search " + SEARCH_VERSION,
                    String.valueOf(budget),
                    String.valueOf(draws),
                    String.valueOf(texts),
                    String.valueOf(longest),
                    String.valueOf(language),
                    String.valueOf(seed));
        }
    }

    /** Hears each iteration, those of an earlier run not. */
    public interface Listener {
        void finished(Iteration iteration, Setting setting);
    }

    /**
     * Runs, or goes on where an earlier run in the same folder was stopped.
     *
     * @param folder of the journal, one for each {@link Settings#key}, model, field and graph
     * @throws InputRefusedException when no basin is large enough
     */
    public Simulated run(Settings settings, Path folder, Progress progress, Listener listener) {
        try (Probe probe = Probe.open(thoughts, basins);
                Journal journal = Journal.open(folder.resolve("journal.jsonl"))) {
            return new Run(settings, probe, journal, progress, listener).run();
        }
    }

    /** A path with its words, or a random one in its place. */
    private record Subject(String id, String basin, List<Token> steps, WordSets words) {
        List<String> tokens() {
            return steps.stream().map(Token::text).toList();
        }
    }

    /** A thought, where it lies, and the path from it. */
    private record Distilled(Thought thought, Probe.Answer answer, PathFinder.Path path) {}

    private final class Run {
        private final Settings settings;
        private final Probe probe;
        private final Journal journal;
        private final Progress progress;
        private final Listener listener;
        private final SearchCorpus ground;
        private final SettingSpace space;
        private final ParzenEstimator estimator;
        private final SharedTrial trial;
        private final List<String> neutral;
        private final Confirmer confirmer;
        private final Map<String, Subject> subjects = new HashMap<>();
        private final Costs costs = new Costs();

        Run(Settings settings, Probe probe, Journal journal, Progress progress, Listener listener) {
            this.settings = settings;
            this.probe = probe;
            this.journal = journal;
            this.progress = progress;
            this.listener = listener;
            this.ground = SearchCorpus.survey(
                    thoughts, basins, transitions, settings.language(), settings.texts() + SPARE, settings.seed());
            this.space = new SettingSpace(model.info().layers(), field != null);
            this.estimator = new ParzenEstimator(space.sizes());
            this.trial = new SharedTrial(model, field, settings.longest());
            this.neutral = ground.words().pool(List.of()).candidates().stream()
                    .map(Token::text)
                    .limit(8)
                    .toList();
            this.confirmer = new Confirmer(model, field, neutral);
        }

        Simulated run() {
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
            confirmations.addAll(confirm(iterations, false));
            confirmations.addAll(confirm(iterations, true));
            return new Simulated(
                    model.info().name(),
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
            Distilled distilled = distil(random(number, 1));
            Subject path = costs.of(Stage.DISTILLATION, () -> subject(distilled.path()));
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
            List<Subject> subjects = new ArrayList<>(List.of(path));
            subjects.addAll(costs.of(Stage.MODULATION, () -> random(path, CONTROLS + 1, draws)));
            Set<String> without = new HashSet<>(distilled.path().evidence().keySet());
            without.add(distilled.thought().id());
            List<String> texts = ground.draw(path.basin(), Split.SEARCH, without, settings.texts(), random(number, 4));
            double[] guesses = new double[subjects.size()];
            Arrays.fill(guesses, guess(setting));
            List<SharedTrial.Outcome> outcomes = measure(Stage.REACTION, setting, subjects, guesses, texts);
            List<Double> controls = outcomes.subList(2, outcomes.size()).stream()
                    .map(SharedTrial.Outcome::meanVocabulary)
                    .toList();
            Candidate first = candidate(path, outcomes.get(0), controls);
            Candidate decoy = candidate(subjects.get(1), outcomes.get(1), controls);
            List<@Nullable Check> checks = check(setting, subjects.subList(0, 2), List.of(first, decoy), number);
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

        private Distilled distil(Random random) {
            for (int i = 0; i < TRIES; i++) {
                Thought thought =
                        ground.inputs().get(random.nextInt(ground.inputs().size()));
                Probe.Answer answer = costs.of(Stage.INPUT, () -> probe.ask(thought.embedding()));
                if (!ground.takes(answer.basin().id())) {
                    continue;
                }
                PathFinder.@Nullable Path path =
                        costs.of(Stage.DISTILLATION, () -> ground.path(thought, answer.basin()));
                if (path != null) {
                    return new Distilled(thought, answer, path);
                }
            }
            throw new InputRefusedException("none of " + TRIES + " thoughts has a path of three to seven steps into its"
                    + " basin; import more text");
        }

        private Subject subject(PathFinder.Path path) {
            return subjects.computeIfAbsent(path.id(), id -> withWords(path));
        }

        private Subject withWords(PathFinder.Path path) {
            List<Token> steps = path.steps().stream().map(step -> step.token()).toList();
            return new Subject(
                    path.id(),
                    path.basin().id(),
                    steps,
                    ground.words().of(path.basin().id(), steps));
        }

        /** Random paths in place of one, of words that are watched no more than the path's own are. */
        private List<Subject> random(Subject path, int count, Random random) {
            WordPool pool =
                    ground.words().pool(path.steps()).unrelatedTo(WatchedWords.forbidden(path.steps(), path.words()));
            List<Subject> drawn = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                List<Token> steps = pool.draw(path.steps(), random);
                if (steps.size() < path.steps().size()) {
                    throw new InputRefusedException("the corpus has too few words to draw random paths of "
                            + path.steps().size() + " steps from; import more text");
                }
                drawn.add(
                        new Subject(path.id(), path.basin(), steps, path.words().withNeighbours(List.of())));
            }
            return drawn;
        }

        private List<SharedTrial.Outcome> measure(
                Stage stage, Setting setting, List<Subject> subjects, double[] guesses, List<String> texts) {
            List<SharedTrial.Entry> entries = costs.of(
                    Stage.MODULATION,
                    () -> confirmer.entries(
                            setting, subjects.stream().map(Subject::tokens).toList()));
            return costs.of(
                    stage,
                    () -> trial.measure(
                            entries,
                            subjects.stream().map(Subject::words).toList(),
                            guesses,
                            texts,
                            settings.budget()));
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

        /** The checks of path and decoy, on the same texts against the same random paths; null for one that did not pass. */
        private List<@Nullable Check> check(
                Setting setting, List<Subject> subjects, List<Candidate> candidates, int number) {
            List<@Nullable Check> checks = new ArrayList<>(Arrays.asList(null, null));
            List<Integer> open = new ArrayList<>();
            for (int i = 0; i < candidates.size(); i++) {
                if (candidates.get(i).passed()) {
                    open.add(i);
                }
            }
            Subject path = subjects.get(0);
            List<String> texts = ground.draw(path.basin(), Split.CHECK, Set.of(), settings.texts(), random(number, 5));
            Random draws = random(number, 6);
            Map<Integer, SharedTrial.Outcome> own = new HashMap<>();
            List<SharedTrial.Outcome> drawn = new ArrayList<>();
            while (!open.isEmpty() && drawn.size() < settings.draws()) {
                int block = Math.min(drawn.isEmpty() ? FIRST_BLOCK : NEXT_BLOCK, settings.draws() - drawn.size());
                List<Integer> asked = own.isEmpty() ? List.copyOf(open) : List.of();
                List<Subject> all =
                        new ArrayList<>(asked.stream().map(subjects::get).toList());
                all.addAll(costs.of(Stage.MODULATION, () -> random(path, block, draws)));
                double[] guesses = new double[all.size()];
                for (int i = 0; i < guesses.length; i++) {
                    guesses[i] =
                            candidates.get(i < asked.size() ? asked.get(i) : 0).strength();
                }
                List<SharedTrial.Outcome> outcomes = measure(Stage.CHECK, setting, all, guesses, texts);
                for (int i = 0; i < asked.size(); i++) {
                    own.put(asked.get(i), outcomes.get(i));
                }
                drawn.addAll(outcomes.subList(asked.size(), outcomes.size()));
                for (int candidate : List.copyOf(open)) {
                    Check check = read(Objects.requireNonNull(own.get(candidate)), drawn);
                    if (check.above() > 0 || drawn.size() >= settings.draws()) {
                        checks.set(candidate, check);
                        open.remove(Integer.valueOf(candidate));
                    }
                }
            }
            return checks;
        }

        private Check read(SharedTrial.Outcome own, List<SharedTrial.Outcome> drawn) {
            double mine = own.meanVocabulary();
            int above = (int) drawn.stream()
                    .filter(other -> other.meanVocabulary() >= mine)
                    .count();
            int texts = own.vocabulary().length;
            int following = 0;
            for (int t = 0; t < texts; t++) {
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
                    (double) following / texts,
                    (1.0 + above) / (1.0 + drawn.size()),
                    above == 0 && drawn.size() >= settings.draws());
        }

        private List<Confirmation> confirm(List<Iteration> iterations, boolean decoys) {
            List<Confirmer.Accepted> accepted = Confirmer.best(iterations, decoys, settings.confirmed());
            progress.begin(decoys ? "measure accepted decoys" : "measure accepted paths", accepted.size());
            List<Confirmation> result = new ArrayList<>();
            for (Confirmer.Accepted one : accepted) {
                Progress.checkpoint();
                result.add(confirmer.confirm(
                        one, space.at(one.iteration().choice()), decoys, settings, ground, transitions));
                progress.advance(1);
            }
            progress.end();
            return result;
        }
    }
}
