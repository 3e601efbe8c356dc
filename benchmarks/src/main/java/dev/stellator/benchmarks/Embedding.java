package dev.stellator.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.api.UserFolders;
import dev.stellator.engine.embedding.Embedder;
import dev.stellator.importer.E5Folder;
import dev.stellator.importer.MiniLmEmbedder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Measures the sentence encoders.
 *
 * <pre>
 * java -cp 'cli/target/stellator.jar:cli/target/lib/*' benchmarks/Embedding.java auroc CLINC150_JSON [EVERY]
 * java -cp 'cli/target/stellator.jar:cli/target/lib/*' benchmarks/Embedding.java speed FILE_OF_LINES RUNS
 * </pre>
 */
public final class Embedding {
    private static final int NEAR = 20;

    /** One sentence in so many is taken. */
    private static int every = 1;

    private Embedding() {}

    public static void main(String[] arguments) throws Exception {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        int threads = Runtime.getRuntime().availableProcessors();
        if (arguments[0].equals("auroc")) {
            every = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
            JsonNode data = new ObjectMapper().readTree(Path.of(arguments[1]).toFile());
            try (Embedder encoder = MiniLmEmbedder.open(threads)) {
                auroc(encoder, data);
            }
            try (Embedder encoder = MiniLmEmbedder.openInt8(threads)) {
                auroc(encoder, data);
            }
        } else {
            List<String> lines = Files.readAllLines(Path.of(arguments[1])).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
            int runs = Integer.parseInt(arguments[2]);
            try (Embedder encoder = MiniLmEmbedder.open(threads)) {
                speed(encoder, lines, runs);
            }
            try (Embedder encoder = MiniLmEmbedder.openInt8(threads)) {
                speed(encoder, lines, runs);
            }
            E5Folder e5 = new E5Folder(UserFolders.system().cache().resolve("models"));
            if (e5.isThere()) {
                try (Embedder encoder = e5.open(threads)) {
                    speed(encoder, lines, runs);
                }
            }
        }
        System.exit(0);
    }

    private static void speed(Embedder encoder, List<String> lines, int runs) {
        encoder.embed(lines.subList(0, Math.min(64, lines.size())));
        double[] rates = new double[runs];
        for (int i = 0; i < runs; i++) {
            long begun = System.nanoTime();
            for (int from = 0; from < lines.size(); from += 256) {
                encoder.embed(lines.subList(from, Math.min(lines.size(), from + 256)));
            }
            rates[i] = lines.size() / ((System.nanoTime() - begun) / 1e9);
        }
        Arrays.sort(rates);
        System.out.printf(
                "%s: %d sentences, %.1f sentences/s (median of %d; %.1f to %.1f)%n",
                encoder.id(), lines.size(), rates[runs / 2], runs, rates[0], rates[runs - 1]);
    }

    /** Out-of-scope against test intents, by nearness to the training sentences; no labels. */
    private static void auroc(Embedder encoder, JsonNode data) {
        float[][] train = embed(encoder, data.get("train"));
        float[][] inside = embed(encoder, data.get("test"));
        float[][] outside = embed(encoder, data.get("oos_test"));
        double[] density = IntStream.range(0, train.length)
                .parallel()
                .mapToDouble(
                        i -> mean(nearest(train[i], train, i, new Nearness(NEAR, new double[train.length], 0)), NEAR))
                .toArray();
        Nearness few = new Nearness(5, density, 0);
        Nearness less = new Nearness(NEAR, density, 0.5);
        System.out.printf(
                "%s: AUROC mean of 5 nearest %.4f, mean of 20 nearest less half their density %.4f%n",
                encoder.id(),
                auroc(scores(inside, train, few), scores(outside, train, few)),
                auroc(scores(inside, train, less), scores(outside, train, less)));
    }

    private static float[][] embed(Embedder encoder, JsonNode pairs) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < pairs.size(); i += every) {
            texts.add(pairs.get(i).get(0).asText());
        }
        List<float[]> vectors = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += 512) {
            vectors.addAll(encoder.embed(texts.subList(from, Math.min(texts.size(), from + 512))));
        }
        return vectors.toArray(float[][]::new);
    }

    private static double[] scores(float[][] queries, float[][] train, Nearness nearness) {
        return Arrays.stream(queries)
                .parallel()
                .mapToDouble(query -> mean(nearest(query, train, -1, nearness), nearness.k()))
                .toArray();
    }

    private record Nearness(int k, double[] density, double weight) {}

    /** The k largest values of x.q less weight times the density of x, in any order. */
    private static double[] nearest(float[] query, float[][] train, int self, Nearness nearness) {
        double[] best = new double[nearness.k()];
        Arrays.fill(best, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < train.length; i++) {
            float dot = 0;
            float[] x = train[i];
            for (int c = 0; c < x.length; c++) {
                dot += x[c] * query[c];
            }
            double value = dot - nearness.weight() * nearness.density()[i];
            if (i != self && value > best[0]) {
                best[0] = value;
                Arrays.sort(best);
            }
        }
        return best;
    }

    private static double mean(double[] values, int k) {
        return Arrays.stream(values).sum() / k;
    }

    private static double auroc(double[] inside, double[] outside) {
        double[] sorted = outside.clone();
        Arrays.sort(sorted);
        double wins = 0;
        for (double score : inside) {
            int at = Arrays.binarySearch(sorted, score);
            wins += at < 0 ? -at - 1 : at + 0.5;
        }
        return wins / ((double) inside.length * outside.length);
    }
}
