package dev.stellator.study.reaction;

import dev.stellator.study.measure.Estimate;
import dev.stellator.study.reaction.Reaction.Arm;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The measures that decide, fixed before a run. */
public enum PrimaryMeasure {
    VOCABULARY("vocabulary log-odds", 3),
    /** On the neighbours of the path's steps, whatever the arm's own steps are. */
    ORDER("order score", 2),
    /** On the neighbours of the arm's own steps: whether its rail is followed. */
    OWN_ORDER("order on own neighbours", 1);

    private final String label;
    private final int version;

    PrimaryMeasure(String label, int version) {
        this.label = label;
        this.version = version;
    }

    public String label() {
        return label;
    }

    /** Raised when the measure's meaning changes, so that what was measured before is not taken for it. */
    public int version() {
        return version;
    }

    /** All measures with their versions, as a key. */
    public static String versions() {
        return Arrays.stream(values())
                .map(measure -> measure.label + " " + measure.version)
                .collect(Collectors.joining(", "));
    }

    /** The measure's mean over an arm's texts. */
    public Estimate of(Arm arm) {
        return switch (this) {
            case VOCABULARY -> arm.vocabulary();
            case ORDER -> arm.order();
            case OWN_ORDER -> arm.ownOrder();
        };
    }

    /** The order measure that is fair to a family of controls: other words are scored on their own neighbours. */
    static PrimaryMeasure orderAgainst(String family) {
        return Controls.isRandom(family) ? OWN_ORDER : ORDER;
    }
}
