package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.program.Program.LayerRange;
import dev.stellator.study.SmallModels;
import dev.stellator.study.measure.Contraction;
import dev.stellator.worker.LanguageModel;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContractionTest {
    private static final List<String> LAMPS = List.of("The lamp is dark.", "A dark lamp.", "The lamp went dark.");
    private static final List<String> ERRORS = List.of("An error in a theory.", "The theory has an error.");

    private static LanguageModel open() {
        return SmallModels.open("llama");
    }

    @Test
    void shouldBeZeroWhereTextsAreAlikeAndOneWhereBasinsAre() throws Exception {
        try (LanguageModel model = open()) {
            List<Contraction.Layer> alike = Contraction.profile(
                    model, List.of(List.of("dark", "dark"), List.of("theory", "theory")), Progress.SILENT);
            assertThat(alike).hasSize(model.info().layers()).allMatch(layer -> layer.ratio() < 1e-3);
            List<String> both = List.of("dark", "theory");
            for (Contraction.Layer layer : Contraction.profile(model, List.of(both, both), Progress.SILENT)) {
                // to the one other text, against half the way to the middle of the other basin
                assertThat(layer.ratio()).isCloseTo(2, within(1e-3));
            }
        }
    }

    @Test
    void shouldFindTheNarrowestLayer() throws Exception {
        try (LanguageModel model = open()) {
            List<Contraction.Layer> profile = Contraction.profile(model, List.of(LAMPS, ERRORS), Progress.SILENT);
            Contraction.Layer narrowest = Contraction.narrowest(profile);
            assertThat(profile).allMatch(layer -> layer.ratio() >= narrowest.ratio());
            assertThat(narrowest.ratio()).isCloseTo(narrowest.within() / narrowest.between(), within(1e-9));
            assertThatThrownBy(() -> Contraction.profile(model, List.of(LAMPS), Progress.SILENT))
                    .isInstanceOf(InputRefusedException.class);
        }
    }

    @Test
    void shouldTakeAThirdOfTheLayersAroundTheNarrowest() {
        assertThat(Contraction.around(profile(30, 14))).isEqualTo(new LayerRange(9, 18));
        assertThat(Contraction.around(profile(30, 29))).isEqualTo(new LayerRange(20, 29));
        assertThat(Contraction.around(profile(30, 0))).isEqualTo(new LayerRange(0, 9));
        assertThat(Contraction.around(profile(2, 1))).isEqualTo(new LayerRange(1, 1));
    }

    private static List<Contraction.Layer> profile(int layers, int narrowest) {
        return IntStream.range(0, layers)
                .mapToObj(layer -> new Contraction.Layer(layer, 1, 2, layer == narrowest ? 0.4 : 0.5))
                .toList();
    }
}
