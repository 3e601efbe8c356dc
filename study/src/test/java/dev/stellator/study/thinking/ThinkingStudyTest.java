package dev.stellator.study.thinking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.probe.Probe;
import dev.stellator.engine.program.Program;
import dev.stellator.study.SmallModels;
import dev.stellator.worker.LanguageModel;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ThinkingStudyTest {
    private static final Basin BASIN =
            new Basin("b", 0, null, "label", 9, 1, new float[] {1, 0}, 0.5, 1, "r", true, List.of());
    private static final Program PROGRAM = Program.parse(
            "TOKEN -> \"error\"\nTOKEN -> \"light\"\nTOKEN -> \"theory\"\nDRIFT -> attention sweep on layers 1-3\n");
    private static LanguageModel model;

    @BeforeAll
    static void open() {
        model = SmallModels.open("llama");
    }

    @AfterAll
    static void close() {
        model.close();
    }

    /** A thought falls in when it has an even number of letters e. */
    private static final class Letters implements Thinker.Field {
        @Override
        public float[] embed(String text) {
            long count = text.toLowerCase(Locale.ROOT)
                    .chars()
                    .filter(letter -> letter == 'e')
                    .count();
            return count % 2 == 0 ? new float[] {1, 0} : new float[] {0, 1};
        }

        @Override
        public Probe.Answer ask(float[] embedding) {
            return new Probe.Answer(BASIN, null, 0.5, 1, true, Zone.STABLE, 1, 1, -2, -3, 1, true, 0, 0, List.of());
        }
    }

    private static ThinkingStudy.Request request(boolean startsThere) {
        return new ThinkingStudy.Request(
                PROGRAM,
                null,
                List.of("the river is wide and slow", "a lamp stands in the room"),
                IntStream.range(0, 12)
                        .mapToObj(i -> new ThinkingStudy.Start(
                                "every error " + i, "c" + i % 6, new Coalescence(BASIN, 0.5, 0, startsThere)))
                        .toList(),
                List.of("light", "theory", "error"),
                List.of("river", "lamp", "room"),
                new Decoding(6, 0.9, false),
                5);
    }

    private static ThinkingResult measure() {
        return new ThinkingStudy(model, null).measure(request(false), new Letters(), Progress.SILENT);
    }

    @Test
    void shouldCountInEachArmTheChainsThatFallInByEachStep() {
        ThinkingResult result = measure();
        assertThat(result.arms())
                .extracting(ThinkingResult.Arm::name)
                .containsExactly("base", "path", "permuted path", "random path of the basin", "prompt");
        assertThat(result.arms()).allSatisfy(arm -> {
            assertThat(arm.coalescedBy()).hasSize(3).isSorted();
            assertThat(arm.coalesced()).isBetween(0.0, 1.0);
        });
        assertThat(result.arms().get(0).kl()).isLessThan(1e-6);
        assertThat(result.arms().get(1).kl()).isPositive();
        assertThat(result.arms().get(0).overBase().mean()).isZero();
        assertThat(result.arms().get(1).pathOver().mean()).isZero();
        assertThat(result.arms().get(0).pathOver().mean())
                .isEqualTo(result.arms().get(1).overBase().mean());
        assertThat(result.examples()).hasSize(3);
        assertThat(result.verdicts()).hasSize(4);
        assertThat(result.verdicts().get(0)).contains("of those of the model alone", "12 starts in 6 clusters");
    }

    @Test
    void shouldMeasureTheSameAgain() {
        assertThat(measure()).isEqualTo(measure());
    }

    @Test
    void shouldRefuseStartsThatLieInTheAttractorAlready() {
        assertThatThrownBy(() -> new ThinkingStudy(model, null).measure(request(true), new Letters(), Progress.SILENT))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("only 0 held-out thoughts");
    }
}
