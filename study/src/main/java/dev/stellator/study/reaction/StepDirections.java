package dev.stellator.study.reaction;

import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.intervention.HiddenIntervention;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Window;
import java.util.ArrayList;
import java.util.List;

/**
 * A difference of means for each step of a path: the mean hidden state leaving each layer on texts that mention the step,
 * minus that on neutral texts.
 *
 * @param vectors [layer][step][width]
 */
public record StepDirections(float[][][] vectors) {
    private static final int LONGEST_TEXT = 48;

    /** The mean states of neutral texts, which many paths share: [layer][width]. */
    public static float[][] neutral(LanguageModel model, List<String> texts) {
        return means(model, texts);
    }

    /**
     * @param mentioning texts for each step; at least one each
     * @param neutral [layer][width]
     */
    public static StepDirections measure(LanguageModel model, List<List<String>> mentioning, float[][] neutral) {
        int layers = model.info().layers();
        float[][][] vectors = new float[layers][mentioning.size()][];
        for (int step = 0; step < mentioning.size(); step++) {
            float[][] means = means(model, mentioning.get(step));
            for (int layer = 0; layer < layers; layer++) {
                float[] difference = means[layer].clone();
                for (int i = 0; i < difference.length; i++) {
                    difference[i] -= neutral[layer][i];
                }
                vectors[layer][step] = difference;
            }
        }
        return new StepDirections(vectors);
    }

    private static float[][] means(LanguageModel model, List<String> texts) {
        List<int[]> ids = texts.stream()
                .map(text -> model.tokenizer().beginning(text, LONGEST_TEXT))
                .filter(all -> all.length > 0)
                .toList();
        return model.hiddenMeans(ids, Indices.ALL);
    }

    /** The sweep over these steps in another order. */
    public StepDirections inOrder(int[] order) {
        float[][][] ordered = new float[vectors.length][order.length][];
        for (int layer = 0; layer < vectors.length; layer++) {
            for (int step = 0; step < order.length; step++) {
                ordered[layer][step] = vectors[layer][order[step]];
            }
        }
        return new StepDirections(ordered);
    }

    /** @param strengths by layer */
    public HiddenIntervention.DirectionSweep sweep(float[] strengths, Window window) {
        List<float[][]> chosen = new ArrayList<>();
        for (float[][] layer : vectors) {
            chosen.add(layer);
        }
        return new HiddenIntervention.DirectionSweep(chosen.toArray(float[][][]::new), strengths, window);
    }
}
