package dev.stellator.study.reaction;

import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.program.Program;
import dev.stellator.engine.program.Program.Anchor;
import dev.stellator.engine.program.Program.AttentionDrift;
import dev.stellator.engine.program.Program.Drift;
import dev.stellator.engine.program.Program.Window;
import dev.stellator.study.measure.WordPool;
import dev.stellator.study.reaction.Control.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** The arms against which a path's program is held. */
public final class Controls {
    public static final String PERMUTED = "permuted path";
    public static final String RANDOM = "random path";
    /** Of the basin's own tokens: whether the path does more than any words of the basin would. */
    public static final String BASIN = "random path of the basin";

    public static final String REVERSED = "reversed path";
    public static final String PROMPT = "prompt";
    public static final String TRAINED = "trained path";

    private static final int TRIES = 200;

    private Controls() {}

    /** Whether the arms of a family are draws, and the path exchangeable with them if it is nothing special. */
    static boolean isDrawn(String family) {
        return family.equals(PERMUTED) || isRandom(family);
    }

    /** Whether the arms of a family are other words, with neighbours of their own. */
    static boolean isRandom(String family) {
        return family.equals(RANDOM) || family.equals(BASIN);
    }

    /** Whether the model writes in the first arm of a family, to be held against what it writes under the path. */
    static boolean areWritten(String family) {
        return isDrawn(family) || Set.of(REVERSED, PROMPT, TRAINED).contains(family);
    }

    /** Contrasts that are no draws. */
    public enum Fixed {
        NONE,
        /** The path's steps as a prompt. */
        PROMPT,
        /** Reversed, prompts, random direction and plane, difference of means, and each component left out. */
        ALL
    }

    /**
     * Which arms to measure.
     *
     * @param draws how many permuted paths, random paths, and random paths of the basin are drawn
     */
    public record Choice(int draws, Fixed fixed) {
        /** One draw of each, and the prompt: a first look. */
        public static final Choice FIRST_LOOK = new Choice(1, Fixed.PROMPT);

        public Choice {
            if (draws < 1) {
                throw new IllegalArgumentException("at least one control must be drawn, found " + draws);
            }
        }
    }

    /**
     * Where controls come from.
     *
     * @param corpus that random paths are drawn from, without the watched words
     * @param basin the same of the basin's own tokens
     * @param neighbours of steps, by the rule that found the path's
     */
    record Sources(WordPool corpus, WordPool basin, Function<List<Token>, List<List<String>>> neighbours) {}

    /** @param steps the path's tokens */
    static List<Control> of(Program program, List<Token> steps, Sources sources, Choice choice, long seed) {
        int draws = choice.draws();
        Map<Token, List<String>> known = new HashMap<>();
        List<List<String>> own = sources.neighbours().apply(steps);
        for (int i = 0; i < own.size(); i++) {
            known.put(steps.get(i), own.get(i));
        }
        Function<List<Token>, List<List<String>>> ofPath = order ->
                order.stream().map(step -> known.getOrDefault(step, List.of())).toList();
        List<Control> controls = new ArrayList<>();
        controls.addAll(
                drawn(PERMUTED, program, permutations(steps, draws, RandomStreams.of(seed, "permuted paths")), ofPath));
        controls.addAll(drawn(
                RANDOM,
                program,
                randomTokens(steps, sources.corpus(), draws, RandomStreams.of(seed, "random paths")),
                sources.neighbours()));
        controls.addAll(drawn(
                BASIN,
                program,
                randomTokens(steps, sources.basin(), draws, RandomStreams.of(seed, "random paths of the basin")),
                sources.neighbours()));
        switch (choice.fixed()) {
            case PROMPT -> controls.add(Control.fixed(PROMPT, Kind.PROMPT, program));
            case ALL -> controls.addAll(fixed(program, steps, ofPath));
            case NONE -> {}
        }
        return controls;
    }

