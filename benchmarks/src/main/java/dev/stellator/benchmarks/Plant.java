package dev.stellator.benchmarks;

import dev.stellator.study.reaction.PrimaryMeasure;

/** What is planted for a measure, and the program under which it is read. */
enum Plant {
    VOCABULARY(PrimaryMeasure.VOCABULARY, "DRIFT -> attention sweep on layer 3\n", 1),
    /** The last layer's rail moves the last state most evenly, whichever part of the text shows a step. */
    ORDER(PrimaryMeasure.ORDER, "DRIFT -> attention sweep on layer 3\n", 0.5);

    final PrimaryMeasure measure;
    final String drift;
    final double nats;

    Plant(PrimaryMeasure measure, String drift, double nats) {
        this.measure = measure;
        this.drift = drift;
        this.nats = nats;
    }
}
