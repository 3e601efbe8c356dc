package dev.stellator.benchmarks;

import dev.stellator.engine.Progress;
import dev.stellator.engine.field.Neighbours;
import dev.stellator.engine.field.Patterns;
import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.probe.Probe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;

/**
 * How the warm probe and the exact nearest thoughts grow with the corpus, on made-up vectors: 384 floats around 300
 * centres. Embedding a text is not in these times. Run after a build:
 *
 * <pre>java -Xmx4g -cp 'cli/target/lib/*' benchmarks/ProbeScale.java 10000 20000 50000 100000</pre>
 */
class ProbeScale {
    private static final int WIDTH = 384;
    private static final int CENTRES = 300;
    private static final int WARM_UP = 100;
    private static final int PROBES = 400;

    public static void main(String[] sizes) {
        System.out.printf(
                "%10s %14s %12s %12s %12s %10s%n",
                "thoughts", "nearest, s", "p50, ms", "p99, ms", "neglected", "heap, MB");
        for (String size : sizes) {
            measure(Integer.parseInt(size));
        }
        System.exit(0);
    }

    private static void measure(int size) {
        Random random = new Random(7);
        float[][] centres = new float[CENTRES][];
        Arrays.setAll(centres, i -> vector(new float[WIDTH], 1, random));
        List<Thought> thoughts = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            thoughts.add(new Thought(
                    "t" + i, "text " + i, "en", "d" + i / 50, i % 50, vector(centres[i % CENTRES], 1.2, random)));
        }
        double seconds;
        double[] densities;
        try (Patterns patterns =
                new Patterns(thoughts.stream().map(Thought::embedding).toList())) {
            long begun = System.nanoTime();
            densities = Neighbours.of(patterns, 50, Progress.SILENT).densities(20);
            seconds = (System.nanoTime() - begun) / 1e9;
        }
        try (Probe probe = Probe.open(new Thoughts(thoughts), new Basins(thoughts, centres, densities))) {
            double[] millis = new double[PROBES];
            double neglected = 0;
            for (int i = -WARM_UP; i < PROBES; i++) {
                float[] asked = vector(centres[Math.floorMod(i, CENTRES)], 1.2, random);
                long begun = System.nanoTime();
                Probe.Answer answer = probe.ask(asked);
                if (i >= 0) {
                    millis[i] = (System.nanoTime() - begun) / 1e6;
                    neglected += answer.neglected() / PROBES;
                }
            }
            Arrays.sort(millis);
            long heap =
                    (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
            System.out.printf(
                    "%10d %14.1f %12.2f %12.2f %12.5f %10d%n",
                    size, seconds, millis[PROBES / 2], millis[PROBES * 99 / 100], neglected, heap);
        }
    }

    /** A unit vector around a centre; the spread is the length of the noise. */
    private static float[] vector(float[] centre, double spread, Random random) {
        double[] sum = new double[WIDTH];
        for (int d = 0; d < WIDTH; d++) {
            sum[d] = centre[d] + spread * random.nextGaussian() / Math.sqrt(WIDTH);
        }
        return Vectors.normalised(sum);
    }

    private record Thoughts(List<Thought> all) implements ThoughtGraph {
        @Override
        public long count() {
            return all.size();
        }

        @Override
        public void forEach(Consumer<Thought> consumer) {
            all.forEach(consumer);
        }

        @Override
        public Map<String, Thought> byId(Collection<String> ids) {
            return Map.of();
        }

        @Override
        public Map<String, String> documentUris(Collection<String> ids) {
            return Map.of();
        }

        @Override
        public List<ScoredThought> nearest(float[] embedding, int k) {
            return List.of();
        }
    }

    private record Basins(List<Thought> all, float[][] centres, double[] densities) implements BasinGraph {
        @Override
        public Map<String, List<TokenCount>> mentions(Map<String, ? extends Collection<String>> groups) {
            return Map.of();
        }

        @Override
        public Map<String, List<TokenWeight>> anchors(Map<String, ? extends Collection<String>> groups, int limit) {
            return Map.of();
        }

        @Override
        public void replace(List<Basin> basins, List<Assignment> assignments, FieldSettings settings) {}

        @Override
        public List<Basin> basins() {
            List<Basin> basins = new ArrayList<>();
            for (int i = 0; i < centres.length; i++) {
                basins.add(new Basin("b" + i, 0, null, "b" + i, 1, 0, centres[i], 1, 1, "t" + i, true, List.of()));
            }
            return basins;
        }

        @Override
        public FieldSettings settings() {
            NoveltyScale scale = new NoveltyScale(
                    Collections.nCopies(WIDTH, 0.01), Collections.nCopies(12, -0.3), Collections.nCopies(16, 0.1));
            return new FieldSettings(30, 0.5, 20, 8, 42, "", all.size(), false, false, List.of(), scale);
        }

        @Override
        public List<Assignment> assignments(Collection<String> thoughtIds) {
            return assignments().stream()
                    .filter(assignment -> thoughtIds.contains(assignment.thoughtId()))
                    .toList();
        }

        @Override
        public Scores scores() {
            return Scores.of(assignments());
        }

        @Override
        public List<Assignment> assignments() {
            List<Assignment> assignments = new ArrayList<>();
            for (int i = 0; i < all.size(); i++) {
                assignments.add(new Assignment(
                        "t" + i, "b" + i % CENTRES, 0, 0, Zone.STABLE, -0.3 - 0.1 * i / all.size(), densities[i]));
            }
            return assignments;
        }
    }
}
