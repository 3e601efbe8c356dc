package dev.stellator.engine.probe;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.basin.BasinField;
import dev.stellator.engine.basin.ConformalTest;
import dev.stellator.engine.field.Field;
import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.BasinGraph.FieldSettings;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.graph.Zone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether a thought falls into an existing basin. Not thread-safe.
 *
 * <p>Up to {@value Field#LARGEST_EXACT} thoughts all patterns are held in memory, 3 KB each at a width of 384: opening costs
 * one pass over them, an answer one product of the pattern matrix with a vector, and a flow among the patterns that hold
 * nearly all of the field's mass there. Beyond that, the {@value #NEAR_PATTERNS} nearest thoughts of the vector index
 * stand for the field, the rest of its mass is bounded and reported, and memory is 8 bytes a thought.
 */
public final class Probe implements AutoCloseable {
    private static final int NEAR_PATTERNS = 1024;
    private static final int NEAREST = 5;

    private final ThoughtGraph thoughtGraph;
    private final BasinGraph basinGraph;
    private final FieldSettings settings;
    private final List<Basin> basins;
    private final Map<String, Integer> numbers = new HashMap<>();
    private final BasinGraph.Scores scores;
    private final ConformalTest conformal;

    /** All patterns; null where there are too many. */
    private final @Nullable Surroundings everything;

    private Probe(ThoughtGraph thoughtGraph, BasinGraph basinGraph, FieldSettings settings, int largestExact) {
        this.thoughtGraph = thoughtGraph;
        this.basinGraph = basinGraph;
        this.settings = settings;
        this.basins = basinGraph.finest();
        IntStream.range(0, basins.size()).forEach(i -> numbers.put(basins.get(i).id(), i));
        long count = thoughtGraph.count();
        if (count > largestExact) {
            this.everything = null;
            this.scores = basinGraph.scores();
            if (scores.scores().length < count) {
                throw unassigned();
            }
        } else {
            List<Thought> all = new ArrayList<>();
            thoughtGraph.forEach(all::add);
            List<Assignment> own = inOrder(all, basinGraph.assignments());
            this.scores = BasinGraph.Scores.of(own);
            this.everything = surroundings(all, own, 0);
        }
        this.conformal = new ConformalTest(scores.scores());
    }

    private static InputRefusedException unassigned() {
        return new InputRefusedException("there are thoughts that are in no basin yet; run `stellator basins` again");
    }

    /**
     * Opens the field that the stored basins were found in.
     *
     * @throws InputRefusedException when there are no basins, or thoughts that are in none
     */
    public static Probe open(ThoughtGraph thoughtGraph, BasinGraph basinGraph) {
        return open(thoughtGraph, basinGraph, Field.LARGEST_EXACT);
    }

    static Probe open(ThoughtGraph thoughtGraph, BasinGraph basinGraph, int largestExact) {
        FieldSettings settings = basinGraph.settings();
        if (settings == null) {
            throw new InputRefusedException("there are no basins yet; run `stellator basins` first");
        }
        if (settings.novelty() == null) {
            throw new InputRefusedException(
                    "the basins were found by an older Stellator, whose scores mean something else;"
                            + " run `stellator basins` again");
        }
        return new Probe(thoughtGraph, basinGraph, settings, largestExact);
    }

    /** The assignment of each thought. */
    private static List<Assignment> inOrder(List<Thought> thoughts, List<Assignment> assignments) {
        Map<String, Assignment> assigned = new HashMap<>();
        assignments.forEach(assignment -> assigned.put(assignment.thoughtId(), assignment));
        List<Assignment> own = new ArrayList<>();
        for (Thought thought : thoughts) {
            Assignment assignment = assigned.get(thought.id());
            if (assignment == null) {
                throw unassigned();
            }
            own.add(assignment);
        }
        return own;
    }

    /** @param assignments of the thoughts, in their order */
    private Surroundings surroundings(List<Thought> thoughts, List<Assignment> assignments, long left) {
        int[] membership = new int[thoughts.size()];
        double[] densities = new double[membership.length];
        for (int i = 0; i < membership.length; i++) {
            Integer basin = numbers.get(assignments.get(i).basinId());
            if (basin == null) {
                throw unassigned();
            }
            membership[i] = basin;
            densities[i] = assignments.get(i).density();
        }
        return new Surroundings(
                thoughts, new Surroundings.Membership(membership, basins.size()), densities, settings, left);
    }

    /** The nearest patterns by the vector index. */
    private Surroundings near(float[] embedding, ThoughtGraph thoughts, BasinGraph falls) {
        List<Thought> near = thoughts.nearest(embedding, NEAR_PATTERNS).stream()
                .map(ThoughtGraph.ScoredThought::thought)
                .toList();
        if (near.isEmpty()) {
            throw new InputRefusedException("more than " + Field.LARGEST_EXACT
                    + " thoughts are probed through the vector index, and the graph has none; import again");
        }
        List<Assignment> assignments =
                falls.assignments(near.stream().map(Thought::id).toList());
        return surroundings(near, inOrder(near, assignments), scores.scores().length - near.size());
    }

    /**
     * What the probe found.
     *
     * @param runnerUp null when there is but one basin
     * @param p conformal p-value of the score
     * @param score higher means further outside
     * @param inside whether p exceeds alpha: the thought is not refused
     * @param share of the field's mass that lies in the basin
     * @param margin energy of the runner-up minus that of the basin; infinite when there is no runner-up
     * @param energyBefore energy where the thought stands
     * @param energyAfter energy where it flows to
     * @param steps of the flow
     * @param neglected share of the field's mass, where the thought stands, in patterns that were left out; an upper
     *     bound where the vector index gave those that were not
     * @param distance 1 - cosine from the basin's attractor
     */
    public record Answer(
            Basin basin,
            @Nullable Basin runnerUp,
            double p,
            double score,
            boolean inside,
            Zone zone,
            double share,
            double margin,
            double energyBefore,
            double energyAfter,
            int steps,
            boolean converged,
            double neglected,
            double distance,
            List<ThoughtGraph.ScoredThought> nearest) {
        public Answer {
            nearest = List.copyOf(nearest);
        }

        /** The same fall with another score and its p-value. */
        Answer with(double otherP, double otherScore) {
            boolean nowInside = otherP > ConformalTest.ALPHA;
            return new Answer(
                    basin,
                    runnerUp,
                    otherP,
                    otherScore,
                    nowInside,
                    zoneOf(nowInside, share),
                    share,
                    margin,
                    energyBefore,
                    energyAfter,
                    steps,
                    converged,
                    neglected,
                    distance,
                    nearest);
        }

        /** The reason for the answer in one sentence. */
        public String why() {
            String far = String.format(
                    Locale.ROOT,
                    "%.3g %% of the corpus's own thoughts lie as far from the rest of it or farther",
                    100 * p);
            if (!inside) {
                return far + ": too few to take this one for one of them";
            }
            String held = String.format(
                    Locale.ROOT, "'%s' holds %.0f %% of the field's mass here", basin.label(), 100 * share);
            if (zone == Zone.STABLE || runnerUp == null) {
                return far + ", and " + held;
            }
            return far + ", but " + held + ", not most of it; next is '" + runnerUp.label() + "'";
        }
    }

    /** Number of thoughts that the p-value is calibrated on; the smallest p is 1 / (n + 1). */
    public int calibrated() {
        return scores.scores().length;
    }

    /** Probes a unit vector. */
    public Answer ask(float[] embedding) {
        return ask(embedding, thoughtGraph, basinGraph);
    }

    /**
     * Probes a unit vector; what must be looked up is looked up in these views of the same graph, for a probe that outlives
     * the transaction that it was opened in.
     */
    public Answer ask(float[] embedding, ThoughtGraph thoughts, BasinGraph falls) {
        if (everything != null) {
            return answer(embedding, everything, everything.similarities(embedding));
        }
        try (Surroundings near = near(embedding, thoughts, falls)) {
            return answer(embedding, near, near.similarities(embedding));
        }
    }

    /** The way of a unit vector down the field, from where it stands to where it comes to rest. */
    public List<Descent.Stop> descent(float[] embedding) {
        if (everything != null) {
            return everything.descent(embedding);
        }
        try (Surroundings near = near(embedding, thoughtGraph, basinGraph)) {
            return near.descent(embedding);
        }
    }

    /** The scores that p-values are calibrated with, one a stored thought, in no order. */
    public double[] calibration() {
        return scores.scores().clone();
    }

    /** Probes several unit vectors, in their order. */
    public List<Answer> askAll(List<float[]> embeddings, Progress progress) {
        if (everything == null) {
            return embeddings.stream()
                    .map(embedding -> {
                        Progress.checkpoint();
                        Answer answer = ask(embedding);
                        progress.advance(1);
                        return answer;
                    })
                    .toList();
        }
        Surroundings all = everything;
        Answer[] answers = new Answer[embeddings.size()];
        all.patterns()
                .similaritiesInParallel(
                        embeddings,
                        progress,
                        (i, similarities) -> answers[i] = answer(embeddings.get(i), all, similarities));
        return List.of(answers);
    }

    private static Zone zoneOf(boolean inside, double share) {
        if (!inside) {
            return Zone.OUTSIDE;
        }
        return BasinField.Fall.stable(share) ? Zone.STABLE : Zone.UNSTABLE;
    }

    private Answer answer(float[] embedding, Surroundings among, float[] similarities) {
        BasinField.Fall fall = among.fall(similarities);
        double score = among.score(embedding, similarities);
        double p = conformal.p(score);
        boolean inside = p > ConformalTest.ALPHA;
        Basin basin = basins.get(fall.basin());
        Surroundings.Descended descended = among.flow(embedding, similarities, fall.energy());
        Field.Flow flow = descended.flow();
        return new Answer(
                basin,
                fall.runnerUp() < 0 ? null : basins.get(fall.runnerUp()),
                p,
                score,
                inside,
                zoneOf(inside, fall.share()),
                fall.share(),
                fall.margin(),
                flow.energyBefore(),
                flow.energyAfter(),
                flow.steps(),
                flow.converged(),
                Math.max(descended.neglected(), among.notHeld(similarities, fall.energy(), scores.lowestDensity())),
                1 - Vectors.dot(embedding, basin.attractor()),
                among.nearest(similarities, NEAREST));
    }

    @Override
    public void close() {
        if (everything != null) {
            everything.close();
        }
    }
}
