package dev.stellator.cypher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedTaskTest {
    @TempDir
    private Path folder;

    @Test
    void shouldGiveWhatTheTaskGives() throws Exception {
        assertThat(WatchedTask.run(() -> "done", "test", folder, 60)).isEqualTo("done");
    }

    @Test
    void shouldSayThatTheTaskFailed() {
        assertThatThrownBy(() -> WatchedTask.run(
                        () -> {
                            throw new IllegalStateException("no store");
                        },
                        "test",
                        folder,
                        60))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("no store");
    }

    @Test
    void shouldLeaveATaskThatTakesTooLong() {
        CountDownLatch never = new CountDownLatch(1);
        assertThatThrownBy(() -> WatchedTask.run(
                        () -> {
                            never.await();
                            return "";
                        },
                        "test",
                        folder,
                        0))
                .isInstanceOf(TimeoutException.class);
        never.countDown();
    }

    @Test
    void shouldGoOnWhenInterruptedAndSaySoAfterwards() throws Exception {
        Thread.currentThread().interrupt();
        assertThat(WatchedTask.run(() -> "done", "test", folder, 60)).isEqualTo("done");
        assertThat(Thread.interrupted()).isTrue();
    }
}
