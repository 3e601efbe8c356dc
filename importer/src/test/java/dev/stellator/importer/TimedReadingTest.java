package dev.stellator.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class TimedReadingTest {
    private final List<Integer> told = new ArrayList<>();

    @Test
    void shouldObeyWhatAReadingTellsInOrderAndThrowWhatItThrows() throws IOException {
        TimedReading.run(teller -> tell(teller, 1000), () -> {});
        assertThat(told).hasSize(1000).isSorted();
        assertThatThrownBy(() -> TimedReading.run(
                        teller -> {
                            tell(teller, 10);
                            throw new IOException("damaged");
                        },
                        () -> {}))
                .hasMessage("damaged");
        assertThatThrownBy(() -> TimedReading.run(
                        teller -> {
                            throw new StackOverflowError();
                        },
                        () -> {}))
                .isInstanceOf(StackOverflowError.class);
    }

    private void tell(TimedReading.Teller teller, int events) {
        for (int i = 0; i < events; i++) {
            int event = i;
            teller.tell(() -> told.add(event));
        }
    }

    @Test
    void shouldGiveUpALoopThatHeedsNoInterruption() {
        AtomicBoolean over = new AtomicBoolean();
        TimeBudget budget = new TimeBudget(Duration.ofMillis(200), () -> System.nanoTime() / 1e9);
        try {
            assertThatThrownBy(() -> TimedReading.run(
                            teller -> {
                                while (!over.get()) {
                                    Thread.onSpinWait();
                                }
                            },
                            budget::check))
                    .isInstanceOf(InputRefusedException.class)
                    .hasMessageContaining("--file-timeout");
        } finally {
            over.set(true);
        }
    }

    @Test
    void shouldCountAPauseOfTheMachineAsSecondsOnly() {
        double[] clock = {0};
        TimeBudget budget = new TimeBudget(Duration.ofSeconds(20), () -> clock[0]);
        clock[0] = 3600;
        budget.check();
        clock[0] = 3610;
        budget.check();
        for (int i = 0; i < 9; i++) {
            clock[0]++;
            budget.check();
        }
        clock[0] += 2;
        assertThatThrownBy(budget::check).hasMessageContaining("more than 20 s");
    }
}
