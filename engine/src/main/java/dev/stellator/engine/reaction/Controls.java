package dev.stellator.engine.reaction;

import dev.stellator.engine.graph.Token;
import dev.stellator.engine.program.Program;
import dev.stellator.engine.program.Program.Anchor;
import dev.stellator.engine.program.Program.AttentionDrift;
import dev.stellator.engine.program.Program.Drift;
import dev.stellator.engine.program.Program.Window;
import dev.stellator.engine.reaction.Control.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** The arms against which a path's program is held. */
public final class Controls {
    public static final String PERMUTED = "permuted path";
    public static final String RANDOM = "random path";
    public static final String REVERSED = "reversed path";
    public static final String PROMPT = "prompt";
    public static final String TRAINED = "trained path";

    private static final int TRIES = 200;

    private Controls() {}

    /** Whether the arms of a family are draws, and the path exchangeable with them if it is nothing special. */
    static boolean isDrawn(String family) {
        return family.equals(PERMUTED) || family.equals(RANDOM);
    }

    /**
     * Which arms to measure.
     *
     * @param draws how many permuted and how many random paths are drawn
     * @param whole whether the fixed contrasts are measured too: reversed, prompt, random direction and plane,
     *     difference of means, and each component left out
     */
    public record Choice(int draws, boolean whole) {
        /** One permuted and one random path: a first look. */
        public static final Choice FIRST_LOOK = new Choice(1, false);

        public Choice {
            if (draws < 1) {
                throw new IllegalArgumentException("at least one control must be drawn, found " + draws);
            }
        }
    }

    /**
     * @param steps the path's tokens
     * @param pool that random paths are drawn from
     */
    static List<Control> of(Program program, List<Token> steps, WordPool pool, Choice choice, long seed) {
        List<String> path = steps.stream().map(Token::text).toList();
        List<Control> controls = new ArrayList<>();
        controls.addAll(drawn(PERMUTED, program, permutations(path, choice.draws(), new Random(seed))));
        controls.addAll(drawn(RANDOM, program, randomPaths(steps, pool, choice.draws(), new Random(seed))));
        if (choice.whole()) {
            controls.addAll(fixed(program, path));
        }
        return controls;
    }

    private static List<Control> drawn(String family, Program program, List<List<String>> paths) {
        List<Control> controls = new ArrayList<>();
        for (List<String> tokens : paths) {
            String name = paths.size() == 1 ? family : family + " " + (controls.size() + 1);
            controls.add(new Control(name, family, Kind.PROGRAM, program.withTokens(tokens)));
        }
        return controls;
    }

    /** Other orders of the same steps, each once. */
    public static List<List<String>> permutations(List<String> path, int count, Random random) {
        Set<List<String>> found = new LinkedHashSet<>();
        List<String> order = new ArrayList<>(path);
        for (int tries = 0; tries < count * TRIES && found.size() < count; tries++) {
            Collections.shuffle(order, random);
            if (!order.equals(path)) {
                found.add(List.copyOf(order));
            }
        }
        return List.copyOf(found);
    }

    /** Random paths like the given one; none when the pool is too small for one. */
    public static List<List<String>> randomPaths(List<Token> steps, WordPool pool, int count, Random random) {
        List<List<String>> paths = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Token> drawn = pool.draw(steps, random);
            if (drawn.size() < steps.size()) {
                return List.of();
            }
            paths.add(drawn.stream().map(Token::text).toList());
        }
        return paths;
    }

    private static List<Control> fixed(Program program, List<String> path) {
        List<Control> controls = new ArrayList<>();
        List<String> reversed = new ArrayList<>(path);
        Collections.reverse(reversed);
        if (!reversed.equals(path)) {
            controls.add(Control.program(REVERSED, program.withTokens(reversed)));
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
