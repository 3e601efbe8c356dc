package dev.stellator.worker;

import ai.djl.ndarray.NDArray;

/** Sees what blocks do; what it keeps it must copy, and attach to a longer-lived scope. */
interface Recording {
    /** @param h (B, T, D) leaving the block */
    void hidden(int layer, NDArray h);

    /** Whether {@link #attention} is to be called. */
    default boolean wantsAttention() {
        return false;
    }

    /**
     * @param weight (B, H, T, R + S) attention after the softmax
     * @param railLength R
     */
    default void attention(int layer, NDArray weight, int railLength) {}
}
