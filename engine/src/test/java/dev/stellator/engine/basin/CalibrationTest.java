package dev.stellator.engine.basin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.engine.Progress;
import dev.stellator.engine.field.Field;
import dev.stellator.engine.field.Neighbours;
import dev.stellator.engine.field.Patterns;
import dev.stellator.engine.field.SimilarityRow;
import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.graph.Thought;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.UniformRealDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final int DIMENSIONS = 24;
    private static final int CENTRES = 80;
    private static final int NEIGHBOURS = 20;
    private static final double WEIGHT = 0.75;
    private static final double BETA = 30;

    private final Random random = new Random(3);
    private final List<float[]> centres = IntStream.range(0, CENTRES)
            .mapToObj(i -> near(new float[DIMENSIONS], 1))
            .toList();

    private float[] near(float[] centre, double spread) {
        double[] sum = new double[DIMENSIONS];
        for (int d = 0; d < DIMENSIONS; d++) {
            sum[d] = centre[d] + spread * random.nextGaussian() / Math.sqrt(DIMENSIONS);
        }
        return Vectors.normalised(sum);
    }

    private float[] drawn() {
        return near(centres.get(random.nextInt(CENTRES)), 0.7);
    }

    /** p-values of some vectors in a corpus of thoughts. */
    private static double[] pValues(List<Thought> corpus, List<float[]> asked) {
        try (Patterns patterns =
                new Patterns(corpus.stream().map(Thought::embedding).toList())) {
            Neighbours nearest = Neighbours.of(patterns, 50, Progress.SILENT);
            Calibration calibration = new Calibration(nearest, Calibration.folds(corpus), NEIGHBOURS, WEIGHT);
            double[] scores = new double[corpus.size()];
            patterns.similarities(
                    patterns.rows(), (i, row) -> scores[i] = calibration.score(i, SimilarityRow.ofAll(row)));
            Novelty novelty = new Novelty(scores);
            Field field = new Field(patterns, nearest.densities(NEIGHBOURS), BETA, WEIGHT);
            double[] p = new double[asked.size()];
            patterns.similarities(asked, (query, row) -> {
                float[] potentials = new float[row.length];
                for (int i = 0; i < row.length; i++) {
                    potentials[i] = (float) field.potential(i, row[i]);
                }
                p[query] = novelty.p(Novelty.score(potentials, NEIGHBOURS));
            });
            return p;
        }
    }

    private static double distanceFromUniform(double[] p) {
        return new KolmogorovSmirnovTest().kolmogorovSmirnovStatistic(new UniformRealDistribution(0, 1), p);
    }

    private static double refused(double[] p) {
        return Arrays.stream(p).filter(value -> value <= Novelty.ALPHA).count() / (double) p.length;
    }

    @Test
    void shouldGiveUniformValuesToThoughtsOfTheSameKind() {
        List<Thought> corpus = IntStream.range(0, 1200)
                .mapToObj(i -> new Thought("t" + i, "", "en", "d" + i / 30, i % 30, drawn()))
                .toList();
        List<float[]> asked = IntStream.range(0, 1200).mapToObj(i -> drawn()).toList();
        double[] p = pValues(corpus, asked);
        assertThat(distanceFromUniform(p)).isLessThan(0.06);
        assertThat(refused(p)).isBetween(0.03, 0.07);
    }

    @Test
    void shouldHoldBackWhatAWriterRepeated() {
        List<Thought> corpus = new ArrayList<>();
        for (int writer = 0; writer < 120; writer++) {
            for (int said = 0; said < 2; said++) {
                float[] thought = drawn();
                for (int way = 0; way < 5; way++) {
                    int position = said * 5 + way;
                    corpus.add(new Thought(
                            "t" + writer + "-" + position, "", "en", "d" + writer, position, near(thought, 0.1)));
                }
            }
        }
        List<float[]> asked = IntStream.range(0, 1200).mapToObj(i -> drawn()).toList();
        List<Thought> shuffled = new ArrayList<>();
        for (Thought thought : corpus) {
            shuffled.add(new Thought(thought.id(), "", "en", thought.id(), 0, thought.embedding()));
        }
        assertThat(refused(pValues(corpus, asked))).isLessThan(0.09);
        assertThat(refused(pValues(shuffled, asked))).isGreaterThan(0.15);
    }
}
