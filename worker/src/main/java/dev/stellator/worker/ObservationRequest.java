package dev.stellator.worker;

import dev.stellator.worker.intervention.Indices;

/**
 * What a forward pass should report. Start from {@link #NOTHING} and ask for more.
 *
 * @param logitPositions positions whose logits are copied out; negative ones count from the end
 * @param nextLogLikelihoods log-probability of each next subword
 * @param watched subwords whose log-probabilities are reported at every position
 * @param hidden layers whose leaving residual stream is reported
 * @param hiddenPositions positions at which it is reported; negative ones count from the end. When empty, its mean over
 *     all positions is
 * @param attention entropy and share on the rail, by layer and head
 */
public record ObservationRequest(
        int[] logitPositions,
        boolean nextLogLikelihoods,
        int[] watched,
        Indices hidden,
        int[] hiddenPositions,
        boolean attention) {
    public static final ObservationRequest NOTHING =
            new ObservationRequest(new int[0], false, new int[0], Indices.NONE, new int[0], false);

    public ObservationRequest {
        logitPositions = logitPositions.clone();
        watched = watched.clone();
        hiddenPositions = hiddenPositions.clone();
    }

    public ObservationRequest logitsAt(int... positions) {
        return new ObservationRequest(positions, nextLogLikelihoods, watched, hidden, hiddenPositions, attention);
    }

    public ObservationRequest andNextLogLikelihoods() {
        return new ObservationRequest(logitPositions, true, watched, hidden, hiddenPositions, attention);
    }

    public ObservationRequest watching(int... ids) {
        return new ObservationRequest(logitPositions, nextLogLikelihoods, ids, hidden, hiddenPositions, attention);
    }

    public ObservationRequest hiddenMeans(Indices layers) {
        return new ObservationRequest(logitPositions, nextLogLikelihoods, watched, layers, new int[0], attention);
    }

    public ObservationRequest hiddenAt(Indices layers, int... positions) {
        return new ObservationRequest(logitPositions, nextLogLikelihoods, watched, layers, positions, attention);
    }

    public ObservationRequest andAttention() {
        return new ObservationRequest(logitPositions, nextLogLikelihoods, watched, hidden, hiddenPositions, true);
    }
}
