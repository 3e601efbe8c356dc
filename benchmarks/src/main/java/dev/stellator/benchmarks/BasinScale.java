package dev.stellator.benchmarks;

import dev.stellator.cypher.GraphStore;
import dev.stellator.engine.Hashes;
import dev.stellator.engine.Progress;
import dev.stellator.engine.basin.BasinFinder;
import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.engine.graph.CorpusGraph.Document;
import dev.stellator.engine.graph.CorpusGraph.Mention;
import dev.stellator.engine.graph.CorpusGraph.NewThought;
import dev.stellator.engine.graph.CorpusGraph.WholeDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * How the search for basins grows with the corpus, by stage, in a real embedded graph with made-up thoughts: unit vectors
 * of 384 floats around centres that stand around wider centres, each with three words of its centre and three of a
 * vocabulary that grows as Heaps's law says. Writes the graph, then finds its basins; run by {@code scale.sh}, which
 * starts a JVM a size.
 *
 * <p>Prints one line a stage: size, stage, seconds; and last the peak of resident memory, MiB.
 */
class BasinScale {
    private static final int WIDTH = 384;
    private static final int DOCUMENT = 50;
    private static final int WRITTEN_AT_ONCE = 20;
    private static final int WIDE = 40;
    private static final int OWN_WORDS = 30;

    private final int size;
    private final Random random = new Random(7);
    private final List<float[]> centres = new ArrayList<>();
    private final int vocabulary;

    private BasinScale(int size, int thoughtsACentre) {
        this.size = size;
        this.vocabulary = (int) (30 * Math.sqrt(3.0 * size));
        List<float[]> wide = new ArrayList<>();
        for (int i = 0; i < WIDE; i++) {
            wide.add(around(new float[WIDTH], 1));
        }
        for (int i = 0; i < Math.max(WIDE, size / thoughtsACentre); i++) {
            centres.add(around(wide.get(i % WIDE), 0.8));
        }
    }

    public static void main(String[] arguments) throws IOException {
        int size = Integer.parseInt(arguments[0]);
        BasinScale scale = new BasinScale(size, Integer.parseInt(arguments[1]));
        Path folder = Path.of(arguments[2]);
        try (GraphStore graph = GraphStore.embedded(folder)) {
            scale.write(graph.corpus());
            Stages stages = new Stages();
            long begun = System.nanoTime();
            var found = new BasinFinder(graph.thoughts(), graph.resonance(), graph.basins())
                    .find(BasinFinder.Request.DEFAULT, stages);
            double seconds = (System.nanoTime() - begun) / 1e9;
            stages.seconds.forEach((stage, took) -> line(size, stage, took));
            line(size, "whole", seconds);
            line(size, "basins found", found.finest().size());
            line(size, "resident MiB", residentMebibytes());
        }
        System.exit(0);
    }

    private static void line(int size, String name, double value) {
        System.out.printf(Locale.ROOT, "%d\t%s\t%.2f%n", size, name, value);
    }

    private static double residentMebibytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum()
                / 1024.0;
    }

    private void write(CorpusGraph corpus) {
        corpus.open("scale", "made-up", WIDTH);
        List<WholeDocument> batch = new ArrayList<>();
        for (int from = 0; from < size; from += DOCUMENT) {
            batch.add(document(from, Math.min(size, from + DOCUMENT)));
            if (batch.size() == WRITTEN_AT_ONCE || from + DOCUMENT >= size) {
                corpus.store(batch);
                batch.clear();
            }
        }
        corpus.derive(Progress.SILENT);
    }

    private WholeDocument document(int from, int to) {
        String id = Hashes.sha256("document " + from);
        List<NewThought> thoughts = new ArrayList<>();
        for (int i = from; i < to; i++) {
            int centre = random.nextInt(centres.size());
            List<Mention> mentions = new ArrayList<>();
            for (int word = 0; word < 6; word++) {
                String name = word < 3
                        ? "own" + (centre * OWN_WORDS + random.nextInt(OWN_WORDS))
                        : "common" + (int) Math.pow(vocabulary, random.nextDouble());
                if (mentions.stream().noneMatch(mention -> mention.normalised().equals(name))) {
                    mentions.add(new Mention(Hashes.sha256("en\n" + name), name, name, "en", List.of(word)));
                }
            }
            float[] embedding = around(centres.get(centre), 1);
            thoughts.add(new NewThought(
                    Hashes.sha256("thought " + i), i - from, "made-up thought " + i, "en", embedding, mentions));
        }
        return new WholeDocument(new Document(id, "made-up/" + from, id, "en", "Made up"), thoughts);
    }

    /** A unit vector around a centre; the spread is the length of the noise. */
    private float[] around(float[] centre, double spread) {
        double[] sum = new double[WIDTH];
        for (int d = 0; d < WIDTH; d++) {
            sum[d] = centre[d] + spread * random.nextGaussian() / Math.sqrt(WIDTH);
        }
        return Vectors.normalised(sum);
    }

    /** Seconds by stage, summed over the times that a stage was entered. */
    private static final class Stages implements Progress {
        private final Map<String, Double> seconds = new LinkedHashMap<>();
        private String stage = "";
        private long begun;

        @Override
        public void begin(String name, long total) {
            stage = name;
            begun = System.nanoTime();
        }

        @Override
        public void advance(long steps) {}

        @Override
        public void end() {
            double took = (System.nanoTime() - begun) / 1e9;
            seconds.merge(stage, took, Double::sum);
            System.err.printf(Locale.ROOT, "%s: %.1f s%n", stage, took);
        }
    }
}
