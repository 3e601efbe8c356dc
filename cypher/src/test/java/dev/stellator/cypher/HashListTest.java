package dev.stellator.cypher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.engine.Hashes;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HashListTest {
    @Test
    void shouldGiveBackWhatWasAdded() {
        List<String> ids = IntStream.range(0, 70_000)
                .mapToObj(i -> i % 1000 == 7 ? "id " + i : Hashes.sha256("thought " + i))
                .toList();
        HashList list = new HashList();
        ids.forEach(list::add);
        assertThat(list.size()).isEqualTo(ids.size());
        assertThat(IntStream.range(0, list.size()).mapToObj(list::get)).containsExactlyElementsOf(ids);
    }
}
