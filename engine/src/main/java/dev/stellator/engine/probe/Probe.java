package dev.stellator.engine.probe;

import dev.stellator.engine.InputRefusedException;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether a thought falls into an existing basin. Holds all patterns in memory; not thread-safe.
 *
 * <p>Opening costs one pass over all thoughts; an answer costs a few products of the pattern matrix with a vector.
 */
public final class Probe implements AutoCloseable {
    private static final int NEAREST = 5;

    private final Patterns patterns;
    private final Field field;
    private final BasinField basinField;
    private final Novelty novelty;
    private final List<Basin> basins;
    private final List<Thought> thoughts;

    private Probe(
            Patterns patterns,
            Field field,
            BasinField basinField,
            Novelty novelty,
            List<Basin> basins,
            List<Thought> thoughts) {
        this.patterns = patterns;
        this.field = field;
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
        Map<String, Integer> basinOf = new HashMap<>();
        for (Assignment assignment : basinGraph.assignments()) {
            basinOf.put(assignment.thoughtId(), numbers.getOrDefault(assignment.basinId(), -1));
        }
        List<Thought> thoughts = new ArrayList<>();
        thoughtGraph.forEach(thoughts::add);
        int[] membership = thoughts.stream()
                .mapToInt(thought -> basinOf.getOrDefault(thought.id(), -1))
                .toArray();
        if (IntStream.of(membership).anyMatch(basin -> basin < 0)) {
            throw new InputRefusedException(
                    "there are thoughts that are in no basin yet; run `stellator basins` again");
        }
        Patterns patterns =
                new Patterns(thoughts.stream().map(Thought::embedding).toList());
        double[] offsets = Field.offsets(patterns, settings.neighbours());
        Field field = new Field(patterns, offsets, settings.beta(), settings.offsetWeight());
        Novelty novelty = Novelty.calibrate(thoughts, patterns, settings.offsetWeight(), settings.neighbours());
        return new Probe(patterns, field, new BasinField(field, membership, finest.size()), novelty, finest, thoughts);
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
            double distance,
            List<ThoughtGraph.ScoredThought> nearest) {}

    /** Probes a unit vector. */
    public Answer ask(float[] embedding) {
        float[] similarities = patterns.similarities(embedding);
        BasinField.Fall fall = basinField.fall(similarities, -1);
        Field.Flow flow = field.flow(embedding);
        double score = novelty.score(similarities);
        double p = novelty.p(score);
        boolean inside = p > Novelty.ALPHA;
        Basin basin = basins.get(fall.basin());
        Zone zone = !inside ? Zone.OUTSIDE : fall.stable() ? Zone.STABLE : Zone.UNSTABLE;
        return new Answer(
                basin,
                fall.runnerUp() < 0 ? null : basins.get(fall.runnerUp()),
                p,
                score,
                inside,
                zone,
                fall.share(),
                fall.margin(),
                flow.energyBefore(),
                flow.energyAfter(),
                flow.steps(),
                flow.converged(),
                1 - Vectors.dot(embedding, basin.attractor()),
                IntStream.of(Patterns.largest(similarities, NEAREST))
                        .mapToObj(i -> new ThoughtGraph.ScoredThought(thoughts.get(i), similarities[i]))
                        .toList());
    }

    @Override
    public void close() {
        patterns.close();
    }
}
