package dev.stellator.study.simulation;

import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph;
import dev.stellator.engine.program.Program.Window;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.measure.WatchedWords;
import dev.stellator.study.measure.WordPool;
import dev.stellator.study.measure.WordSets;
import dev.stellator.study.reaction.Controls;
import dev.stellator.study.reaction.Directions;
import dev.stellator.study.reaction.SharedTrial;
import dev.stellator.study.simulation.Iteration.Candidate;
import dev.stellator.worker.LanguageModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Compiles settings to programs, and measures what was accepted on the report part. */
final class Confirmer {
    private static final int RANDOM = 19;
    private static final int TEXTS = 2;
    private static final double LEVEL = 0.05;

    private final LanguageModel model;
    private final @Nullable LearnedField field;
    private final List<String> neutral;

    /**
     * @param field that programs may act by; null for none
     * @param neutral words that directions are measured against
     */
    Confirmer(LanguageModel model, @Nullable LearnedField field, List<String> neutral) {
        this.model = model;
        this.field = field;
        this.neutral = neutral;
    }

    /** An accepted candidate and its iteration. */
    record Accepted(Iteration iteration, Candidate candidate, boolean decoy) {}

    /** The accepted ones with the largest margins, each path once. */
    static List<Accepted> best(List<Iteration> iterations, boolean decoys, int most) {
        Map<String, Accepted> byPath = new LinkedHashMap<>();
        iterations.stream()
                .map(iteration -> new Accepted(iteration, decoys ? iteration.decoy() : iteration.path(), decoys))
                .filter(accepted -> accepted.candidate().accepted())
                .sorted(Comparator.comparingDouble(accepted -> -margin(accepted.candidate())))
                .forEach(accepted -> byPath.putIfAbsent(
                        String.join("\n", accepted.candidate().tokens()), accepted));
        return byPath.values().stream().limit(most).toList();
    }

    private static double margin(Candidate candidate) {
        return Objects.requireNonNull(candidate.check()).margin();
    }

    /** The programs of some paths under one setting, with directions where it has a phase. */
    List<SharedTrial.Entry> entries(Setting setting, List<List<String>> paths) {
        List<Directions> directions = setting.radians() == 0
                ? List.of()
                : Directions.ofWords(
                        model,
                        paths.stream()
                                .map(path -> List.of(path.get(0), path.get(path.size() - 1)))
                                .toList(),
                        neutral);
        List<SharedTrial.Entry> entries = new ArrayList<>();
        for (int i = 0; i < paths.size(); i++) {
            List<String> path = paths.get(i);
            @Nullable Directions own = directions.isEmpty() ? null : directions.get(i);
            entries.add(new SharedTrial.Entry(
                    strength -> setting.program(path, strength), setting.least(), setting.most(), own));
        }
        return entries;
    }

    Confirmation confirm(
            Accepted accepted,
            Setting setting,
            Simulation.Settings settings,
            SearchCorpus ground,
            TransitionGraph transitions) {
        Candidate candidate = accepted.candidate();
        List<Token> steps = candidate.tokens().stream()
                .map(text -> transitions.find(text).stream()
                        .max(Comparator.comparingLong(Token::documentFrequency))
                        .orElseGet(() -> new Token(text, text, "", 1)))
                .toList();
        WordSets words = ground.words().of(candidate.basin(), steps);
        Random random = RandomStreams.of(
                settings.seed(), "confirmation", accepted.iteration().number(), accepted.decoy() ? 1 : 0);
        WordPool pool = ground.words().pool(steps).unrelatedTo(WatchedWords.forbidden(steps, words));
        List<List<String>> randomPaths = Controls.randomPaths(steps, pool, RANDOM, random);
        List<List<String>> permuted = setting.window() == Window.SWEEP
                ? Controls.permutations(candidate.tokens(), RANDOM, random)
                : List.of();
        List<List<String>> paths = new ArrayList<>(List.of(candidate.tokens()));
        paths.addAll(randomPaths);
        paths.addAll(permuted);
        List<String> texts = ground.draw(candidate.basin(), Split.REPORT, Set.of(), TEXTS * settings.texts(), random);
        SharedTrial trial = new SharedTrial(model, field, settings.longest());
        List<SharedTrial.Entry> entries = entries(setting, paths);
        double[] guesses = new double[paths.size()];
        Arrays.fill(guesses, candidate.strength());
        List<SharedTrial.Outcome> outcomes =
                trial.measure(entries, Collections.nCopies(paths.size(), words), guesses, texts, settings.budget());
        SharedTrial.Outcome own = outcomes.get(0);
        List<Double> others = IntStream.rangeClosed(1, randomPaths.size())
                .mapToObj(i -> outcomes.get(i).meanVocabulary())
                .toList();
        List<Double> orders = IntStream.range(1 + randomPaths.size(), paths.size())
                .mapToObj(i -> outcomes.get(i).meanOrder())
                .toList();
        double p = rank(own.meanVocabulary(), others);
        return new Confirmation(
                accepted.iteration().number(),
                accepted.decoy(),
                candidate.id(),
                ground.label(candidate.basin()),
                setting.program(candidate.tokens(), own.strength()).print(),
                candidate.tokens(),
                own.klMean(),
                texts.size(),
                own.meanVocabulary(),
                others,
                p,
                own.meanOrder(),
                orders,
                rank(own.meanOrder(), orders),
                texts.get(0),
                p <= LEVEL);
    }

    private static double rank(double own, List<Double> others) {
        if (Double.isNaN(own) || others.isEmpty()) {
            return Double.NaN;
        }
        return (1.0 + others.stream().filter(other -> other >= own).count()) / (1.0 + others.size());
    }
}
