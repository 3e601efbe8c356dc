package dev.stellator.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.embedding.Embedder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** multilingual-e5-small against the program that its packed file comes with (benchmarks/e5_reference.py). */
@Tag("model")
class E5FolderIT {
    private static final double LEAST_COSINE = 0.999;

    @TempDir
    private static Path models = Path.of("set by JUnit");

    private static E5Folder folder = new E5Folder(models);

    @BeforeAll
    static void write() {
        Path packed = packed();
        assumeTrue(
                Files.isRegularFile(packed),
                () -> "multilingual-e5-small is not at " + packed + "; `stellator model pull e5` fetches it, and"
                        + " -Dstellator.test.e5=FILE names another place");
        folder = new E5Folder(models);
        folder.write(packed, Progress.SILENT);
    }

    static Path packed() {
        String given = System.getProperty("stellator.test.e5");
        if (given != null) {
            return Path.of(given);
        }
        String cache = System.getenv("XDG_CACHE_HOME");
        Path home =
                cache == null || cache.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
        return home.resolve("stellator/models/e5-small-q4.bin");
    }

    @Test
    void shouldComputeWhatThePackagesOwnProgramDoes(@TempDir Path elsewhere) throws IOException {
        Path plain = elsewhere.resolve("plain");
        E5Folder.writeAsPublished(packed(), plain);
        List<String> texts = new ArrayList<>();
        List<float[]> expected = new ArrayList<>();
        try (InputStream in = E5FolderIT.class.getResourceAsStream("e5/reference.json")) {
            for (JsonNode example : new ObjectMapper().readTree(in).path("cases")) {
                texts.add(example.path("text").asText());
                float[] vector = new float[example.path("vector").size()];
                for (int i = 0; i < vector.length; i++) {
                    vector[i] = (float) example.path("vector").get(i).asDouble();
                }
                expected.add(vector);
            }
        }
        try (Embedder encoder = EncoderFolder.open(plain, 2)) {
            List<float[]> vectors = encoder.embed(texts);
            for (int i = 0; i < texts.size(); i++) {
                assertThat(cosine(vectors.get(i), expected.get(i)))
                        .as(texts.get(i))
                        .isGreaterThan(LEAST_COSINE);
            }
        }
    }

    /** Forty texts of eight topics in seven languages, written for this. */
    @Test
    void shouldPutATextBesideItsTranslationAndNotBesideItsLanguage() throws IOException {
        List<String[]> rows =
                Files.readAllLines(Path.of("src/test/resources/dev/stellator/importer/e5/translations.tsv")).stream()
                        .skip(1)
                        .map(line -> line.split("\t", -1))
                        .toList();
        int languages = rows.get(0).length - 1;
        List<String> texts = new ArrayList<>();
        for (int language = 1; language <= languages; language++) {
            for (String[] row : rows) {
                texts.add(row[language]);
            }
        }
        try (Embedder encoder = folder.open(2)) {
            List<float[]> vectors = encoder.embed(texts);
            int found = 0;
            int sameLanguage = 0;
            for (int i = 0; i < vectors.size(); i++) {
                int other =
                        i < rows.size() ? rows.size() : 0; // English texts look among Russian ones, others in English
                found += nearest(vectors, i, other, other + rows.size()) % rows.size() == i % rows.size() ? 1 : 0;
                sameLanguage += nearest(vectors, i, 0, vectors.size()) / rows.size() == i / rows.size() ? 1 : 0;
            }
            assertThat((double) found / vectors.size()).isGreaterThan(0.97);
            assertThat((double) sameLanguage / vectors.size()).isLessThan(0.05);
        }
    }

    private static int nearest(List<float[]> vectors, int to, int from, int end) {
        int best = -1;
        for (int i = from; i < end; i++) {
            if (i != to
                    && (best < 0
                            || cosine(vectors.get(to), vectors.get(i)) > cosine(vectors.get(to), vectors.get(best)))) {
                best = i;
            }
        }
        return best;
    }

    @Test
    void shouldBeKnownByItsIdAndRefuseADamagedFile(@TempDir Path elsewhere) throws IOException {
        try (Embedder encoder = folder.open(1)) {
            assertThat(encoder.id()).isEqualTo(E5Folder.ID).matches(E5Folder::isIdOf);
        }
        Path copy = Files.createDirectory(elsewhere.resolve(E5Folder.NAME));
        try (var files = Files.list(folder.path())) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Path tokenizer = copy.resolve("tokenizer.json");
        Files.writeString(tokenizer, Files.readString(tokenizer).replace("-3.46354270", "-3.56354270"));
        assertThatThrownBy(() -> new E5Folder(elsewhere).open(1))
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContaining("damaged")
                .hasMessageContaining("stellator model pull e5");
    }

    @Test
    void shouldRefuseAFileOfAnotherKind(@TempDir Path elsewhere) throws IOException {
        Path other = Files.writeString(elsewhere.resolve("e5-small-q4.bin"), "GGUF and nothing else");
        assertThatThrownBy(() -> new E5Folder(elsewhere).write(other, Progress.SILENT))
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContaining("is not the packed file");
        assertThat(new E5Folder(elsewhere).isThere()).isFalse();
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double aa = 0;
        double bb = 0;
        for (int i = 0; i < a.length; i++) {
            dot += a[i] * b[i];
            aa += a[i] * a[i];
            bb += b[i] * b[i];
        }
        return dot / Math.sqrt(aa * bb);
    }
}
