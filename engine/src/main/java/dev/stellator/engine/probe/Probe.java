package dev.stellator.engine.probe;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.basin.BasinField;
import dev.stellator.engine.basin.Novelty;
import dev.stellator.engine.field.Field;
import dev.stellator.engine.field.Patterns;
import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.BasinGraph.FieldSettings;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.graph.Zone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether a thought falls into an existing basin. Holds all patterns in memory; not thread-safe.
 *
 * <p>Opening costs one pass over all thoughts; an answer costs one product of the pattern matrix with a vector, and a
 * flow among the patterns that hold nearly all of the field's mass there.
 */
public final class Probe implements AutoCloseable {
    private static final int NEAREST = 5;

    /** A larger field flows among the patterns of highest potential only. */
    private static final int LARGEST_EXACT_FLOW = 4096;

    private static final int FLOW_PATTERNS = 1024;

    private final Patterns patterns;
    private final Field field;
    private final int neighbours;
    private final BasinField basinField;
    private final Novelty novelty;
    private final List<Basin> basins;
    private final List<Thought> thoughts;

    private Probe(
            Patterns patterns,
            Field field,
            int neighbours,
            BasinField basinField,
            Novelty novelty,
            List<Basin> basins,
            List<Thought> thoughts) {
        this.patterns = patterns;
        this.field = field;
        this.neighbours = neighbours;
        this.basinField = basinField;
        this.novelty = novelty;
        this.basins = basins;
        this.thoughts = thoughts;
    }

    /**
     * Loads the field that the stored basins were found in.
     *
     * @throws InputRefusedException when there are no basins, or thoughts that are in none
     */
    public static Probe open(ThoughtGraph thoughtGraph, BasinGraph basinGraph) {
        FieldSettings settings = basinGraph.settings();
        if (settings == null) {
            throw new InputRefusedException("there are no basins yet; run `stellator basins` first");
        }
        List<Basin> finest =
                basinGraph.basins().stream().filter(basin -> basin.level() == 0).toList();
        Map<String, Integer> numbers = new HashMap<>();
        IntStream.range(0, finest.size()).forEach(i -> numbers.put(finest.get(i).id(), i));
        Map<String, Assignment> assigned = new HashMap<>();
        basinGraph.assignments().forEach(assignment -> assigned.put(assignment.thoughtId(), assignment));
        List<Thought> thoughts = new ArrayList<>();
        thoughtGraph.forEach(thoughts::add);
        int[] membership = new int[thoughts.size()];
        double[] densities = new double[membership.length];
        double[] scores = new double[membership.length];
        for (int i = 0; i < membership.length; i++) {
            Assignment assignment = assigned.get(thoughts.get(i).id());
            Integer basin = assignment == null ? null : numbers.get(assignment.basinId());
            if (assignment == null || basin == null) {
                throw new InputRefusedException(
                        "there are thoughts that are in no basin yet; run `stellator basins` again");
            }
            membership[i] = basin;
            densities[i] = assignment.density();
            scores[i] = assignment.score();
        }
        Patterns patterns =
                new Patterns(thoughts.stream().map(Thought::embedding).toList());
        Field field = new Field(patterns, densities, settings.beta(), settings.offsetWeight());
        return new Probe(
                patterns,
                field,
                settings.neighbours(),
                new BasinField(field, membership, finest.size()),
                new Novelty(scores),
                finest,
                thoughts);
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
     * @param neglected share of the field's mass, where the thought stands, in patterns that the flow left out
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
        return thoughts.size();
    }

    /** Probes a unit vector. */
    public Answer ask(float[] embedding) {
        return answer(embedding, patterns.similarities(embedding));
    }

    /** Probes several unit vectors, in their order. */
    public List<Answer> askAll(List<float[]> embeddings, Progress progress) {
        Answer[] answers = new Answer[embeddings.size()];
        patterns.similaritiesInParallel(
                embeddings, progress, (i, similarities) -> answers[i] = answer(embeddings.get(i), similarities));
        return List.of(answers);
    }

    private Answer answer(float[] embedding, float[] similarities) {
        BasinField.Fall fall = basinField.fall(similarities, -1);
        float[] potentials = new float[similarities.length];
        for (int i = 0; i < potentials.length; i++) {
            potentials[i] = (float) field.potential(i, similarities[i]);
        }
        double score = Novelty.score(potentials, neighbours);
        double p = novelty.p(score);
        boolean inside = p > Novelty.ALPHA;
        Basin basin = basins.get(fall.basin());
        NearFlow flow = flow(embedding, potentials, fall.energy());
        return new Answer(
                basin,
                fall.runnerUp() < 0 ? null : basins.get(fall.runnerUp()),
                p,
                score,
                inside,
                !inside ? Zone.OUTSIDE : fall.stable() ? Zone.STABLE : Zone.UNSTABLE,
                fall.share(),
                fall.margin(),
                flow.flow().energyBefore(),
                flow.flow().energyAfter(),
                flow.flow().steps(),
                flow.flow().converged(),
                flow.neglected(),
                1 - Vectors.dot(embedding, basin.attractor()),
                IntStream.of(Patterns.largest(similarities, NEAREST))
                        .mapToObj(i -> new ThoughtGraph.ScoredThought(thoughts.get(i), similarities[i]))
                        .toList());
    }

    private record NearFlow(Field.Flow flow, double neglected) {}

    /** The flow among the patterns of highest potential; with few patterns, among all of them. */
    private NearFlow flow(float[] embedding, float[] potentials, double energy) {
        if (potentials.length <= LARGEST_EXACT_FLOW) {
            return new NearFlow(field.flow(embedding), 0);
        }
        int[] near = Patterns.largest(potentials, FLOW_PATTERNS);
        double[] offsets = field.offsets();
        try (Patterns some =
                new Patterns(IntStream.of(near).mapToObj(patterns::row).toList())) {
            double[] own = Arrays.stream(near).mapToDouble(i -> offsets[i]).toArray();
            Field.Flow flow = new Field(some, own, field.beta(), field.offsetWeight()).flow(embedding);
            // exp(-beta E) is the mass, up to a factor that both energies share.
            double held = Math.exp(field.beta() * (energy - flow.energyBefore()));
            return new NearFlow(flow, Math.max(0, 1 - held));
        }
    }

    @Override
    public void close() {
        patterns.close();
    }
}
