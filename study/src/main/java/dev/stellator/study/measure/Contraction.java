package dev.stellator.study.measure;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.program.Program.LayerRange;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Observation;
import dev.stellator.worker.ObservationRequest;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.intervention.Indices;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where in a model the thoughts of a basin lie close together: in the residual stream leaving each layer, the distance of
 * a text's mean state to the others of its basin over that to the other basins (compare Concept Attractors in LLMs,
 * arXiv 2601.11575).
 */
public final class Contraction {
    private static final int FEWEST = 2;
    private static final int LONGEST_TEXT = 64;

    private Contraction() {}

    /**
     * One layer.
     *
     * @param within mean Euclidean distance of a text to the centre of the others of its basin
     * @param between mean distance to the centres of the other basins
     * @param ratio within over between: the smaller, the more the basins contract there
     */
    public record Layer(int layer, double within, double between, double ratio) {}

    /**
     * The profile over all layers.
     *
     * @param basins texts of at least two basins, at least two of each
     */
    public static List<Layer> profile(LanguageModel model, List<List<String>> basins, Progress progress) {
        if (basins.size() < FEWEST || basins.stream().anyMatch(texts -> texts.size() < FEWEST)) {
            throw new InputRefusedException("a profile needs at least two basins with two texts each");
        }
        progress.begin("reading the layers", basins.size());
        List<List<float[][]>> states = new ArrayList<>();
        for (List<String> texts : basins) {
            Progress.checkpoint();
            states.add(states(model, texts));
            progress.advance(1);
        }
        progress.end();
        List<Layer> layers = new ArrayList<>();
        for (int layer = 0; layer < model.info().layers(); layer++) {
            layers.add(layer(states, layer));
        }
        return layers;
    }

    /** The layer where the basins contract most. */
    public static Layer narrowest(List<Layer> profile) {
        return profile.stream()
                .min(Comparator.comparingDouble(Layer::ratio))
                .orElseThrow(() -> new IllegalArgumentException("a profile has at least one layer"));
    }

    /** A third of the layers, as evenly around the narrowest one as the model's ends allow. */
    public static LayerRange around(List<Layer> profile) {
        int count = Math.max(1, profile.size() / 3);
        int first = narrowest(profile).layer() - count / 2;
        first = Math.max(0, Math.min(first, profile.size() - count));
        return new LayerRange(first, first + count - 1);
    }

    /** Mean states of each text: [layer][width]. */
    private static List<float[][]> states(LanguageModel model, List<String> texts) {
        List<Sequence> sequences = texts.stream()
                .map(text -> Sequence.of(model.tokenizer().beginning(text, LONGEST_TEXT))
                        .withSink())
                .toList();
        return model.forward(sequences, ObservationRequest.NOTHING.hiddenMeans(Indices.ALL)).stream()
                .map(Observation::hiddenMeans)
                .toList();
    }

    private static Layer layer(List<List<float[][]>> states, int layer) {
        List<double[]> sums = states.stream().map(basin -> sum(basin, layer)).toList();
        double within = 0;
        double between = 0;
        int texts = 0;
        for (int own = 0; own < states.size(); own++) {
            int size = states.get(own).size();
            for (float[][] state : states.get(own)) {
                texts++;
                within += distance(state[layer], sums.get(own), state[layer], size - 1);
                for (int other = 0; other < states.size(); other++) {
                    if (other != own) {
                        between += distance(
                                        state[layer],
                                        sums.get(other),
                                        null,
                                        states.get(other).size())
                                / (states.size() - 1);
                    }
                }
            }
        }
        return new Layer(layer, within / texts, between / texts, within / between);
    }

    private static double[] sum(List<float[][]> basin, int layer) {
        double[] sum = new double[basin.get(0)[layer].length];
        for (float[][] state : basin) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += state[layer][i];
            }
        }
        return sum;
    }

    /** To the mean of {@code count} states with the given sum, from which one is left out first. */
    private static double distance(float[] state, double[] sum, float @Nullable [] left, int count) {
        double square = 0;
        for (int i = 0; i < state.length; i++) {
            double rest = left == null ? sum[i] : sum[i] - left[i];
            double difference = state[i] - rest / count;
            square += difference * difference;
        }
        return Math.sqrt(square);
    }
}
