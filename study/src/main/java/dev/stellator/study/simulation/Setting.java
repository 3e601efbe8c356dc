package dev.stellator.study.simulation;

import dev.stellator.engine.program.Program;
import dev.stellator.engine.program.Program.Anchor;
import dev.stellator.engine.program.Program.AttentionDrift;
import dev.stellator.engine.program.Program.Drift;
import dev.stellator.engine.program.Program.FieldDrift;
import dev.stellator.engine.program.Program.LayerRange;
import dev.stellator.engine.program.Program.Phase;
import dev.stellator.engine.program.Program.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How a path is compiled to a program, apart from its strength, which the budget gives.
 *
 * @param first layer in which the rail is seen
 * @param last layer, included
 * @param radians of the phase; 0 for none
 */
public record Setting(int first, int last, Window window, Form form, Rail rail, double radians) {
    /** What dampens the gradients of a training under the program; nothing in the forward direction depends on it. */
    private static final double DAMPENING = 0.1;

    private static final double LARGEST_GAIN = 12;
    private static final double LARGEST_LOGIT = 4;
    private static final double LEAST_LOGIT = -7;
    private static final double FIRST_GUESS = 1.5;
    private static final double LEAST_OF_A_FIELD = -8;
    private static final double LARGEST_OF_A_FIELD = 4;

    /** What raises the attention to the steps. */
    public enum Form {
        /** A constant added to their scores. */
        GAIN,
        /** A share of the attention that they get, whatever the model does by itself. */
        SHARE,
        /** What a learned field adds to them, by layer and head; it says in which layers they are seen. */
        FIELD
    }

    /** The order in which the steps lie on the rail. */
    public enum Rail {
        FORWARD,
        REVERSED
    }

    /** The smallest strength: a gain, the logit of a share, or nats added to a field's gains. */
    double least() {
        return switch (form) {
            case GAIN -> 0;
            case SHARE -> LEAST_LOGIT;
            case FIELD -> LEAST_OF_A_FIELD;
        };
    }

    double most() {
        return switch (form) {
            case GAIN -> LARGEST_GAIN;
            case SHARE -> LARGEST_LOGIT;
            case FIELD -> LARGEST_OF_A_FIELD;
        };
    }

    /** Where a search for the strength begins. */
    double firstGuess() {
        return switch (form) {
            case GAIN -> FIRST_GUESS;
            case SHARE -> -FIRST_GUESS;
            case FIELD -> 0;
        };
    }

    private Drift drift(double strength) {
        LayerRange seen = new LayerRange(first, last);
        return switch (form) {
            case GAIN -> new AttentionDrift(window, seen, List.of(), strength, null);
            case SHARE -> new AttentionDrift(window, seen, List.of(), null, 1 / (1 + Math.exp(-strength)));
            case FIELD -> new FieldDrift(window, Math.exp(strength));
        };
    }

    /** The program of a path at a strength: a gain in nats, the logit of a share, or nats added to a field's gains. */
    Program program(List<String> path, double strength) {
        List<String> steps = new ArrayList<>(path);
        if (rail == Rail.REVERSED) {
            Collections.reverse(steps);
        }
        return new Program(
                null,
                steps,
                List.of(drift(strength)),
                new Anchor(path.get(path.size() - 1), null),
                radians == 0 ? null : new Phase(radians, null),
                DAMPENING);
    }
}
