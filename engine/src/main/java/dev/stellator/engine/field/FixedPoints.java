package dev.stellator.engine.field;

import java.util.ArrayList;
import java.util.List;

/**
 * Which flows end at one fixed point.
 *
 * <p>A flow stands still where an update moves it by less than 1e-4. Near a fixed point updates shrink the distance by a
 * factor that comes close to 1 where a basin is about to split, so flows to one fixed point may stop a good deal farther
 * apart than that. Two that end within a cosine of {@value #SAME} (a distance of 0.14) are taken for one; a field whose
 * fixed points lie closer than that has them blurred. A flow is compared with the first one of each group, in the order
 * given.
 *
 * <p>A flow whose steps ran out has no fixed point, and is a group of its own, however close to another it is.
 */
public final class FixedPoints {
    /** Cosine above which two fixed points are one. */
    public static final double SAME = 0.99;

    private FixedPoints() {}

    /** The number of the group of each flow, from 0 in the order in which they are met. */
    public static int[] groups(List<Field.Flow> flows) {
        int[] result = new int[flows.size()];
        List<Field.Flow> firsts = new ArrayList<>();
        for (int i = 0; i < result.length; i++) {
            Field.Flow flow = flows.get(i);
            int group = 0;
            while (group < firsts.size() && !same(firsts.get(group), flow)) {
                group++;
            }
            if (group == firsts.size()) {
                firsts.add(flow);
            }
            result[i] = group;
        }
        return result;
    }

    /** Whether both flows stand still, and at the same place. */
    public static boolean same(Field.Flow a, Field.Flow b) {
        return a.converged() && b.converged() && Vectors.dot(a.fixedPoint(), b.fixedPoint()) > SAME;
    }

    /** The flows that end at the fixed point which most of them reach, the first met of those that are equally large. */
    public static List<Field.Flow> largestGroup(List<Field.Flow> flows) {
        int[] groups = groups(flows);
        int[] sizes = new int[flows.size()];
        int largest = 0;
        for (int group : groups) {
            sizes[group]++;
        }
        for (int group = 1; group < sizes.length; group++) {
            if (sizes[group] > sizes[largest]) {
                largest = group;
            }
        }
        List<Field.Flow> result = new ArrayList<>();
        for (int i = 0; i < groups.length; i++) {
            if (groups[i] == largest) {
                result.add(flows.get(i));
            }
        }
        return result;
    }
}
