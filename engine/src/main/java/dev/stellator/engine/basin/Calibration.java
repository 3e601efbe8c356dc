package dev.stellator.engine.basin;

import dev.stellator.engine.field.Neighbours;
import dev.stellator.engine.field.SimilarityRow;
import dev.stellator.engine.graph.Thought;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Sees the corpus's own thoughts as if they were unseen, for {@link ConformalTest}.
 *
 * <p>Thoughts are divided into {@value #FOLDS} folds by document, or into stretches of reading where there are fewer
 * documents, and each is seen among the other folds alone, whose densities and whose middle are those that they have
 * without its fold. Fewer patterns lie farther apart, so where a share r of them is left, k r neighbours stand for the k
 * that an unseen thought is scored with: as large a share of the patterns, and as wide a neighbourhood. The reasons and what
 * was measured stand in {@code docs/decisions/0017-calibrated-as-if-unseen.md}.
 *
 * <p>Memory is {@code 12 n} bytes a fold.
 */
final class Calibration {
    static final int FOLDS = 10;

    private final int[] foldOf;
    private final Fold[] folds;
    private final float[] middle;

    /** @param share of the patterns that are left without the fold */
    private record Fold(Centre centre, float[] densities, double share) {}

    /**
     * @param rows the patterns
     * @param foldOf fold of each pattern, from 0
     * @param k patterns that a density is the mean over
     */
    Calibration(Neighbours nearest, List<float[]> rows, int[] foldOf, int k) {
        this.foldOf = foldOf.clone();
        this.middle = Centre.without(rows, i -> false).middle();
        this.folds = IntStream.rangeClosed(0, Arrays.stream(foldOf).max().orElse(-1))
                .mapToObj(fold -> {
                    IntPredicate absent = i -> foldOf[i] == fold;
                    long left =
                            Arrays.stream(foldOf).filter(other -> other != fold).count();
                    double share = (double) left / foldOf.length;
                    int neighbours = (int) Math.max(1, Math.round(k * share));
                    Centre centre = Centre.without(rows, absent);
                    return new Fold(centre, centre.densities(nearest.densitiesWithout(neighbours, absent)), share);
                })
                .toArray(Fold[]::new);
    }

    /** Middle of all patterns. */
    float[] middle() {
        return middle;
    }

    /**
     * Views of a pattern that is held back with its fold.
     *
     * @param row of the pattern, which is not the same afterwards
     */
    double[] views(int pattern, SimilarityRow row) {
        int number = foldOf[pattern];
        Fold fold = folds[number];
        Centre.From from = fold.centre().from(pattern);
        float[] similarities = row.potentials((other, similarity) ->
                foldOf[other] == number ? Float.NEGATIVE_INFINITY : from.similarity(other, similarity));
        return Views.of(similarities, row.near(), place -> fold.densities()[row.pattern(place)], fold.share());
    }

    /** Whole documents, largest first into the emptiest fold, or stretches of reading. */
    static int[] folds(List<Thought> thoughts) {
        Map<String, List<Integer>> units = new LinkedHashMap<>();
        List<Integer> order = IntStream.range(0, thoughts.size())
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> thoughts.get(i).documentId())
                        .thenComparing(i -> thoughts.get(i).position()))
                .toList();
        long documents = thoughts.stream().map(Thought::documentId).distinct().count();
        for (int rank = 0; rank < order.size(); rank++) {
            int i = order.get(rank);
            String unit = documents >= FOLDS
                    ? thoughts.get(i).documentId()
                    : String.valueOf((long) rank * FOLDS / order.size());
            units.computeIfAbsent(unit, key -> new ArrayList<>()).add(i);
        }
        int[] fold = new int[thoughts.size()];
        int[] filled = new int[FOLDS];
        units.values().stream()
                .sorted(Comparator.comparingInt((List<Integer> unit) -> -unit.size()))
                .forEach(unit -> {
                    int emptiest = IntStream.range(0, FOLDS)
                            .boxed()
                            .min(Comparator.comparingInt(f -> filled[f]))
                            .orElseThrow();
                    unit.forEach(i -> fold[i] = emptiest);
                    filled[emptiest] += unit.size();
                });
        return fold;
    }
}
