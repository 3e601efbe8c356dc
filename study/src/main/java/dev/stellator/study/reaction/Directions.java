package dev.stellator.study.reaction;

import dev.stellator.engine.field.Vectors;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Observation;
import dev.stellator.worker.ObservationRequest;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.intervention.Indices;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Directions of a program's first token and of its anchor in the residual stream leaving each layer: the mean state on
 * texts that mention it minus the mean state on neutral texts.
 *
 * @param token [layer][width] unit vectors
 * @param anchor [layer][width] unit vectors
 * @param anchorInPlane [layer][width] the anchor's direction with the token's taken out, a unit vector: the second axis
 *     of the plane that a phase turns in
 * @param anchorLength [layer] length of the anchor's difference of means
 * @param byToken differences of means of tokens that a direction sweep moves over, [layer][width] each; empty where no
 *     program asks for one
 */
public record Directions(
        float[][] token,
        float[][] anchor,
        float[][] anchorInPlane,
        float[] anchorLength,
        Map<String, float[][]> byToken) {
    public Directions {
        byToken = byToken == null ? Map.of() : Map.copyOf(byToken);
    }

    /** The same with the differences of means of some tokens. */
    public Directions withTokens(Map<String, float[][]> others) {
        return new Directions(token, anchor, anchorInPlane, anchorLength, others);
    }

    /** Whether a direction sweep over these tokens is known. */
    public boolean knows(List<String> tokens) {
        return byToken.keySet().containsAll(tokens);
    }

    /** @throws IllegalArgumentException when one of the tokens is not known */
    StepDirections steps(List<String> tokens) {
        if (!knows(tokens)) {
            throw new IllegalArgumentException(
                    "a direction sweep needs the directions of " + tokens + ", found those of " + byToken.keySet());
        }
        float[][][] vectors = new float[token.length][tokens.size()][];
        for (int layer = 0; layer < vectors.length; layer++) {
            for (int step = 0; step < tokens.size(); step++) {
                vectors[layer][step] = Objects.requireNonNull(byToken.get(tokens.get(step)))[layer];
            }
        }
        return new StepDirections(vectors);
    }

    /** No two directions of a plane may be nearer than this to one line. */
    private static final double SMALLEST_SINE = 1e-3;

    /** Measures both directions; the lists must not be empty. */
    public static Directions measure(
            LanguageModel model, List<String> withToken, List<String> withAnchor, List<String> neutral) {
        float[][] base = means(model, neutral);
        double[][] difference = differences(means(model, withAnchor), base);
        return of(units(differences(means(model, withToken), base)), units(difference), lengths(difference));
    }

    /**
     * Directions of words by themselves, for many programs in one pass: the mean state on a word that is said some times
     * minus the mean state on neutral words that are. Coarser than {@link #measure}, and much cheaper.
     *
     * @param words of each program: its first token and its anchor
     */
    public static List<Directions> ofWords(LanguageModel model, List<List<String>> words, List<String> neutral) {
        List<String> all = Stream.concat(words.stream().flatMap(List::stream), neutral.stream())
                .distinct()
                .toList();
        List<Sequence> sequences = all.stream()
                .map(word -> Sequence.of(model.tokenizer().encode(word + ", " + word + ", " + word))
                        .withSink())
                .toList();
        List<Observation> seen = model.forward(sequences, ObservationRequest.NOTHING.hiddenMeans(Indices.ALL));
        int layers = model.info().layers();
        int width = model.info().width();
        float[][] base = new float[layers][width];
        for (String word : neutral) {
            float[][] state = seen.get(all.indexOf(word)).hiddenMeans();
            for (int layer = 0; layer < layers; layer++) {
                for (int i = 0; i < width; i++) {
                    base[layer][i] += state[layer][i] / neutral.size();
                }
            }
        }
        return words.stream()
                .map(pair -> {
                    double[][] anchor =
                            differences(seen.get(all.indexOf(pair.get(1))).hiddenMeans(), base);
                    return of(
                            units(differences(seen.get(all.indexOf(pair.get(0))).hiddenMeans(), base)),
                            units(anchor),
                            lengths(anchor));
                })
                .toList();
    }

    private static float[] lengths(double[][] vectors) {
        float[] lengths = new float[vectors.length];
        for (int i = 0; i < lengths.length; i++) {
            lengths[i] =
                    (float) Math.sqrt(Arrays.stream(vectors[i]).map(x -> x * x).sum());
        }
        return lengths;
    }

    private static Directions of(float[][] token, float[][] anchor, float[] anchorLength) {
        float[][] inPlane = new float[anchor.length][];
        for (int layer = 0; layer < anchor.length; layer++) {
            inPlane[layer] = orthonormalised(anchor[layer], token[layer]);
        }
        return new Directions(token, anchor, inPlane, anchorLength, Map.of());
    }

    /** Random directions of the same lengths. */
    Directions random(Random random) {
        return of(randomUnits(random), randomUnits(random), anchorLength);
    }

    private float[][] randomUnits(Random random) {
        float[][] result = new float[token.length][];
        for (int layer = 0; layer < result.length; layer++) {
            result[layer] = unit(DoubleStream.generate(random::nextGaussian)
                    .limit(token[layer].length)
                    .toArray());
        }
        return result;
    }

    private static float[][] means(LanguageModel model, List<String> texts) {
        return model.hiddenMeans(texts.stream().map(model.tokenizer()::encode).toList(), Indices.ALL);
    }

    private static double[][] differences(float[][] means, float[][] base) {
        double[][] result = new double[means.length][];
        for (int layer = 0; layer < means.length; layer++) {
            double[] difference = new double[means[layer].length];
            for (int i = 0; i < difference.length; i++) {
                difference[i] = (double) means[layer][i] - base[layer][i];
            }
            result[layer] = difference;
        }
        return result;
    }

    private static float[][] units(double[][] vectors) {
        return Arrays.stream(vectors).map(Directions::unit).toArray(float[][]::new);
    }

    private static float[] orthonormalised(float[] vector, float[] axis) {
        double along = Vectors.dot(vector, axis);
        double[] rest = new double[vector.length];
        double square = 0;
        for (int i = 0; i < rest.length; i++) {
            rest[i] = vector[i] - along * axis[i];
            square += rest[i] * rest[i];
        }
        if (Math.sqrt(square) < SMALLEST_SINE) {
            Arrays.fill(rest, 0);
            int weakest = weakest(axis);
            for (int i = 0; i < rest.length; i++) {
                rest[i] = (i == weakest ? 1 : 0) - axis[weakest] * (double) axis[i];
            }
        }
        return unit(rest);
    }

    private static int weakest(float[] vector) {
        int best = 0;
        for (int i = 1; i < vector.length; i++) {
            if (Math.abs(vector[i]) < Math.abs(vector[best])) {
                best = i;
            }
        }
        return best;
    }

    /** A vector of zeros becomes the first axis: two equal sets of texts have no direction, and any will do. */
    private static float[] unit(double[] vector) {
        if (Arrays.stream(vector).allMatch(x -> x == 0)) {
            float[] axis = new float[vector.length];
            axis[0] = 1;
            return axis;
        }
        return Vectors.normalised(vector);
    }
}