    private static List<Control> drawn(
            String family,
            Program program,
            List<List<Token>> paths,
            Function<List<Token>, List<List<String>>> neighbours) {
        List<Control> controls = new ArrayList<>();
        for (List<Token> tokens : paths) {
            String name = paths.size() == 1 ? family : family + " " + (controls.size() + 1);
            controls.add(new Control(
                    name, family, Kind.PROGRAM, program.withTokens(texts(tokens)), neighbours.apply(tokens)));
        }
        return controls;
    }

    private static List<String> texts(List<Token> tokens) {
        return tokens.stream().map(Token::text).toList();
    }

    /** Other orders of the same steps, each once. */
    public static <T> List<List<T>> permutations(List<T> path, int count, Random random) {
        Set<List<T>> found = new LinkedHashSet<>();
        List<T> order = new ArrayList<>(path);
        for (int tries = 0; tries < count * TRIES && found.size() < count; tries++) {
            Collections.shuffle(order, random);
            if (!order.equals(path)) {
                found.add(List.copyOf(order));
            }
        }
        return List.copyOf(found);
    }

    /** Random paths like the given one, each once; none when the pool is too small for one. */
    public static List<List<String>> randomPaths(List<Token> steps, WordPool pool, int count, Random random) {
        return randomTokens(steps, pool, count, random).stream()
                .map(Controls::texts)
                .toList();
    }

    private static List<List<Token>> randomTokens(List<Token> steps, WordPool pool, int count, Random random) {
        Set<List<Token>> paths = new LinkedHashSet<>();
        for (int tries = 0; tries < count + TRIES && paths.size() < count; tries++) {
            List<Token> drawn = pool.draw(steps, random);
            if (drawn.size() < steps.size()) {
                return List.of();
            }
            paths.add(drawn);
        }
        return List.copyOf(paths);
    }

    private static List<Control> fixed(
            Program program, List<Token> steps, Function<List<Token>, List<List<String>>> neighbours) {
        List<Control> controls = new ArrayList<>();
        List<Token> reversed = new ArrayList<>(steps);
        Collections.reverse(reversed);
        if (!reversed.equals(steps)) {
            controls.addAll(drawn(REVERSED, program, List.of(reversed), neighbours));
        }
        controls.add(Control.fixed(PROMPT, Kind.PROMPT, program));
        controls.add(Control.fixed("plain prompt", Kind.PLAIN_PROMPT, program));
        controls.add(Control.fixed("difference of means", Kind.DIFFERENCE_OF_MEANS, program));
        controls.add(Control.fixed("random direction", Kind.RANDOM_DIRECTION, program));
        if (program.phase() != null && program.anchor() != null) {
            controls.add(Control.fixed("random plane", Kind.RANDOM_PLANE, program));
        }
        controls.addAll(leftOut(program));
        return controls;
    }

    private static List<Control> leftOut(Program program) {
        List<Control> controls = new ArrayList<>();
        List<Drift> others = program.drifts().stream()
                .filter(drift -> !(drift instanceof AttentionDrift))
                .toList();
        boolean attends = others.size() < program.drifts().size();
        Anchor anchor = program.anchor();
        boolean biases = anchor != null && anchor.bias() != null && anchor.bias() != 0;
        if (attends && sweeps(program)) {
            controls.add(Control.program("hold for sweep", program.withWindow(Window.HOLD)));
        }
        if (attends && (program.phase() != null || biases)) {
            controls.add(Control.program("without attention", program.withDrifts(others)));
        }
        if (program.phase() != null && (attends || biases)) {
            controls.add(Control.program("without phase", program.withoutPhase()));
        }
        if (anchor != null && biases && (attends || program.phase() != null)) {
            controls.add(Control.program("without anchor bias", program.withAnchor(new Anchor(anchor.text(), null))));
        }
        return controls;
    }

    private static boolean sweeps(Program program) {
        return program.drifts().stream()
                .anyMatch(drift -> drift instanceof AttentionDrift attention && attention.window() == Window.SWEEP);
    }
}
