package dev.stellator.cypher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.cypher.Derivation.TokenRow;
import dev.stellator.cypher.TransitionCounts.Place;
import dev.stellator.cypher.TransitionCounts.Transition;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransitionCountsTest {
    private static final List<TokenRow> TOKENS = List.of(
            new TokenRow("a", 1, "pure", 2, 2),
            new TokenRow("b", 2, "reason", 2, 2),
            new TokenRow("c", 3, "pure reason", 2, 2));

    @Test
    void shouldCountAThoughtOnceAndWeighByNormalisedPmi() {
        var counts = new TransitionCounts(TOKENS, 10, 0);
        counts.add(0, List.of(new Place(0, 0), new Place(1, 1), new Place(0, 2), new Place(1, 3)));
        counts.add(1, List.of(new Place(1, 4), new Place(0, 0)));
        List<Transition> found = counts.transitionsFrom(0);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).count()).isEqualTo(2);
        assertThat(found.get(0).npmi()).isCloseTo(1, within(1e-12));
        assertThat(found.get(0).cost()).isZero();
        assertThat(found.get(0).contexts()).containsExactly(0, 1);
    }

    @Test
    void shouldNotLookBeyondTheWindowNorBackNorInsideACollocation() {
        var counts = new TransitionCounts(TOKENS, 10, 0);
        counts.add(0, List.of(new Place(0, 0), new Place(1, 5), new Place(2, 1)));
        assertThat(counts.transitionsFrom(0)).isEmpty();
        assertThat(counts.transitionsFrom(1)).isEmpty();
        assertThat(counts.transitionsFrom(2)).isEmpty();
    }
}
