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
import java.util.stream.IntStream;

/**
 * Scores the corpus's own thoughts as if they were unseen, for {@link Novelty}.
 *
 * <p>Thoughts are divided into {@value #FOLDS} folds by document, or into stretches of reading where there are fewer
 * documents, and each is scored against the other folds alone, whose densities are those that they have without its fold.
 * Fewer patterns lie farther apart, so where a share r of them is left, k r neighbours stand for the k that an unseen
 * thought is scored with: as large a share of the patterns, and as wide a neighbourhood. The reasons and what was measured
 * stand in {@code docs/decisions/0017-calibrated-as-if-unseen.md}.
 *
 * <p>Memory is {@code 8 n} bytes a fold.
 */
final class Calibration {
    static final int FOLDS = 10;

    private final int[] foldOf;
    private final double[][] densities;
    private final int[] neighbours;
    private final double offsetWeight;

    /**
     * @param foldOf fold of each pattern, from 0
     * @param k patterns that an unseen thought is scored with
     */
    Calibration(Neighbours nearest, int[] foldOf, int k, double offsetWeight) {
        this.foldOf = foldOf.clone();
        this.offsetWeight = offsetWeight;
        int folds = Arrays.stream(foldOf).max().orElse(-1) + 1;
        this.neighbours = new int[folds];
        this.densities = new double[folds][];
        for (int f = 0; f < folds; f++) {
            int fold = f;
            long left = Arrays.stream(foldOf).filter(other -> other != fold).count();
            neighbours[f] = (int) Math.max(1, Math.round((double) k * left / foldOf.length));
            densities[f] = nearest.densitiesWithout(neighbours[f], i -> foldOf[i] == fold);
        }
    }

    /**
     * Score of a pattern that is held back with its fold.
     *
     * @param row of the pattern; its similarities become potentials
     */
    double score(int pattern, SimilarityRow row) {
        int fold = foldOf[pattern];
        double[] offsets = densities[fold];
        float[] potentials = row.potentials((other, similarity) ->
                foldOf[other] == fold ? Float.NEGATIVE_INFINITY : (float) (similarity - offsetWeight * offsets[other]));
        return Novelty.score(potentials, row.near(), neighbours[fold]);
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
