package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdleTimeTest {
    @Test
    void shouldReadANumberWithItsUnit() {
        assertThat(IdleTime.of("--idle", "90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(IdleTime.of("--idle", " 30 M ")).isEqualTo(Duration.ofMinutes(30));
        assertThat(IdleTime.of("--idle", "2h")).isEqualTo(Duration.ofHours(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "m", "-5m", "1.5h", "10 minutes", "1234567s"})
    void shouldSayWhatItTakesWhereTheTextIsNoTime(String text) {
        assertThat(IdleTime.isOne(text)).isFalse();
        assertThatThrownBy(() -> IdleTime.of("--keep", text))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--keep takes a time such as 90s, 30m or 2h, found '" + text + "'");
    }
}
