package dev.stellator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.engine.EngineException;
import dev.stellator.engine.StellatorException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class HalvingTest {
    private final List<Integer> done = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();

    private Consumer<List<Integer>> holding(int most) {
        return some -> {
            sizes.add(some.size());
            if (some.size() > most) {
                throw new EngineException("CUDA out of memory. Tried to allocate 20.00 MiB\n(more lines)");
            }
            done.addAll(some);
        };
    }

    @Test
    void shouldHalveUntilMemoryHoldsIt() {
        Halving.of(List.of(1, 2, 3, 4, 5, 6, 7), holding(2));
        assertThat(done).containsExactly(1, 2, 3, 4, 5, 6, 7);
        assertThat(sizes).containsExactly(7, 3, 1, 2, 4, 2, 2);
    }

    @Test
    void shouldSayThatOneIsTooMuchInOneLine() {
        assertThatThrownBy(() -> Halving.of(List.of(1, 2), holding(0)))
                .isInstanceOf(StellatorException.class)
                .hasMessageContaining("Tried to allocate 20.00 MiB")
                .hasMessageContaining("--precision bf16")
                .message()
                .doesNotContain("\n");
    }

    @Test
    void shouldNotRepeatWhatFailsOtherwise() {
        assertThatThrownBy(() -> Halving.of(List.of(1, 2), some -> {
                    sizes.add(some.size());
                    throw new EngineException("shapes do not fit");
                }))
                .isInstanceOf(EngineException.class);
        assertThat(sizes).containsExactly(2);
    }
}
