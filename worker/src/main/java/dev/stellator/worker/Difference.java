package dev.stellator.worker;

import dev.stellator.engine.NotFiniteException;

/**
 * A modulated sequence against its base, position by position.
 *
 * @param kl [T] KL(base || modulated) in nats
 * @param baseNext [T - 1] log-likelihood of the next subword under the base
 * @param modulatedNext [T - 1] the same under the modulation
 * @param baseWatched [T][asked subword] log-probabilities
 * @param modulatedWatched [T][asked subword]
 */
public record Difference(
        float[] kl, float[] baseNext, float[] modulatedNext, float[][] baseWatched, float[][] modulatedWatched) {

    /** @throws NotFiniteException when what the modulated model says is not a number */
    public void requireNumbers() {
        boolean numbers = finite(kl) && finite(modulatedNext);
        for (float[] row : modulatedWatched) {
            numbers &= finite(row);
        }
        if (!numbers) {
            throw new NotFiniteException("what the model says under the program is not a number; the program acts more"
                    + " strongly than numbers of this precision can hold");
        }
    }

    private static boolean finite(float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }
}
