package dev.stellator.study.thinking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.probe.Probe;
import dev.stellator.engine.program.Program;
import dev.stellator.study.SmallModels;
import dev.stellator.worker.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThinkerTest {
    private static final Basin BASIN = basin("b", 0.5);
    private static final Program PROGRAM = Program.parse(
            "TOKEN -> \"error\"\nTOKEN -> \"light\"\nTOKEN -> \"theory\"\nDRIFT -> attention sweep on layers 1-3\n");
    private static final Decoding DECODING = new Decoding(6, 0.9, false);
    private static LanguageModel model;

    @BeforeAll
    static void open() {
        model = SmallModels.open("llama");
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Basin basin(String id, double radius) {
        return new Basin(id, 0, null, "label " + id, 9, 1, new float[] {1, 0}, radius, 1, "r", true, List.of());
    }

    /** Everything that is thought lies at one place. */
    private record Place(float[] at, Zone zone) implements Thinker.Field {
        @Override
        public float[] embed(String text) {
            return at;
        }

        @Override
        public Probe.Answer ask(float[] embedding) {
            return new Probe.Answer(
                    BASIN, null, 0.5, 1, zone != Zone.OUTSIDE, zone, 1, 1, -2, -3, 1, true, 0, 0, List.of());
        }
    }

    private static final List<String> CALIBRATION = List.of("the river is wide and slow", "a lamp stands in the room");

    /** From a place far from the attractor, of an energy above that of all places. */
    private static Coalescence far() {
        return new Coalescence(BASIN, 0.5, 0, false);
    }

    private static Thinker.Request request(boolean open, long seed) {
        return new Thinker.Request("every error", PROGRAM, far(), null, CALIBRATION, List.of(), open, DECODING, seed);
    }

    private static List<Chain> think(Thinker.Request request, Thinker.Field field) {
        return new Thinker(model).think(request, field, (arm, link) -> {});
    }

    @Test
    void shouldGoThroughAllStepsBesideTheBaseModelAndThePromptWhenNothingCoalesces() {
        List<String> born = new ArrayList<>();
        List<Chain> chains = new Thinker(model)
                .think(
                        request(true, 1),
                        new Place(new float[] {0, 1}, Zone.STABLE),
                        (arm, link) -> born.add(arm + link.step() + link.token()));
        assertThat(chains).extracting(Chain::arm).isEqualTo(Thinker.ARMS);
        assertThat(chains).noneMatch(Chain::coalesced);
        assertThat(born).contains("base2light", "path1error", "prompt3theory");
        assertThat(chains.get(0).links()).isNotEqualTo(chains.get(1).links());
    }

    @Test
    void shouldShareItsRandomNumbersBetweenTheArms() {
        Thinker.Request without = new Thinker.Request(
                "every error",
                Program.parse("TOKEN -> \"error\"\nTOKEN -> \"light\"\n"),
                far(),
                null,
                CALIBRATION,
                List.of(),
                true,
                DECODING,
                3);
        List<Chain> chains = think(without, new Place(new float[] {0, 1}, Zone.STABLE));
        assertThat(chains.get(1).links()).isEqualTo(chains.get(0).links());
    }

    @Test
    void shouldStopWhereAThoughtFallsIntoTheAttractor() {
        assertThat(think(request(true, 1), new Place(new float[] {1, 0}, Zone.STABLE)))
                .allSatisfy(chain -> {
                    assertThat(chain.coalesced()).isTrue();
                    assertThat(chain.links()).hasSize(1);
                });
    }

    @Test
    void shouldNotCallAThoughtOutsideEveryZoneCoalesced() {
        assertThat(think(request(true, 1), new Place(new float[] {1, 0}, Zone.OUTSIDE)))
                .noneMatch(Chain::coalesced);
    }

    @Test
    void shouldLetTheBaseModelAnswerUnchangedWhereTheGateIsShut() {
        Place far = new Place(new float[] {0, 1}, Zone.OUTSIDE);
        Chain alone = think(request(false, 1), far).get(0);
        assertThat(think(request(false, 1), far)).hasSize(1);
        Thinker.Request without = new Thinker.Request(
                "every error",
                Program.EMPTY.withTokens(PROGRAM.tokens()),
                far(),
                null,
                CALIBRATION,
                List.of(),
                true,
                DECODING,
                1);
        assertThat(alone).isEqualTo(think(without, far).get(0));
    }

    @Test
    void shouldThinkTheSameWithTheSameSeed() {
        Place far = new Place(new float[] {0, 1}, Zone.UNSTABLE);
        assertThat(think(request(true, 7), far)).isEqualTo(think(request(true, 7), far));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '#',
            value = {
                "One. Two is not|One.",
                "One! \"Two?\" and|One! \"Two?\"",
                "no end|no end",
                "3.5 metres. The|3.5 metres.",
            })
    void shouldCutAfterTheLastWholeSentence(String text, String whole) {
        assertThat(ThoughtWalk.wholeSentences(text)).isEqualTo(whole);
    }
}
