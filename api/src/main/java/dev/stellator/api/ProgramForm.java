package dev.stellator.api;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.program.Program;
import dev.stellator.engine.program.Program.Anchor;
import dev.stellator.engine.program.Program.AttentionDrift;
import dev.stellator.engine.program.Program.DirectionDrift;
import dev.stellator.engine.program.Program.Drift;
import dev.stellator.engine.program.Program.FieldDrift;
import dev.stellator.engine.program.Program.HiddenDrift;
import dev.stellator.engine.program.Program.LayerRange;
import dev.stellator.engine.program.Program.Phase;
import dev.stellator.engine.program.Program.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program as a form has it: each kind of line once. It stands for any program of at most one drift.
 *
 * @param zone the gate; null for none
 * @param tokens steps of the path, in order
 * @param drift null for none
 * @param anchor null for none
 * @param phase null for none
 * @param dampening of gradients, in [0, 1]; null for none
 */
public record ProgramForm(
        @Nullable Zone zone,
        List<String> tokens,
        @Nullable DriftForm drift,
        @Nullable Anchor anchor,
        @Nullable Phase phase,
        @Nullable Double dampening) {
    private static final char COMMENT = '#';

    public ProgramForm {
        tokens = tokens == null ? List.of() : List.copyOf(tokens);
    }

    /** What a drift acts on. */
    public enum Kind {
        ATTENTION,
        FIELD,
        DIRECTION,
        HIDDEN
    }

    /**
     * A drift; what its kind has no use for is left out.
     *
     * @param window of attention and field; null for a sweep
     * @param first layer, counted from 0; null where the layers are left open
     * @param last layer; null for the first alone
     * @param heads of attention; empty for all
     * @param gain of attention, nats; null where it is left open
     * @param share of the attention, in (0, 1); null where it is left open
     * @param strength of field and direction; null where it is left open
     * @param rank of a hidden drift; null for the default
     */
    public record DriftForm(
            Kind kind,
            @Nullable Window window,
            @Nullable Integer first,
            @Nullable Integer last,
            List<Integer> heads,
            @Nullable Double gain,
            @Nullable Double share,
            @Nullable Double strength,
            @Nullable Integer rank) {
        public DriftForm {
            heads = heads == null ? List.of() : List.copyOf(heads);
        }

        private static DriftForm of(Drift drift) {
            LayerRange layers = drift.layers();
            Integer first = layers == null ? null : layers.first();
            Integer last = layers == null ? null : layers.last();
            if (drift instanceof AttentionDrift attention) {
                return new DriftForm(
                        Kind.ATTENTION,
                        attention.window(),
                        first,
                        last,
                        attention.heads(),
                        attention.gain(),
                        attention.share(),
                        null,
                        null);
            }
            if (drift instanceof FieldDrift field) {
                return new DriftForm(
                        Kind.FIELD, field.window(), null, null, List.of(), null, null, field.strength(), null);
            }
            if (drift instanceof DirectionDrift direction) {
                return new DriftForm(
                        Kind.DIRECTION, null, first, last, List.of(), null, null, direction.strength(), null);
            }
            HiddenDrift hidden = (HiddenDrift) drift;
            return new DriftForm(Kind.HIDDEN, null, first, last, List.of(), null, null, null, hidden.rank());
        }

        private Drift drift() {
            return switch (kind) {
                case ATTENTION -> new AttentionDrift(shown(), layers(), heads, gain, share);
                case FIELD -> new FieldDrift(shown(), strength);
                case DIRECTION -> new DirectionDrift(layers(), strength);
                case HIDDEN -> new HiddenDrift(layers(), rank);
            };
        }

        private Window shown() {
            return window == null ? Window.SWEEP : window;
        }

        private @Nullable LayerRange layers() {
            return first == null ? null : new LayerRange(first, last == null ? first : last);
        }
    }

    /**
     * The form that says all that a text says; null where a text has several drifts, or comments, which a form would lose.
     *
     * @param program what the text says
     */
    static @Nullable ProgramForm of(String text, Program program) {
        boolean commented = comments(text) > comments(program.print());
        if (commented || program.drifts().size() > 1) {
            return null;
        }
        return new ProgramForm(
                program.zone(),
                program.tokens(),
                program.drifts().isEmpty()
                        ? null
                        : DriftForm.of(program.drifts().get(0)),
                program.anchor(),
                program.phase(),
                program.dampening());
    }

    /** A quoted sign stands in what is printed, too. */
    private static long comments(String text) {
        return text.chars().filter(c -> c == COMMENT).count();
    }

    /**
     * The program that the form stands for.
     *
     * @throws InputRefusedException when a number is out of its range, or two exclude each other
     */
    Program program() {
        try {
            return new Program(
                    zone, tokens, drift == null ? List.of() : List.of(drift.drift()), anchor, phase, dampening);
        } catch (IllegalArgumentException e) {
            throw new InputRefusedException(e.getMessage() + "; change that number", e);
        }
    }
}
