package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
    @TempDir
    private Path folder = Path.of("set by JUnit");

    @Test
    void shouldNoticeAFileInAFolderThatCameLater() throws Exception {
        try (FolderWatch watch = new FolderWatch(folder)) {
            Files.createDirectory(folder.resolve("later"));
            watch.await();
            CountDownLatch noticed = new CountDownLatch(1);
            Thread waiting = new Thread(() -> {
                try {
                    watch.await();
                    noticed.countDown();
                } catch (Exception e) {
                    Thread.currentThread().interrupt();
                }
            });
            waiting.start();
            Files.writeString(folder.resolve("later/a.txt"), "The river does not know that it is on the map.");
            assertThat(noticed.await(20, TimeUnit.SECONDS)).isTrue();
            waiting.join();
        }
    }
}
