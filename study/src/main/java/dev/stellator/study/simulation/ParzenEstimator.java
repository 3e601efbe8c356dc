package dev.stellator.study.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Tree-structured Parzen estimator over choices (Bergstra, Bardenet, Bengio and Kégl, Algorithms for Hyper-Parameter
 * Optimization, NIPS 2011, section 4): of what was tried, the best share makes l, the rest g; among candidates drawn from
 * l the one with the largest l/g is tried next. Begins with uniform draws, and every fifth stays one: rewards are noisy, and
 * what paid can be read from draws that nothing has bent.
 */
final class ParzenEstimator {
    private static final int UNIFORM = 24;
    private static final int EVERY = 5;
    private static final double GOOD = 0.2;
    private static final int CANDIDATES = 16;

    private final int[] sizes;

    /** @param sizes number of choices of each dimension */
    ParzenEstimator(int[] sizes) {
        this.sizes = sizes.clone();
    }

    /** @param reward the higher the better */
    record Tried(List<Integer> choice, double reward) {
        Tried {
            choice = List.copyOf(choice);
        }
    }

    List<Integer> propose(List<Tried> history, Random random) {
        if (history.size() < UNIFORM || history.size() % EVERY == 0) {
            return IntStream.of(sizes).mapToObj(random::nextInt).toList();
        }
        List<Tried> sorted = history.stream()
                .sorted(Comparator.comparingDouble((Tried tried) -> -tried.reward()))
                .toList();
        int cut = (int) Math.ceil(GOOD * sorted.size());
        double[][] good = shares(sorted.subList(0, cut));
        double[][] rest = shares(sorted.subList(cut, sorted.size()));
        List<Integer> best = List.of();
        double bestRatio = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < CANDIDATES; i++) {
            List<Integer> candidate = new ArrayList<>();
            double ratio = 0;
            for (int d = 0; d < sizes.length; d++) {
                int choice = drawn(good[d], random.nextDouble());
                candidate.add(choice);
                ratio += Math.log(good[d][choice] / rest[d][choice]);
            }
            if (ratio > bestRatio) {
                bestRatio = ratio;
                best = candidate;
            }
        }
        return best;
    }

    private double[][] shares(List<Tried> tried) {
        double[][] shares = new double[sizes.length][];
        for (int d = 0; d < sizes.length; d++) {
            shares[d] = new double[sizes[d]];
            for (int c = 0; c < sizes[d]; c++) {
                int dimension = d;
                int choice = c;
                long count = tried.stream()
                        .filter(one -> one.choice().get(dimension) == choice)
                        .count();
                shares[d][c] = (1.0 + count) / (sizes[d] + tried.size());
            }
        }
        return shares;
    }

    private static int drawn(double[] shares, double uniform) {
        double left = uniform;
        for (int i = 0; i < shares.length - 1; i++) {
            left -= shares[i];
            if (left < 0) {
                return i;
            }
        }
        return shares.length - 1;
    }
}
