package dev.stellator.engine.probe;

import dev.stellator.engine.basin.BasinField;
import dev.stellator.engine.basin.NoveltyScore;
import dev.stellator.engine.field.Field;
import dev.stellator.engine.field.Patterns;
import dev.stellator.engine.field.SimilarityRow;
import dev.stellator.engine.graph.BasinGraph.FieldSettings;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * The thoughts that a question is asked among, as patterns of a field: what they say of a vector, and how it flows among
 * them. All thoughts of a graph, or those that lie nearest. Owns its patterns.
 */
final class Surroundings implements AutoCloseable {
    /** A larger field flows among the patterns of highest potential only. */
    private static final int LARGEST_EXACT_FLOW = 4096;

    private static final int FLOW_PATTERNS = 1024;

    private final List<Thought> thoughts;
    private final Patterns patterns;
    private final Field field;
    private final BasinField basinField;
    private final NoveltyScore score;
    private final long left;

    /**
     * @param densities of the thoughts, in their order
     * @param settings with a scale of novelty
     * @param left number of thoughts that are not among them
     */
    Surroundings(List<Thought> thoughts, Membership membership, double[] densities, FieldSettings settings, long left) {
        this.thoughts = thoughts;
        this.patterns = new Patterns(thoughts.stream().map(Thought::embedding).toList());
        this.field = new Field(patterns, densities, settings.beta(), settings.offsetWeight());
        this.basinField = new BasinField(field, membership.basinOf(), membership.basins());
        this.score = new NoveltyScore(Objects.requireNonNull(settings.novelty()), patterns.rows(), densities);
        this.left = left;
    }

    /**
     * Which basin each thought is in.
     *
     * @param basinOf number of its basin, by thought
     * @param basins how many there are
     */
    record Membership(int[] basinOf, int basins) {}

    Patterns patterns() {
        return patterns;
    }

    float[] similarities(float[] embedding) {
        return patterns.similarities(embedding);
    }

    BasinField.Fall fall(float[] similarities) {
        return basinField.fall(SimilarityRow.ofAll(similarities), -1);
    }

    /** Higher means further outside. */
    double score(float[] embedding, float[] similarities) {
        return score.of(embedding, similarities);
    }

    /** The thoughts that are most alike, the most alike first. */
    List<ThoughtGraph.ScoredThought> nearest(float[] similarities, int count) {
        return IntStream.of(Patterns.largest(similarities, count))
                .mapToObj(i -> new ThoughtGraph.ScoredThought(thoughts.get(i), similarities[i]))
                .toList();
    }

    /**
     * An upper bound of the share of the mass that the thoughts hold which are not among these: none of them is nearer than
     * the farthest of these, nor in a less crowded region than the least crowded of all. As exact as the vector index is.
     *
     * @param energy where the similarities were taken
     * @param lowestDensity of all thoughts, these and the others
     */
    double notHeld(float[] similarities, double energy, double lowestDensity) {
        if (left == 0) {
            return 0;
        }
        float farthest = Float.POSITIVE_INFINITY;
        for (float similarity : similarities) {
            farthest = Math.min(farthest, similarity);
        }
        double highest = farthest - field.offsetWeight() * lowestDensity;
        // exp(-beta E) is the mass, up to the factor that is in the energy's constant term.
        double held = field.beta() * (0.5 - energy);
        return 1 / (1 + Math.exp(held - field.beta() * highest) / left);
    }

    /**
     * A flow, and how much of the field it did without.
     *
     * @param neglected share of the mass, where the flow begins, in patterns that it did not flow among
     */
    record Descended(Field.Flow flow, double neglected) {}

    /**
     * The flow of a vector to where it comes to rest.
     *
     * @param energy where it stands, among all of these thoughts
     */
    Descended flow(float[] embedding, float[] similarities, double energy) {
        if (similarities.length <= LARGEST_EXACT_FLOW) {
            return new Descended(field.flow(embedding), 0);
        }
        int[] most = mostHolding(similarities);
        try (Patterns some = patterns(most)) {
            Field.Flow flow = fieldOf(some, most).flow(embedding);
            // exp(-beta E) is the mass, up to a factor that both energies share.
            double held = Math.exp(field.beta() * (energy - flow.energyBefore()));
            return new Descended(flow, Math.max(0, 1 - held));
        }
    }

    /** The way of a vector down the field, from where it stands to where it comes to rest. */
    List<Descent.Stop> descent(float[] embedding) {
        float[] similarities = similarities(embedding);
        if (similarities.length <= LARGEST_EXACT_FLOW) {
            return Descent.of(embedding, field, thoughts);
        }
        int[] most = mostHolding(similarities);
        try (Patterns some = patterns(most)) {
            return Descent.of(
                    embedding,
                    fieldOf(some, most),
                    IntStream.of(most).mapToObj(thoughts::get).toList());
        }
    }

    /** The patterns of highest potential: those that hold most of the field's mass. */
    private int[] mostHolding(float[] similarities) {
        float[] potentials = new float[similarities.length];
        for (int i = 0; i < potentials.length; i++) {
            potentials[i] = (float) field.potential(i, similarities[i]);
        }
        return Patterns.largest(potentials, FLOW_PATTERNS);
    }

    private Patterns patterns(int[] chosen) {
        return new Patterns(IntStream.of(chosen).mapToObj(patterns::row).toList());
    }

    private Field fieldOf(Patterns some, int[] chosen) {
        double[] offsets = field.offsets();
        double[] own = Arrays.stream(chosen).mapToDouble(i -> offsets[i]).toArray();
        return new Field(some, own, field.beta(), field.offsetWeight());
    }

    @Override
    public void close() {
        patterns.close();
    }
}
