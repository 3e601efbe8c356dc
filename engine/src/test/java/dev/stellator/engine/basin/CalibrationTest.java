package dev.stellator.engine.basin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.engine.Progress;
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
import org.hipparchus.distribution.continuous.UniformRealDistribution;
import org.hipparchus.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    private static final int DIMENSIONS = 24;
    private static final int CENTRES = 80;
    private static final int NEIGHBOURS = 20;

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
        List<float[]> rows = corpus.stream().map(Thought::embedding).toList();
        try (Patterns patterns = new Patterns(rows)) {
            Neighbours nearest = Neighbours.of(patterns, 50, Progress.SILENT);
            Calibration calibration = new Calibration(nearest, rows, Calibration.folds(corpus), NEIGHBOURS);
            double[][] views = new double[corpus.size()][];
            patterns.similarities(rows, (i, row) -> views[i] = calibration.views(i, SimilarityRow.ofAll(row)));
            NoveltyScore.Own own = NoveltyScore.Own.of(calibration.middle(), views);
            ConformalTest conformal = new ConformalTest(own.scores());
            NoveltyScore score = new NoveltyScore(own.scale(), rows, nearest.densities(NEIGHBOURS));
            double[] p = new double[asked.size()];
            patterns.similarities(asked, (query, row) -> p[query] = conformal.p(score.of(asked.get(query), row)));
            return p;
        }
    }

    private static double distanceFromUniform(double[] p) {
        return new KolmogorovSmirnovTest().kolmogorovSmirnovStatistic(new UniformRealDistribution(0, 1), p);
    }

    private static double refused(double[] p) {
        return refused(p, ConformalTest.ALPHA);
    }

    private static double refused(double[] p, double alpha) {
        return Arrays.stream(p).filter(value -> value <= alpha).count() / (double) p.length;
    }

    /** Over several corpora of each size: a share of refused insiders differs from one corpus to the next. */
    @Test
    void shouldRefuseNoMoreThanAlphaOfInsidersAtEachLevelAndSize() {
        for (int size : List.of(200, 600, 2000)) {
            List<double[]> all = new ArrayList<>();
            int corpora = size > 1000 ? 6 : 12;
            for (int draw = 0; draw < corpora; draw++) {
                List<Thought> corpus = IntStream.range(0, size)
                        .mapToObj(i -> new Thought("t" + i, "", "en", "d" + i / 10, i % 10, drawn()))
                        .toList();
                all.add(pValues(
                        corpus, IntStream.range(0, 500).mapToObj(i -> drawn()).toList()));
            }
            for (double alpha : List.of(0.01, 0.05, 0.1)) {
                double mean = all.stream()
                        .mapToDouble(p -> refused(p, alpha))
                        .average()
                        .orElseThrow();
                // Three standard errors: of the probes, and of the corpus's own scores that alpha's quantile comes
                // from.
                double error = Math.sqrt(alpha * (1 - alpha) * (1.0 / 500 + 1.0 / size) / corpora);
                assertThat(mean)
                        .as("%d thoughts, alpha %s", size, alpha)
                        .isBetween(0.4 * alpha - 3 * error, alpha + 3 * error);
            }
        }
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
