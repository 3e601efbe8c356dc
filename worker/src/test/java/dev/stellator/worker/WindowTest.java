package dev.stellator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.worker.intervention.AttentionIntervention;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.PositionSelector;
import dev.stellator.worker.intervention.Strength;
import dev.stellator.worker.intervention.Window;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowTest {
    private static final List<int[]> STEPS = List.of(new int[] {5}, new int[] {9});

    private static float[] logits(LanguageModel model, Window window) {
        AttentionIntervention.Rail rail = new AttentionIntervention.Rail(
                STEPS,
                Indices.range(1, 2),
                Indices.ALL,
                new Strength.Gain(3),
                window,
                AttentionIntervention.Placement.BESIDE,
                false,
                PositionSelector.EVERYWHERE);
        return model.forward(
                        Sequence.of(1, 2, 3, 4).withSink().with(List.of(rail)), ObservationRequest.NOTHING.logitsAt(-1))
                .logits()[0];
    }

    @Test
    void shouldShowOneStepAtEachQueryOrAllOfThem() {
        assertThat(Window.HOLD.shown(2, 4, 2)).isEqualTo(Window.ALL);
        assertThat(new Window.At(1, -3).shown(0, 4, 2)).isEqualTo(1);
        assertThat(new Window.At(7, -3).shown(0, 4, 2)).isEqualTo(1);
        assertThat(new Window.Sweep(-3, 0).shown(0, 4, 2)).isZero();
        assertThat(new Window.Sweep(-3, 0).shown(3, 4, 2)).isEqualTo(1);
        assertThatThrownBy(() -> new Window.At(-1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldActByTheStepThatItShows() {
        try (LanguageModel model = References.openTiny("llama")) {
            float[] first = logits(model, new Window.At(0, -3));
            float[] last = logits(model, new Window.At(1, -3));
            assertThat(last).isNotEqualTo(first);
            assertThat(logits(model, Window.HOLD)).isNotEqualTo(first).isNotEqualTo(last);
        }
    }
}
