package dev.stellator.engine.program;

import dev.stellator.engine.graph.Zone;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A modulation program.
 *
 * @param zone the gate: the program acts only on inputs in this zone; null when it acts on all
 * @param tokens the steps of the path, in order
 * @param drifts what happens in which layers
 * @param anchor the token the path leads to; null when there is none
 * @param phase rotation from the first token's direction towards the anchor's; null when there is none
 * @param dampening factor of the gradients in the drifts' layers, in [0, 1]; null when they pass unchanged
 */
public record Program(
        @Nullable Zone zone,
        List<String> tokens,
        List<Drift> drifts,
        @Nullable Anchor anchor,
        @Nullable Phase phase,
        @Nullable Double dampening) {
    /** Does nothing at all. */
    public static final Program EMPTY = new Program(null, List.of(), List.of(), null, null, null);

    public Program {
        tokens = List.copyOf(tokens);
        drifts = List.copyOf(drifts);
        if (dampening != null && !(dampening >= 0 && dampening <= 1)) {
            throw new IllegalArgumentException("dampening must lie in [0, 1], found " + dampening);
        }
    }

    /** The same program with other steps. */
    public Program withTokens(List<String> others) {
        return new Program(zone, others, drifts, anchor, phase, dampening);
    }

    /** The same program with other drifts. */
    public Program withDrifts(List<Drift> others) {
        return new Program(zone, tokens, others, anchor, phase, dampening);
    }

    /** The same program, its attention moving over the steps as a sweep, or held on all of them. */
    public Program withWindow(Window window) {
        return withDrifts(drifts.stream().map(drift -> drift.withWindow(window)).toList());
    }

    /** Whether some drift lets the text attend to the rail. */
    public boolean attends() {
        return drifts.stream().anyMatch(Drift::attends);
    }

    /** The same program with another anchor. */
    public Program withAnchor(Anchor other) {
        return new Program(zone, tokens, drifts, other, phase, dampening);
    }

    /** The same program without a phase. */
    public Program withoutPhase() {
        return new Program(zone, tokens, drifts, anchor, null, dampening);
    }

    /** The same program without a dampening of gradients. */
    public Program withoutDampening() {
        return new Program(zone, tokens, drifts, anchor, phase, null);
    }

    /** The program in its canonical plain form, which {@link #parse} reads back as an equal program. */
    public String print() {
        return ProgramPrinter.print(this);
    }

    /**
     * Reads a program.
     *
     * @throws ProgramException with line, column, what was found and what could stand there
     */
    public static Program parse(String text) {
        return new ProgramParser(text).parse();
    }

    /** Layers {@code first} to {@code last}, both included, counted from 0. */
    public record LayerRange(int first, int last) {
        public LayerRange {
            if (first < 0 || last < first) {
                throw new IllegalArgumentException("expected 0 <= first <= last, found " + first + "-" + last);
            }
        }

        @Override
        public String toString() {
            return first == last ? "layer " + first : "layers " + first + "-" + last;
        }
    }

    /** How the path's steps are attended while the text goes on. */
    public enum Window {
        /** All steps alike. */
        HOLD,
        /** One step at a time, from the first to the anchor. */
        SWEEP
    }

    /** What a drift acts on. */
    public sealed interface Drift permits AttentionDrift, FieldDrift, DirectionDrift, HiddenDrift {
        /** Null when the layers are to be chosen on calibration text, or by what was learned. */
        @Nullable
        LayerRange layers();

        /** The same in another window; what has no window stays. */
        default Drift withWindow(Window window) {
            return this;
        }

        /** Whether it lets the text attend to the rail. */
        default boolean attends() {
            return false;
        }

        /** Whether it moves from step to step while the text goes on. */
        default boolean sweeps() {
            return false;
        }
    }

    /**
     * The path's tokens are attended, as a rail, in these layers.
     *
     * @param heads empty for all
     * @param gain added to the attention scores, in nats; null when neither it nor {@code share} is fixed
     * @param share of the attention that the steps get, in (0, 1); null when it is not fixed
     */
    public record AttentionDrift(
            Window window,
            @Nullable LayerRange layers,
            List<Integer> heads,
            @Nullable Double gain,
            @Nullable Double share)
            implements Drift {
        public AttentionDrift {
            heads = List.copyOf(heads);
            if (gain != null && share != null) {
                throw new IllegalArgumentException("a drift has a gain or a share, not both");
            }
            if (share != null && !(share > 0 && share < 1)) {
                throw new IllegalArgumentException("share must lie in (0, 1), found " + share);
            }
        }

        /** Whether it leaves everything but its window to what the model has learned, or to calibration. */
        public boolean open() {
            return layers == null && heads.isEmpty() && gain == null && share == null;
        }

        @Override
        public AttentionDrift withWindow(Window other) {
            return new AttentionDrift(other, layers, heads, gain, share);
        }

        @Override
        public boolean attends() {
            return true;
        }

        @Override
        public boolean sweeps() {
            return window == Window.SWEEP;
        }
    }

    /**
     * The path's tokens are attended, as a rail, by the gains that the model has learned for each layer and head.
     *
     * @param strength factor of the odds of attending to the rail, beside the learned ones: 1 as it was learned, 0 for
     *     nothing; null when it is not fixed
     */
    public record FieldDrift(Window window, @Nullable Double strength) implements Drift {
        public FieldDrift {
            requireStrength(strength);
        }

        @Override
        public @Nullable LayerRange layers() {
            return null;
        }

        @Override
        public FieldDrift withWindow(Window other) {
            return new FieldDrift(other, strength);
        }

        @Override
        public boolean attends() {
            return true;
        }

        @Override
        public boolean sweeps() {
            return window == Window.SWEEP;
        }
    }

    /**
     * The difference of means of the step that the window shows is added to the hidden state as it leaves these layers.
     *
     * @param strength multiple of the difference of means; 0 for nothing; null when it is not fixed
     */
    public record DirectionDrift(@Nullable LayerRange layers, @Nullable Double strength) implements Drift {
        public DirectionDrift {
            requireStrength(strength);
        }

        @Override
        public boolean sweeps() {
            return true;
        }
    }

    private static void requireStrength(@Nullable Double strength) {
        if (strength != null && !(strength >= 0 && Double.isFinite(strength))) {
            throw new IllegalArgumentException("a strength must be at least 0, found " + strength);
        }
    }

    /**
     * A low-rank change of the hidden state as it leaves these layers; it is learned, and does nothing before that.
     *
     * @param rank null for the default
     */
    public record HiddenDrift(@Nullable LayerRange layers, @Nullable Integer rank) implements Drift {
        public HiddenDrift {
            if (rank != null && rank < 1) {
                throw new IllegalArgumentException("rank must be at least 1, found " + rank);
            }
        }
    }

    /** @param bias added to the logits of the anchor's subwords; null when it is not fixed */
    public record Anchor(String text, @Nullable Double bias) {}

    /**
     * @param radians angle of the rotation
     * @param layers null for the drifts' layers
     */
    public record Phase(double radians, @Nullable LayerRange layers) {}
}
