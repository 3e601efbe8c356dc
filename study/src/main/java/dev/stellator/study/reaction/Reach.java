package dev.stellator.study.reaction;

import dev.stellator.study.measure.LabelPermutation;
import java.util.Arrays;

/** What it would take for a test to be able to reach a p-value. */
final class Reach {
    private static final double ROUNDING = 1e-9;
    private static final int MOST = 1000;

    private Reach() {}

    /** Fewest draws among which one path can reach p. */
    static int draws(double p) {
        return (int) Math.ceil(1 / p - ROUNDING) - 1;
    }

    /** Fewest clusters whose signs can reach p. */
    static int clusters(double p) {
        return (int) Math.ceil(Math.log(2 / p) / Math.log(2) - ROUNDING);
    }

    /** Fewest steps with so many orders that one path can reach p. */
    static int steps(double p) {
        int steps = 1;
        for (double orders = 1; orders < 1 / p - ROUNDING; orders *= steps) {
            steps++;
        }
        return steps;
    }

    /** Number of other orders of so many steps. */
    static double otherOrders(int steps) {
        double orders = 1;
        for (int i = 2; i <= steps; i++) {
            orders *= i;
        }
        return orders - 1;
    }

    /** Fewest paths that together reach p, each with so many draws; 0 where none do. */
    static int paths(double p, int draws) {
        for (int paths = 1; paths <= MOST; paths++) {
            int[] sizes = new int[paths];
            Arrays.fill(sizes, draws + 1);
            if (LabelPermutation.least(sizes) <= p) {
                return paths;
            }
        }
        return 0;
    }

    /**
     * What one path's test against a drawn family takes.
     *
     * @param steps of the path where the family is its other orders, whose number is bounded; else 0
     */
    static String ofDraws(double p, int drawn, int steps) {
        if (steps > 0 && drawn >= otherOrders(steps)) {
            int paths = paths(p, drawn);
            return steps(p) + " steps (" + steps + " have " + drawn + " other orders)"
                    + (paths == 0 ? "" : " or " + paths + " such paths");
        }
        return draws(p) + " draws (" + drawn + " there)";
    }

    /** What a contrast's test over texts takes. */
    static String ofClusters(double p, int clusters) {
        return clusters(p) + " clusters of documents (" + clusters + " there)";
    }
}
