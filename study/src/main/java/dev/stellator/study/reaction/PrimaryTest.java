package dev.stellator.study.reaction;

import java.util.Arrays;

/**
 * The tests against draws that decide about a path, fixed before anything is measured; where the model writes, a third
 * holds what it writes under the path against what it writes without ({@link BehaviourStudy}). They are adjusted for each
 * other alone; whatever else is compared is a family of its own.
 */
public enum PrimaryTest {
    /** The path's order matters: its steps' neighbours rise in its order more than under other orders of its steps. */
    ORDER(PrimaryMeasure.ORDER, Controls.PERMUTED),
    /** The path is more than words of its basin: it moves the basin's vocabulary more than other paths of the basin. */
    VOCABULARY(PrimaryMeasure.VOCABULARY, Controls.BASIN);

    /** Fewest draws with which one path alone can reach a p-value below 0.01. */
    public static final int DRAWS = 100;

    private final PrimaryMeasure measure;
    private final String control;

    PrimaryTest(PrimaryMeasure measure, String control) {
        this.measure = measure;
        this.control = control;
    }

    /** The test in words. */
    public String label() {
        return measure.label() + " of the path against draws of a " + control;
    }

    static boolean is(PrimaryMeasure measure, String control) {
        return Arrays.stream(values()).anyMatch(test -> test.measure == measure && test.control.equals(control));
    }
}
