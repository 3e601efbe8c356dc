package dev.stellator.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportExplanationTest {
    private static final byte[] TEXT = "The river remembers the lamp of the miller.".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void shouldExplainPackedFiles() throws IOException {
        try (OutputStream out = new BZip2CompressorOutputStream(Files.newOutputStream(folder.resolve("a.txt.bz2")))) {
            out.write(TEXT);
        }
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("b.txt.gz")))) {
            out.write(TEXT);
        }
        try (OutputStream out = Files.newOutputStream(folder.resolve("c.zip"))) {
            out.write(zip("inner.txt", TEXT));
        }

        assertThat(explained())
                .extracting(ImportExplanation.Passage::uri)
                .containsExactly("a.txt.bz2!/a.txt", "b.txt.gz!/b.txt", "c.zip!/inner.txt");
        assertThat(explained()).allSatisfy(passage -> {
            assertThat(passage.rule()).isNull();
            assertThat(passage.text()).isEqualTo("The river remembers the lamp of the miller.");
        });
    }

    @Test
    void shouldNameArchivesThatLieTooDeepAndPackedFilesThatAreDamaged() throws IOException {
        byte[] nested = zip("text.txt", TEXT);
        for (int depth = 0; depth < 4; depth++) {
            nested = zip("nested.zip", nested);
        }
        Files.write(folder.resolve("deep.zip"), nested);
        Files.write(folder.resolve("torn.bz2"), "BZh9 is no more than a beginning".getBytes(StandardCharsets.UTF_8));

        assertThat(explained()).hasSize(2).allSatisfy(passage -> assertThat(passage.text())
                .isEmpty());
        assertThat(explained().get(0).rule()).contains("archives within archives");
    }

    private List<ImportExplanation.Passage> explained() {
        List<ImportExplanation.Passage> passages = new ArrayList<>();
        ImportExplanation.of(folder, ImportSettings.of("test"), passages::add);
        return passages;
    }

    private static byte[] zip(String name, byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(name));
            zip.write(content);
        }
        return bytes.toByteArray();
    }
}
