package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class TemporaryFolderTest {
    @TempDir
    Path place;

    /** What a killed process leaves: a lock that nobody holds. */
    private Path left(String name) throws IOException {
        Path folder = Files.createDirectories(place.resolve(name).resolve("onnxruntime-java1"));
        Files.writeString(folder.resolve("library.so"), "x");
        Files.createFile(place.resolve(name).resolve("in-use"));
        return place.resolve(name);
    }

    @Test
    void shouldRemoveWhatKilledProcessesLeftAndNothingElse() throws IOException {
        Path old = left("stellator-0123");
        Path foreign = left("other-0123");
        Path beingMade = Files.createDirectory(place.resolve("stellator-4567"));
        Path outside = left("outside");
        Path link = Files.createSymbolicLink(place.resolve("stellator-89ab"), outside);
        try (TemporaryFolder used = TemporaryFolder.in(place)) {
            assertThat(old).doesNotExist();
            assertThat(foreign.resolve("onnxruntime-java1/library.so")).exists();
            assertThat(beingMade).exists();
            assertThat(link).isSymbolicLink();
            assertThat(outside.resolve("onnxruntime-java1")).exists();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(used.folder())))
                    .isEqualTo("rwx------");
            try (TemporaryFolder second = TemporaryFolder.in(place)) {
                assertThat(used.folder()).exists();
                assertThat(second.folder()).isNotEqualTo(used.folder());
            }
            Files.writeString(
                    Files.createDirectory(used.folder().resolve("deep")).resolve("file"), "x");
        }
        assertThat(place)
                .isDirectoryNotContaining(path -> path.getFileName().toString().matches("stellator-[0-9a-f]{16}"));
    }
}
