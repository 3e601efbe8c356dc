package dev.stellator.benchmarks;

import dev.stellator.study.reaction.PrimaryMeasure;

/** What is planted for a measure. */
enum Plant {
    VOCABULARY(PrimaryMeasure.VOCABULARY, 1),
    ORDER(PrimaryMeasure.ORDER, 0.5);

    /**
     * The drift under which all of it is read: the last layer's rail moves the last state most evenly, whichever part of the
     * text shows a step.
     */
    static final String DRIFT = "DRIFT -> attention sweep on layer 3\n";

    final PrimaryMeasure measure;
    final double nats;

    Plant(PrimaryMeasure measure, double nats) {
        this.measure = measure;
        this.nats = nats;
    }
}
