package dev.stellator.engine.basin;

import dev.stellator.engine.field.Field;
import dev.stellator.engine.field.FixedPoints;
import dev.stellator.engine.field.Patterns;
import dev.stellator.engine.field.Vectors;
import java.util.ArrayList;
import java.util.List;

/**
 * The attractor of a basin: the fixed point of the basin's own sub-field to which most of its members flow, at the
 * largest inverse temperature at which most of them flow to one. At a larger one the sub-field breaks up, down to a fixed
 * point a thought; see {@code docs/decisions/0005-a-basins-own-temperature.md}.
 */
final class Attractors {
    private static final double MAJORITY = 0.5;
    private static final int LARGEST_SAMPLE = 24;

    private Attractors() {}

    /** @param field the basin's sub-field, at the temperature that was chosen */
    record Found(Field field, Field.Flow flow) {}

    /** @param largestBeta of the whole field; a basin is never colder */
    static Found find(Patterns members, double[] offsets, double largestBeta, double offsetWeight) {
        List<Double> betas = BetaChoice.CANDIDATES.stream()
                .filter(beta -> beta <= largestBeta)
                .sorted((a, b) -> Double.compare(b, a))
                .toList();
        List<float[]> starts = starts(members);
        Found last = null;
        for (double beta : betas) {
            Field field = new Field(members, offsets, beta, offsetWeight);
            List<Field.Flow> group = FixedPoints.largestGroup(field.flow(starts));
            last = new Found(field, group.get(0));
            if (group.size() >= MAJORITY * starts.size()) {
                return last;
            }
        }
        if (last == null) {
            throw new IllegalArgumentException("beta must be at least 4, found " + largestBeta);
        }
        return last;
    }

    /** The mean direction, and an even sample of the members. */
    private static List<float[]> starts(Patterns members) {
        List<float[]> starts = new ArrayList<>();
        List<float[]> rows = members.rows();
        starts.add(Vectors.meanDirection(rows, members.dimensions()));
        int count = Math.min(LARGEST_SAMPLE, rows.size());
        for (int i = 0; i < count; i++) {
            starts.add(rows.get((int) ((long) i * rows.size() / count)));
        }
        return starts;
    }
}
