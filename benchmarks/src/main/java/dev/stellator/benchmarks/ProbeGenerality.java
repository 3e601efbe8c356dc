package dev.stellator.benchmarks;

import dev.stellator.engine.embedding.Embedder;
import dev.stellator.importer.MiniLmEmbedder;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Embeds the texts of each NAME.tsv of a folder (label, tab, text) by the project's default encoder into NAME.f32: 384
 * floats a line, little-endian. What is there already stays.
 *
 * <pre>java -cp 'cli/target/stellator.jar:cli/target/lib/*' benchmarks/ProbeGenerality.java FOLDER</pre>
 */
class ProbeGenerality {
    private static final int AT_ONCE = 512;

    public static void main(String[] arguments) throws Exception {
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        List<Path> sets;
        try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
            sets = files.filter(file -> file.toString().endsWith(".tsv"))
                    .sorted()
                    .toList();
        }
        try (Embedder encoder = MiniLmEmbedder.open()) {
            for (Path set : sets) {
                Path vectors = Path.of(set.toString().replaceFirst("tsv$", "f32"));
                if (!Files.exists(vectors)) {
                    embed(encoder, Files.readAllLines(set), vectors);
                }
            }
        }
        System.exit(0);
    }

    private static void embed(Embedder encoder, List<String> lines, Path vectors) throws Exception {
        List<String> texts = lines.stream()
                .map(line -> line.substring(line.indexOf('\t') + 1))
                .toList();
        Path part = Path.of(vectors + ".part");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
            for (int from = 0; from < texts.size(); from += AT_ONCE) {
                for (float[] vector : encoder.embed(texts.subList(from, Math.min(texts.size(), from + AT_ONCE)))) {
                    ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
                    bytes.asFloatBuffer().put(vector);
                    out.write(bytes.array());
                }
            }
        }
        Files.move(part, vectors);
    }
}
