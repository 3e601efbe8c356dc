package dev.stellator.engine.basin;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** How alike two partitions are, over the elements that both know. A group is a number from 0; -1 is none. */
final class Partitions {
    private Partitions() {}

    /** Renumbers groups from 0 in order of appearance; -1 stays. */
    static int[] compact(int[] groups) {
        Map<Integer, Integer> numbers = new HashMap<>();
        return Arrays.stream(groups)
                .map(group -> group < 0 ? -1 : numbers.computeIfAbsent(group, key -> numbers.size()))
                .toArray();
    }

    static int count(int[] groups) {
        return Arrays.stream(groups).max().orElse(-1) + 1;
    }

    /** Rand index adjusted for chance (Hubert and Arabie, Comparing Partitions, 1985): 1 for equal, about 0 for chance. */
    static double adjustedRand(int[] a, int[] b) {
        Overlap overlap = new Overlap(a, b);
        double both =
                overlap.cells.values().stream().mapToDouble(Partitions::pairs).sum();
        double first =
                Arrays.stream(overlap.firstSizes).mapToDouble(Partitions::pairs).sum();
        double second = Arrays.stream(overlap.secondSizes)
                .mapToDouble(Partitions::pairs)
                .sum();
        double all = pairs(overlap.total);
        double expected = all == 0 ? 0 : first * second / all;
        double largest = (first + second) / 2;
        return largest == expected ? 1 : (both - expected) / (largest - expected);
    }

    private static double pairs(double count) {
        return count * (count - 1) / 2;
    }

    /** For each group of {@code a} the Jaccard similarity of the group of {@code b} that is most alike; 0 without any. */
    static double[] jaccard(int[] a, int[] b) {
        Overlap overlap = new Overlap(a, b);
        double[] best = new double[overlap.firstSizes.length];
        overlap.cells.forEach((cell, size) -> {
            int first = (int) (cell >> 32);
            int second = (int) (long) cell;
            double union = overlap.firstSizes[first] + overlap.secondSizes[second] - size;
            best[first] = Math.max(best[first], size / union);
        });
        return best;
    }

    /** For each group of {@code a} the group of {@code b} that holds most of it; -1 without any. */
    static int[] majority(int[] a, int[] b) {
        Overlap overlap = new Overlap(a, b);
        int[] group = new int[overlap.firstSizes.length];
        int[] held = new int[group.length];
        Arrays.fill(group, -1);
        overlap.cells.forEach((cell, size) -> {
            int first = (int) (cell >> 32);
            int second = (int) (long) cell;
            if (size > held[first] || (size == held[first] && second < group[first])) {
                held[first] = size;
                group[first] = second;
            }
        });
        return group;
    }

    private static final class Overlap {
        private final Map<Long, Integer> cells = new HashMap<>();
        private final int[] firstSizes;
        private final int[] secondSizes;
        private int total;

        Overlap(int[] a, int[] b) {
            firstSizes = new int[count(a)];
            secondSizes = new int[count(b)];
            for (int i = 0; i < a.length; i++) {
                if (a[i] >= 0 && b[i] >= 0) {
                    cells.merge(((long) a[i] << 32) | b[i], 1, Integer::sum);
                    firstSizes[a[i]]++;
                    secondSizes[b[i]]++;
                    total++;
                }
            }
        }
    }
}
