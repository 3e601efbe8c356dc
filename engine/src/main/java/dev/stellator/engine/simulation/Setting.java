package dev.stellator.engine.simulation;

import dev.stellator.engine.program.Program;
import dev.stellator.engine.program.Program.Anchor;
import dev.stellator.engine.program.Program.AttentionDrift;
import dev.stellator.engine.program.Program.LayerRange;
import dev.stellator.engine.program.Program.Phase;
import dev.stellator.engine.program.Program.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /** What raises the attention to the steps. */
    public enum Form {
        /** A constant added to their scores. */
        GAIN,
        /** A share of the attention that they get, whatever the model does by itself. */
        SHARE
    }

    /** The order in which the steps lie on the rail. */
    public enum Rail {
        FORWARD,
        REVERSED
    }

    /** The smallest strength: a gain, or the logit of a share. */
    double least() {
        return form == Form.GAIN ? 0 : LEAST_LOGIT;
    }

    double most() {
        return form == Form.GAIN ? LARGEST_GAIN : LARGEST_LOGIT;
    }

    /** The program of a path at a strength: a gain in nats, or the logit of a share. */
    Program program(List<String> path, double strength) {
        List<String> steps = new ArrayList<>(path);
        if (rail == Rail.REVERSED) {
            Collections.reverse(steps);
        }
        @Nullable Double gain = form == Form.GAIN ? strength : null;
        @Nullable Double share = form == Form.SHARE ? 1 / (1 + Math.exp(-strength)) : null;
        return new Program(
                null,
                steps,
                List.of(new AttentionDrift(window, new LayerRange(first, last), List.of(), gain, share)),
                new Anchor(path.get(path.size() - 1), null),
                radians == 0 ? null : new Phase(radians, null),
                DAMPENING);
    }
}
