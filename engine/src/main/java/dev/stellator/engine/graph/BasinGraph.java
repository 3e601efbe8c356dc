package dev.stellator.engine.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Basins as they are stored.
 *
 * <p>Implementations are safe for use by several threads; what they stream belongs to the thread that asked.
 */
public interface BasinGraph {
    /**
     * Tokens mentioned by each group of thoughts, with the number of mentions; the counts behind contrastive labels.
     * The keys of the answer are those of the argument.
     */
    Map<String, List<TokenCount>> mentions(Map<String, ? extends Collection<String>> thoughtIdsByGroup);

    /**
     * Personalised PageRank over mentions and transitions, started from each group's thoughts: its anchors, heaviest
     * first, at most {@code limit} a group.
     */
    Map<String, List<TokenWeight>> anchors(Map<String, ? extends Collection<String>> thoughtIdsByGroup, int limit);

    /** Replaces all basins and assignments in such a way that a kill in between leaves the old or the new ones whole. */
    void replace(List<Basin> basins, List<Assignment> assignments, FieldSettings settings);

    /** All basins, largest first. */
    List<Basin> basins();

    /** The basins of the finest level, largest first. */
    default List<Basin> finest() {
        return basins().stream().filter(basin -> basin.level() == 0).toList();
    }

    /** The settings that the stored basins were found with; null when there are no basins. */
    @Nullable
    FieldSettings settings();

    /** Assignments of all thoughts at the finest level. */
    List<Assignment> assignments();

    /** Assignments of some thoughts at the finest level, in no order; thoughts that are in no basin are absent. */
    List<Assignment> assignments(Collection<String> thoughtIds);

    /** What the probe is calibrated with, of all thoughts that are in a basin. */
    Scores scores();

    /**
     * Scores of all assignments, in no order.
     *
     * @param lowestDensity of all thoughts; 0 when there are none
     */
    record Scores(double[] scores, double lowestDensity) {
        public static Scores of(Collection<Assignment> assignments) {
            return new Scores(
                    assignments.stream().mapToDouble(Assignment::score).toArray(),
                    assignments.stream().mapToDouble(Assignment::density).min().orElse(0));
        }
    }

    record TokenCount(Token token, long count) {}

    record TokenWeight(Token token, double weight) {}

    /**
     * @param level 0 is the finest
     * @param parentId the basin one level up that it is part of; null at the top
     * @param depth energy difference between the rim (the highest energy of a member) and the attractor
     * @param attractor unit vector
     * @param radius largest distance 1 - cosine from the attractor that 95 % of the members keep within
     * @param stability bootstrap Jaccard in [0, 1]; NaN when it was not measured
     * @param representativeId id of the member thought nearest to the attractor
     * @param converged whether the flow stood still at the attractor within its steps
     */
    record Basin(
            String id,
            int level,
            @Nullable String parentId,
            String label,
            long size,
            double depth,
            float[] attractor,
            double radius,
            double stability,
            String representativeId,
            boolean converged,
            List<TokenWeight> anchors) {
        public Basin {
            anchors = List.copyOf(anchors);
        }
    }

    /**
     * Where a thought falls.
     *
     * @param basinId a basin of level 0
     * @param energy of the thought in the field
     * @param margin lowest energy of another basin minus that of this one, negative where another one is lower; infinite
     *     where there is no other
     * @param score how far outside the rest of the corpus the thought lies: a score the probe is calibrated with
     * @param density mean similarity to its nearest others, the rho of the field's offsets
     */
    record Assignment(
            String thoughtId, String basinId, double energy, double margin, Zone zone, double score, double density) {}

    /**
     * What the field was built with, stored beside its basins so that a probe uses the same.
     *
     * @param fingerprint of the thoughts the basins were found on: equal fingerprints need no new run
     * @param chosenOn number of thoughts that beta and resolution were chosen on
     * @param givenResolution whether the resolution was asked for, and not chosen
     * @param givenOffsetWeight whether the offset weight was asked for, and not chosen
     * @param curves what the choices were made from
     * @param novelty what the probe's scores are measured by; null before the thoughts have any
     */
    record FieldSettings(
            double beta,
            double offsetWeight,
            int neighbours,
            double resolution,
            long seed,
            String fingerprint,
            long chosenOn,
            boolean givenResolution,
            boolean givenOffsetWeight,
            List<CurvePoint> curves,
            @Nullable NoveltyScale novelty) {
        public FieldSettings {
            curves = List.copyOf(curves);
        }

        public List<CurvePoint> curve(String parameter) {
            return curves.stream()
                    .filter(point -> point.parameter().equals(parameter))
                    .toList();
        }

        /** The same with other points of one parameter. */
        public FieldSettings withCurve(String parameter, List<CurvePoint> points) {
            List<CurvePoint> all = new ArrayList<>(curves);
            all.removeAll(curve(parameter));
            all.addAll(points);
            return new FieldSettings(
                    beta,
                    offsetWeight,
                    neighbours,
                    resolution,
                    seed,
                    fingerprint,
                    chosenOn,
                    givenResolution,
                    givenOffsetWeight,
                    all,
                    novelty);
        }

        /** The same with another scale of scores. */
        public FieldSettings withNovelty(NoveltyScale scale) {
            return new FieldSettings(
                    beta,
                    offsetWeight,
                    neighbours,
                    resolution,
                    seed,
                    fingerprint,
                    chosenOn,
                    givenResolution,
                    givenOffsetWeight,
                    curves,
                    scale);
        }
    }

    /**
     * What the probe's scores are measured by.
     *
     * @param centre middle of the thoughts' embeddings
     * @param means of each view of the corpus's own thoughts
     * @param deviations of each view, as standard deviations
     */
    record NoveltyScale(List<Double> centre, List<Double> means, List<Double> deviations) {
        /** Of the score that these numbers belong to; basins with scores of another version must be found again. */
        public static final int VERSION = 2;

        public NoveltyScale {
            centre = List.copyOf(centre);
            means = List.copyOf(means);
            deviations = List.copyOf(deviations);
        }
    }

    /**
     * A value that was tried.
     *
     * @param parameter {@code resolution}, {@code beta}, or, where there are too many thoughts to
     *     compare each with all, {@code nearestByIndex}: how many each was compared with
     * @param score what the choice was made by: stability of the communities, mean
     *     log-probability of a thought's own community, or share of the nearest thoughts that the index found
     * @param beside number of communities, share of thoughts that fall into their own
     *     community, or mean share of the field's mass in all other thoughts, estimated from a sample
     */
    record CurvePoint(String parameter, double value, double score, double beside) {}
}
