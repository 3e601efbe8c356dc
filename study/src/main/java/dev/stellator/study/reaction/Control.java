package dev.stellator.study.reaction;

import dev.stellator.engine.program.Program;
import java.util.List;

/**
 * An arm that stands beside the path's.
 *
 * @param name of the arm
 * @param family arms of one family are draws from one distribution, from which the path itself would come if it were
 *     nothing special; a family of one is a fixed contrast
 * @param program what is measured, or the program whose path and layers the kind uses
 * @param neighbours of the arm's own steps, in their order, on which it is scored too; empty where it is not
 */
public record Control(String name, String family, Kind kind, Program program, List<List<String>> neighbours) {
    public Control {
        neighbours = neighbours.stream().map(List::copyOf).toList();
    }

    public Control(String name, String family, Kind kind, Program program) {
        this(name, family, kind, program, List.of());
    }

    /** What the arm does to the model. */
    public enum Kind {
        /** Runs its program. */
        PROGRAM,
        /** Runs its program with what was learned along the path. */
        LEARNED,
        /** Runs its program with planes of random directions in place of the token's and the anchor's. */
        RANDOM_PLANE,
        /** Puts the steps before the text, seen by all heads of all layers, at the strength that the budget allows. */
        PROMPT,
        /** Puts the steps before the text, as a prompt does. */
        PLAIN_PROMPT,
        /** Adds the anchor's difference of means to the residual stream in the program's layers. */
        DIFFERENCE_OF_MEANS,
        /** Adds a random direction of the same length there. */
        RANDOM_DIRECTION
    }

    /** A single arm. */
    static Control fixed(String name, Kind kind, Program program) {
        return new Control(name, name, kind, program);
    }

    /** Another program. */
    static Control program(String name, Program program) {
        return fixed(name, Kind.PROGRAM, program);
    }
}
