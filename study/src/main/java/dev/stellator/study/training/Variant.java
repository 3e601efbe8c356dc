package dev.stellator.study.training;

import java.util.Locale;

/** A kind of thing that is learned; a training may learn several at once. Along one path each starts as an exact no-op. */
public enum Variant {
    /** Gains of the rail by layer and head: of the step that is shown, and of the others. */
    GAINS(0.1),
    /** The same with gains of their own for the next step, the one before, and those farther off. */
    DISTANCES(0.1),
    /** By layer and head, how much of what the rail displaces is taken from the rail's own mean. */
    CONTRAST(0.02),
    /** By layer and head, how much more the rail's difference counts. */
    EMPHASIS(0.02),
    /** A low-rank map of the rail's values in each layer. */
    VALUES(0.005),
    /** By layer and head, how the shown step's gain depends on the query. */
    GATES(0.01),
    /** A strength a layer of the direction sweep. */
    SWEEP(0.02),
    /** An angle in the plane of token and anchor, one for all layers. */
    PHASE(0.02),
    /** {@code h + R^T (W h + b)} leaving each layer (DiReFT; Wu et al., arXiv 2404.03592). */
    DRIFT(0.002),
    /** {@code h + R^T (W h + b - R h)} with orthonormal rows of R (LoReFT, there). */
    REFT(0.002),
    /** Low-rank changes of the attention's matrices (LoRA; Hu et al., arXiv 2106.09685). */
    ADAPTERS(0.002);

    private final double rate;

    Variant(double rate) {
        this.rate = rate;
    }

    /** Step size of its numbers, before a factor that a user gives: gains are nats, matrices are small. */
    double rate() {
        return rate;
    }

    /** The word used in options and output. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
