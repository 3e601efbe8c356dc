package dev.stellator.engine.basin;

import dev.stellator.engine.graph.BasinGraph.NoveltyScale;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The score of a thought among patterns: the mean of its views, each standardised by those of the corpus's own
 * thoughts. Higher means further outside.
 *
 * <p>Each view is minus a mean of the k largest of functions that are linear in the thought, so that the score is minus a
 * convex function: an energy, which the step to the mean of the patterns that it counts never raises.
 *
 * <p>Immutable; safe for use by several threads.
 */
public final class NoveltyScore {
    private final Centre centre;
    private final float[] densities;
    private final double[] means;
    private final double[] factors;

    /**
     * @param rows the patterns
     * @param densities mean cosine of each to its nearest others
     */
    public NoveltyScore(NoveltyScale scale, List<float[]> rows, double[] densities) {
        this.centre = Centre.at(floats(scale.centre()), rows);
        this.densities = centre.densities(densities);
        this.means = scale.means().stream().mapToDouble(Double::doubleValue).toArray();
        this.factors =
                scale.deviations().stream().mapToDouble(NoveltyScore::factor).toArray();
    }

    private static float[] floats(List<Double> values) {
        float[] result = new float[values.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = values.get(i).floatValue();
        }
        return result;
    }

    private static double factor(double deviation) {
        return deviation > 0 ? 1 / deviation : 0;
    }

    /**
     * Score of a unit vector that is none of the patterns.
     *
     * @param cosines to the patterns
     */
    public double of(float[] q, float[] cosines) {
        Centre.From from = centre.from(q);
        float[] similarities = new float[cosines.length];
        for (int i = 0; i < similarities.length; i++) {
            similarities[i] = from.similarity(i, cosines[i]);
        }
        return mean(Views.of(similarities, similarities.length, i -> densities[i], 1), means, factors);
    }

    private static double mean(double[] views, double[] means, double[] factors) {
        double sum = 0;
        for (int v = 0; v < views.length; v++) {
            sum += (views[v] - means[v]) * factors[v];
        }
        return Double.isNaN(sum) ? Double.POSITIVE_INFINITY : sum / views.length;
    }

    /** The corpus's own scores and the scale that they give. */
    record Own(NoveltyScale scale, double[] scores) {
        /** @param views of each thought that was held back */
        static Own of(float[] centre, double[][] views) {
            List<Double> means = new ArrayList<>();
            List<Double> deviations = new ArrayList<>();
            for (int v = 0; v < Views.COUNT; v++) {
                int view = v;
                double[] column = IntStream.range(0, views.length)
                        .mapToDouble(i -> views[i][view])
                        .filter(Double::isFinite)
                        .toArray();
                double mean = IntStream.range(0, column.length)
                        .mapToDouble(i -> column[i])
                        .average()
                        .orElse(0);
                means.add(mean);
                deviations.add(Math.sqrt(IntStream.range(0, column.length)
                        .mapToDouble(i -> (column[i] - mean) * (column[i] - mean))
                        .average()
                        .orElse(0)));
            }
            double[] all = means.stream().mapToDouble(Double::doubleValue).toArray();
            double[] factors =
                    deviations.stream().mapToDouble(NoveltyScore::factor).toArray();
            double[] scores = new double[views.length];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = mean(views[i], all, factors);
            }
            List<Double> middle = new ArrayList<>();
            for (float value : centre) {
                middle.add((double) value);
            }
            return new Own(new NoveltyScale(middle, means, deviations), scores);
        }
    }
}
