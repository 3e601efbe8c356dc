package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/** Brings what one pass has shown into Java arrays, sequence by sequence. */
record ObservationReader(Transformer transformer, Pass pass, Recorder recorder, ObservationRequest what) {
    List<Observation> observations(NDArray h) {
        ModelConfig config = transformer.config();
        float[][][] logits = logits(h);
        Scores scores = what.nextLogLikelihoods() || what.watched().length > 0
                ? Scores.of(Head.all(transformer, pass, h), what.watched())
                : null;
        boolean means = what.hiddenPositions().length == 0;
        List<Observation> observations = new ArrayList<>();
        for (int b = 0; b < pass.layout().batch(); b++) {
            float[][][] hidden = recorder.hidden(b, config.layers());
            observations.add(new Observation(
                    logits[b],
                    scores == null || !what.nextLogLikelihoods() ? new float[0] : scores.next(b),
                    scores == null || what.watched().length == 0 ? new float[0][] : scores.watched(b),
                    means ? firsts(hidden) : new float[0][],
                    means ? new float[0][][] : hidden,
                    what.attention() ? recorder.entropy(b, config.layers(), config.heads()) : new float[0][],
                    what.attention() ? recorder.mass(b, config.layers(), config.heads()) : new float[0][]));
        }
        return observations;
    }

    private static float[][] firsts(float[][][] hidden) {
        float[][] firsts = new float[hidden.length][];
        for (int layer = 0; layer < hidden.length; layer++) {
            firsts[layer] = hidden[layer].length == 0 ? new float[0] : hidden[layer][0];
        }
        return firsts;
    }

    /** [sequence][asked position][vocabulary] */
    private float[][][] logits(NDArray h) {
        int asked = what.logitPositions().length;
        float[][][] logits = new float[pass.layout().batch()][asked][];
        if (asked == 0) {
            return logits;
        }
        Head head = Head.at(transformer, pass, h, what.logitPositions());
        for (int from = 0; from < head.size(); from += head.chunk()) {
            int to = Math.min(head.size(), from + head.chunk());
            try (NDManager scope = pass.scope().newSubManager()) {
                float[][] some = Rows.toJava(head.logits(scope, from, to));
                for (int i = from; i < to; i++) {
                    logits[i / asked][i % asked] = some[i - from];
                }
            }
        }
        return logits;
    }
}
