package dev.stellator.study.measure;

import dev.stellator.worker.TensorModel.Targets;
import dev.stellator.worker.intervention.Window.Sweep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How far the neighbours of a path's steps rise in turn while a text goes on. The text is cut into as many parts as the
 * path has steps; with M(k, u) the mean change of log-probability, per word and position, of step k's neighbours in part u,
 * the score is the mean over k of {@code M(k, k) - mean over u != k of M(k, u)}, in nats. It is linear in the
 * log-probabilities, so that a measure and a loss are the same weights.
 */
public final class OrderScore {
    /** Raised when the meaning of the score changes. */
    public static final int VERSION = 2;

    private OrderScore() {}

    /**
     * The weight of each neighbour at each position of a text; words that stand in the text have none.
     *
     * @param text subwords
     * @param neighbours one subword each, for each step
     * @param from position at which the window starts to move
     * @return no ids when the text is shorter than the path, or no step has words that count
     */
    public static Targets targets(int[] text, List<int[]> neighbours, int from) {
        int steps = neighbours.size();
        int moving = text.length - from;
        if (steps < 2 || moving < steps) {
            return new Targets(new int[0], new float[text.length][0]);
        }
        List<int[]> counted =
                neighbours.stream().map(words -> without(words, text)).toList();
        long scored = counted.stream().filter(words -> words.length > 0).count();
        List<Integer> ids = new ArrayList<>();
        counted.forEach(words -> Arrays.stream(words).forEach(ids::add));
        int[] sizes = new int[steps];
        for (int t = from; t < text.length; t++) {
            sizes[Sweep.step(t - from, moving, steps)]++;
        }
        float[][] weights = new float[text.length][ids.size()];
        for (int t = from; t < text.length; t++) {
            int part = Sweep.step(t - from, moving, steps);
            int at = 0;
            for (int step = 0; step < steps; step++) {
                int words = counted.get(step).length;
                double side = step == part ? 1 : -1.0 / (steps - 1);
                for (int i = 0; i < words; i++) {
                    weights[t][at++] = (float) (side / (scored * words * sizes[part]));
                }
            }
        }
        return new Targets(ids.stream().mapToInt(Integer::intValue).toArray(), weights);
    }

    private static int[] without(int[] words, int[] text) {
        return Arrays.stream(words)
                .filter(word -> IntStream.of(text).noneMatch(id -> id == word))
                .toArray();
    }
}
