package dev.stellator.engine.program;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final String SIX_LINES =
            """
            [ZONE:unstable]
            TOKEN → “противоречие”
            DRIFT → activates attention sweep on layer 17
            ANCHOR → “теория”
            PHASE → +π/2
            GRADIENT DAMPEN → backward pass ~0.1
            """;

    @Test
    void shouldExplainEachLine() {
        Program program = Program.parse(SIX_LINES);
        var lines = Explanation.of(program);
        assertThat(lines)
                .extracting(Explanation.Line::line)
                .containsExactlyElementsOf(program.print().lines().toList());
        assertThat(lines.get(2).meaning()).contains("layer 17", "all heads", "order matters", "calibration");
        assertThat(lines.get(4).meaning()).contains("90 degrees", "противоречие", "теория");
        assertThat(lines.get(5).meaning()).contains("0.1", "does not change");
    }

    @Test
    void shouldSayWhatAGainAndABiasAre() {
        Program program = Program.parse(
                """
                TOKEN -> "lamp"
                TOKEN -> "dark"
                DRIFT -> attention hold on layers 3-5 heads 0,2 gain 2
                DRIFT -> hidden on layer 4 rank 3
                ANCHOR -> "dark" bias 1
                """);
        var lines = Explanation.of(program);
        assertThat(lines).hasSize(5);
        assertThat(lines.get(2).meaning()).contains("layers 3-5", "heads 0, 2", "7.39", "order does not matter");
        assertThat(lines.get(3).meaning()).contains("rank 3", "layer 4", "until it is trained");
        assertThat(lines.get(4).meaning()).contains("2.72");
    }
}
