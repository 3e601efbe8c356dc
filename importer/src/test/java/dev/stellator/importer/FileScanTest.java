package dev.stellator.importer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FileScanTest {
    @Test
    void shouldSayWhyAFileCannotBeReadWithoutNamesOfClassesOrThePathAgain() {
        assertThat(FileScan.reason(new AccessDeniedException("/notes/a.txt")))
                .isEqualTo("cannot be read: permission denied");
        assertThat(FileScan.reason(new NoSuchFileException("/notes/a.txt")))
                .isEqualTo("cannot be read: it is not there any more");
        assertThat(FileScan.reason(new FileSystemLoopException("/notes/a")))
                .isEqualTo("symbolic link that leads back to a folder above it");
        assertThat(FileScan.reason(new FileSystemException("/notes/a.txt", null, "Input/output error")))
                .isEqualTo("cannot be read: Input/output error");
        assertThat(FileScan.reason(new IOException("Stale file handle")))
                .isEqualTo("cannot be read: Stale file handle");
        assertThat(FileScan.reason(new IOException())).isEqualTo("cannot be read: the system gives no reason");
    }
}
