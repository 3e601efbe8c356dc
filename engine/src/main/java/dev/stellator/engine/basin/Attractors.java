package dev.stellator.engine.basin;

import dev.stellator.engine.field.Field;
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
    /** Fixed points are one when their cosine is above this: they lie within 8.1 degrees of each other. */
    private static final double SAME_FIXED_POINT = 0.99;

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
            List<Field.Flow> group = largestGroup(field.flow(starts));
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

    /** Flows to one fixed point; one that did not come to rest is a group of its own. */
    private static List<Field.Flow> largestGroup(List<Field.Flow> flows) {
        List<List<Field.Flow>> groups = new ArrayList<>();
        for (Field.Flow flow : flows) {
            groups.stream()
                    .filter(group -> isSame(group.get(0), flow))
                    .findFirst()
                    .orElseGet(() -> {
                        List<Field.Flow> fresh = new ArrayList<>();
                        groups.add(fresh);
                        return fresh;
                    })
                    .add(flow);
        }
        return groups.stream().reduce((a, b) -> b.size() > a.size() ? b : a).orElseThrow();
    }

    private static boolean isSame(Field.Flow a, Field.Flow b) {
        return a.converged() && b.converged() && Vectors.dot(a.fixedPoint(), b.fixedPoint()) > SAME_FIXED_POINT;
    }
}
