package dev.stellator.engine.reaction;

import dev.stellator.engine.reaction.Reaction.Arm;

/** The measures that decide, fixed before a run. */
public enum PrimaryMeasure {
    VOCABULARY("vocabulary log-odds"),
    ORDER("order score");

    private final String label;

    PrimaryMeasure(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** The measure's mean over an arm's texts. */
    public Estimate of(Arm arm) {
        return switch (this) {
            case VOCABULARY -> arm.vocabulary();
            case ORDER -> arm.order();
        };
    }
}
