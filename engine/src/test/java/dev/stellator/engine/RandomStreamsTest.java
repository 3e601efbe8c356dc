package dev.stellator.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RandomStreamsTest {
    @Test
    void shouldGiveTheSameNumbersForTheSameSeedPurposeAndNumbers() {
        assertThat(RandomStreams.of(7, "words", 3).nextLong())
                .isEqualTo(RandomStreams.of(7, "words", 3).nextLong());
    }

    @Test
    void shouldNotGiveOneStreamShiftedForSeedsThatAreMultiplesOfTheGeneratorsIncrement() {
        Set<Long> seen = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            for (long index = 0; index < 4; index++) {
                SplittableRandom random = RandomStreams.splittable(seed, "subwords", index);
                for (int draw = 0; draw < 100; draw++) {
                    assertThat(seen.add(random.nextLong())).isTrue();
                }
            }
        }
    }

    @Test
    void shouldTellPurposesApart() {
        assertThat(RandomStreams.of(7, "words").nextLong())
                .isNotEqualTo(RandomStreams.of(7, "texts").nextLong());
    }
}
