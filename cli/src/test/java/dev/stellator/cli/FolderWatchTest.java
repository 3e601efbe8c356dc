package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.importer.ImportSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
    private static final String TEXT = "The river does not know that it is on the map.";

    @TempDir
    private Path folder = Path.of("set by JUnit");

    private Path graph = folder;

    @BeforeEach
    void makeGraph() throws Exception {
        graph = Files.createDirectory(folder.resolve("graph"));
        Files.createDirectory(graph.resolve("store"));
    }

    @Test
    void shouldNoticeAFileInAFolderThatCameLater() throws Exception {
        try (FolderWatch watch =
                new FolderWatch(folder, ImportSettings.of("test").except(graph))) {
            Files.createDirectory(folder.resolve("later"));
            watch.await();
            CountDownLatch noticed = awaiting(watch);
            Files.writeString(folder.resolve("later/a.txt"), TEXT);
            assertThat(noticed.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldNotNoticeWhatIsWrittenToTheGraph() throws Exception {
        try (FolderWatch watch =
                new FolderWatch(folder, ImportSettings.of("test").except(graph))) {
            CountDownLatch noticed = awaiting(watch);
            Files.writeString(graph.resolve("store/pages"), "written by the import itself");
            assertThat(noticed.await(3, TimeUnit.SECONDS)).isFalse();
            Files.writeString(folder.resolve("a.txt"), TEXT);
            assertThat(noticed.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** Waits in a thread; what comes back is counted down at the first change. */
    private static CountDownLatch awaiting(FolderWatch watch) {
        CountDownLatch noticed = new CountDownLatch(1);
        new Thread(() -> {
                    try {
                        watch.await();
                        noticed.countDown();
                    } catch (Exception e) {
                        Thread.currentThread().interrupt();
                    }
                })
                .start();
        return noticed;
    }
}
