package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.program.Explanation;
import dev.stellator.engine.program.Program;
import dev.stellator.study.SmallModels;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.reaction.ProgramCompiler.Dose;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.ObservationRequest;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.intervention.Intervention;
import dev.stellator.worker.intervention.RailIntervention;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProgramCompilerTest {
    private static final String STEPS = "TOKEN -> \"which\"\nTOKEN -> \"from\"\n";
    private static LanguageModel model;
    private static LearnedField field;
    private static Directions directions;

    @BeforeAll
    static void open() {
        model = SmallModels.open("llama");
        field = LearnedField.first(model.info());
        int layers = model.info().layers();
        float[][] vectors = new float[layers][model.info().width()];
        for (int layer = 0; layer < layers; layer++) {
            vectors[layer][layer] = 1;
        }
        directions = Directions.measure(model, List.of("which"), List.of("from"), List.of("a lamp"))
                .withTokens(Map.of("which", vectors, "from", vectors));
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static List<Intervention> compiled(String drift, Dose dose) {
        return new ProgramCompiler(model, field).compile(Program.parse(STEPS + drift), directions, dose);
    }

    private static float[] logits(List<Intervention> interventions) {
        Sequence text = Sequence.of(33, 354, 84, 82, 65).withSink();
        return model.forward(text.with(interventions), ObservationRequest.NOTHING.logitsAt(-1))
                .logits()[0];
    }

    @Test
    void shouldActByTheFieldWhereAProgramNamesItOrLeavesItOpen() {
        for (String drift : List.of("DRIFT -> field sweep", "DRIFT -> attention sweep")) {
            assertThat(compiled(drift, Dose.of(0))).hasSize(2).anySatisfy(one -> assertThat(one)
                    .isInstanceOf(RailIntervention.RailGains.class));
        }
        assertThat(compiled("DRIFT -> attention sweep gain 2", Dose.of(0)))
                .noneMatch(RailIntervention.RailGains.class::isInstance);
        assertThat(compiled("DRIFT -> attention sweep on layer 2", Dose.of(2)))
                .noneMatch(RailIntervention.RailGains.class::isInstance);
    }

    @Test
    void shouldDoNothingAtAllAtAStrengthOfZero() {
        float[] base = logits(List.of());
        assertThat(logits(compiled("DRIFT -> field sweep strength 0", Dose.of(0))))
                .isEqualTo(base);
        assertThat(logits(compiled("DRIFT -> direction sweep on layers 1-2 strength 0", Dose.of(0))))
                .isEqualTo(base);
        assertThat(logits(compiled("DRIFT -> field sweep", Dose.of(0)))).isNotEqualTo(base);
        assertThat(logits(compiled("DRIFT -> direction sweep on layers 1-2 strength 0.5", Dose.of(0))))
                .isNotEqualTo(base);
    }

    @Test
    void shouldSayWhatIsMissingWhereNoFieldIsInUse() {
        Program program = Program.parse(STEPS + "DRIFT -> field sweep");
        assertThatThrownBy(() -> new ProgramCompiler(model).compile(program, null, Dose.of(0)))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("stellator train");
    }

    @Test
    void shouldExplainBoth() {
        List<Explanation.Line> lines =
                Explanation.of(Program.parse(STEPS + "DRIFT -> field sweep\nDRIFT -> direction sweep on layer 2"));
        assertThat(lines.get(2).meaning()).contains("learned to follow");
        assertThat(lines.get(3).meaning()).contains("difference of means").contains("layer 2");
    }
}
