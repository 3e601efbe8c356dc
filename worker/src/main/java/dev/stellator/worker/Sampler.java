package dev.stellator.worker;

import dev.stellator.engine.RandomStreams;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Draws subwords from log-probabilities, with a random source of its own. */
final class Sampler {
    private static final double NEGLIGIBLE = 1e-9;

    private final double temperature;
    private final double topP;
    private final double minP;
    private final SplittableRandom random;

    Sampler(GenerateOptions options, int index) {
        this.temperature = options.temperature();
        this.topP = options.topP();
        this.minP = options.minP();
        this.random = RandomStreams.splittable(options.seed(), "subwords", index);
    }

    int draw(float[] logProbabilities) {
        int best = 0;
        for (int id = 1; id < logProbabilities.length; id++) {
            if (logProbabilities[id] > logProbabilities[best]) {
                best = id;
            }
        }
        return temperature == 0 ? best : sample(logProbabilities, logProbabilities[best]);
    }

    private int sample(float[] logProbabilities, float top) {
        double[] weights = new double[logProbabilities.length];
        double sum = 0;
        for (int id = 0; id < weights.length; id++) {
            weights[id] = Math.exp((logProbabilities[id] - top) / temperature);
            sum += weights[id];
        }
        List<Integer> likely = IntStream.range(0, weights.length)
                .filter(id -> weights[id] > NEGLIGIBLE && weights[id] >= minP)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer id) -> -weights[id]))
                .toList();
        double kept = 0;
        int count = 0;
        while (count < likely.size() && kept < topP * sum) {
            kept += weights[likely.get(count++)];
        }
        double at = random.nextDouble() * kept;
        for (int i = 0; i < count - 1; i++) {
            at -= weights[likely.get(i)];
            if (at < 0) {
                return likely.get(i);
            }
        }
        return likely.get(Math.max(0, count - 1));
    }
}
