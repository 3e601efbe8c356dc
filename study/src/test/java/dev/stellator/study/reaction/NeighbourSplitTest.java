package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.study.measure.NeighbourSplit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NeighbourSplitTest {
    @Test
    void shouldPutFormsOfAWordOnOneSide() {
        assertThat(NeighbourSplit.trained("reason")).isEqualTo(NeighbourSplit.trained("Reasons"));
        assertThat(NeighbourSplit.trained("experience")).isEqualTo(NeighbourSplit.trained("experimental"));
    }

    @Test
    void shouldPutAboutHalfOfTheWordsOnEachSide() {
        long trained = IntStream.range(0, 2000)
                .filter(i -> NeighbourSplit.trained("w" + i))
                .count();
        assertThat(trained).isBetween(900L, 1100L);
    }

    /** A field that is shipped was trained on the words of one side; the sides may never move. */
    @Test
    void shouldKeepTheSidesThatItHad() {
        assertThat(NeighbourSplit.trained("river")).isEqualTo(NeighbourSplit.trained("river"));
        assertThat(IntStream.of(0, 1, 2, 3, 4, 5, 6, 7)
                        .mapToObj(i -> NeighbourSplit.trained(
                                        new String[] {"which", "this", "that", "with", "from", "and", "not", "all"}[i])
                                ? "t"
                                : "m")
                        .reduce("", String::concat))
                .isEqualTo("tmmmtmtt");
    }
}
