package dev.stellator.engine.training;

import java.util.Locale;

/** A kind of thing that is learned; a training may learn several at once. Each starts as an exact no-op. */
public enum Variant {
    /** {@code h + R^T (W h + b)} leaving each layer (DiReFT; Wu et al., arXiv 2404.03592). */
    DRIFT,
    /** {@code h + R^T (W h + b - R h)} with orthonormal rows of R (LoReFT, there). */
    REFT,
    /** A gain of the rail for each layer and head. */
    GAINS,
    /** A bias of the anchor's subwords in the logits. */
    ANCHOR,
    /** An angle in the plane of token and anchor, one for all layers. */
    PHASE,
    /** Low-rank changes of the attention's matrices (LoRA; Hu et al., arXiv 2106.09685). */
    ADAPTERS;

    /** The word used in options and output. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
