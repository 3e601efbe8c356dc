package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.engine.graph.Token;
import dev.stellator.engine.program.Program;
import dev.stellator.study.measure.WordPool;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ControlsTest {
    private static final List<Token> STEPS = List.of(token("light", 30), token("mind", 20), token("error", 10));
    private static final List<Token> CANDIDATES =
            IntStream.range(1, 60).mapToObj(i -> token("word" + i, i)).toList();
    private static final List<Token> BASIN =
            IntStream.range(1, 30).mapToObj(i -> token("basin" + i, i)).toList();
    private static final Program PROGRAM = Program.parse(
            """
            TOKEN -> "light"
            TOKEN -> "mind"
            TOKEN -> "error"
            DRIFT -> attention sweep on layers 1-2
            ANCHOR -> "error" bias 1
            PHASE -> pi/2
            """);

    private static Token token(String text, long frequency) {
        return new Token(text, text, "en", frequency);
    }

    private static List<Control> controls(Program program, List<Token> steps, int draws) {
        WordPool corpus = new WordPool(CANDIDATES, Map.of());
        Controls.Sources sources = new Controls.Sources(corpus, new WordPool(BASIN, Map.of()), tokens -> tokens.stream()
                .map(token -> List.of("near" + token.text()))
                .toList());
        return Controls.of(program, steps, sources, new Controls.Choice(draws, Controls.Fixed.ALL), 11);
    }

    @Test
    void shouldDrawEachOrderOnceAndNeverThePathItself() {
        List<Control> permuted = controls(PROGRAM, STEPS, 19).stream()
                .filter(control -> control.family().equals(Controls.PERMUTED))
                .toList();
        assertThat(permuted).hasSize(5).doesNotHaveDuplicates();
        assertThat(permuted).allSatisfy(control -> assertThat(control.program().tokens())
                .containsExactlyInAnyOrderElementsOf(PROGRAM.tokens())
                .isNotEqualTo(PROGRAM.tokens()));
    }

    @Test
    void shouldDrawRandomPathsOfTheSameLengthNearInFrequency() {
        List<Control> random = controls(PROGRAM, STEPS, 19).stream()
                .filter(control -> control.family().equals(Controls.RANDOM))
                .toList();
        assertThat(random).hasSize(19).allSatisfy(control -> {
            assertThat(control.program().tokens()).hasSize(3).doesNotHaveDuplicates();
            assertThat(Integer.parseInt(control.program().tokens().get(0).substring(4)))
                    .isBetween(18, 45);
        });
    }

    @Test
    void shouldDrawRandomPathsNearInDegreeToo() {
        Map<String, Long> degrees = new java.util.HashMap<>();
        STEPS.forEach(step -> degrees.put(step.id(), 100L));
        List<Token> alike = new java.util.ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Token token = token("word" + i, 20);
            alike.add(token);
            degrees.put(token.id(), i % 5 == 0 ? 95L : 3L);
        }
        for (List<String> path : Controls.randomPaths(STEPS, new WordPool(alike, degrees), 19, new Random(3))) {
            assertThat(path).hasSize(3).allSatisfy(word -> assertThat(degrees.get(word))
                    .isEqualTo(95L));
        }
    }

    @Test
    void shouldLeaveOutEachPartThatTheProgramHas() {
        assertThat(controls(PROGRAM, STEPS, 1))
                .extracting(Control::name)
                .containsExactly(
                        "permuted path",
                        "random path",
                        "random path of the basin",
                        "reversed path",
                        "prompt",
                        "plain prompt",
                        "difference of means",
                        "random direction",
                        "random plane",
                        "hold for sweep",
                        "without attention",
                        "without phase",
                        "without anchor bias");
        assertThat(controls(Program.parse("TOKEN -> \"light\"\nDRIFT -> attention hold\n"), STEPS.subList(0, 1), 1))
                .extracting(Control::name)
                .containsExactly(
                        "random path",
                        "random path of the basin",
                        "prompt",
                        "plain prompt",
                        "difference of means",
                        "random direction");
    }

    @Test
    void shouldDrawPathsOfTheBasinFromItsOwnTokensEachOnce() {
        List<Control> drawn = controls(PROGRAM, STEPS, 100).stream()
                .filter(control -> control.family().equals(Controls.BASIN))
                .toList();
        assertThat(drawn).hasSize(100).doesNotHaveDuplicates();
        assertThat(drawn).extracting(control -> control.program().tokens()).doesNotHaveDuplicates();
        assertThat(drawn)
                .allSatisfy(control ->
                        assertThat(control.program().tokens()).hasSize(3).allMatch(token -> token.startsWith("basin")));
    }

    @Test
    void shouldGiveDrawnArmsTheNeighboursOfTheirOwnStepsInTheirOrder() {
        assertThat(controls(PROGRAM, STEPS, 5))
                .filteredOn(control ->
                        Controls.isDrawn(control.family()) || control.name().equals(Controls.REVERSED))
                .hasSize(16)
                .allSatisfy(control -> assertThat(control.neighbours())
                        .isEqualTo(control.program().tokens().stream()
                                .map(token -> List.of("near" + token))
                                .toList()));
    }
}
