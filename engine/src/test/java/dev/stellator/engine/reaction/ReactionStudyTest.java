package dev.stellator.engine.reaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.model.Intervention;
import dev.stellator.engine.model.LanguageModel;
import dev.stellator.engine.model.ModelOptions;
import dev.stellator.engine.program.Program;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReactionStudyTest {
    private static LanguageModel model;

    @BeforeAll
    static void open() {
        model = LanguageModel.open(Path.of("src/test/resources/model/tiny/llama"), ModelOptions.DEFAULT);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Material material(boolean open) {
        List<Material.Text> texts = IntStream.range(0, 16)
                .mapToObj(i -> new Material.Text("t" + i, "a theory of light and of error " + i, "c" + i, open))
                .toList();
        return new Material(texts.subList(0, 6), texts.subList(6, 16), List.of("the river is wide"));
    }

    private static Reaction measure(String program, Material material) {
        Directions directions = Directions.measure(
                model, List.of("an error"), List.of("a theory"), List.of("the river is wide", "a lamp"));
        return new ReactionStudy(model)
                .measure(
                        new ReactionStudy.Request(
                                Program.parse(program),
                                List.of(new ReactionStudy.Control("permuted path", List.of("theory", "error"))),
                                material,
                                new WordSets(
                                        List.of("light", "mind"),
                                        List.of("river", "lamp"),
                                        List.of(List.of("mistake"), List.of("thesis"))),
                                directions,
                                Budget.DEFAULT,
                                "a theory",
                                material.heldOut().get(0).open(),
                                6,
                                3),
                        Progress.SILENT);
    }

    @Test
    void shouldBringEveryArmToTheSameBudget() {
        Reaction reaction = measure(
                "TOKEN -> \"error\"\nTOKEN -> \"theory\"\nDRIFT -> attention hold on layers 1-3\n", material(true));
        assertThat(reaction.arms()).hasSize(2).allSatisfy(arm -> {
            if (arm.budgetReached()) {
                assertThat(arm.reached95()).isCloseTo(1.0, within(0.06));
            } else {
                assertThat(reaction.notes()).anyMatch(note -> note.contains("did not reach the budget"));
            }
            assertThat(arm.layers()).hasSize(4);
            assertThat(arm.layers().get(0).railMass()).isZero();
            assertThat(arm.layers().get(2).railMass()).isPositive();
        });
        assertThat(reaction.continuations())
                .extracting(Reaction.Continuation::arm)
                .containsExactly("base", "path", "permuted path");
    }

    @Test
    void shouldLeaveTheBaseModelAloneWhereTheGateIsShutAndSayThatNothingWasMeasured() {
        Reaction reaction = measure(
                "[ZONE:unstable]\nTOKEN -> \"error\"\nDRIFT -> attention hold on layer 2 gain 3\n", material(false));
        Reaction.Arm path = reaction.arms().get(0);
        assertThat(path.klMean()).isZero();
        assertThat(path.perplexity()).isEqualTo(reaction.basePerplexity());
        assertThat(path.vocabulary()).isEqualTo(Estimate.NOTHING);
        assertThat(reaction.gated()).isEqualTo(10);
        assertThat(reaction.continuations())
                .extracting(Reaction.Continuation::text)
                .containsOnly(reaction.continuations().get(0).text());
    }

    @Test
    void shouldRunTheProgramOfTheLanguagesFirstExampleInAModelThatHasItsLayer() {
        String text =
                """
                [ZONE:unstable]
                TOKEN → “противоречие”
                DRIFT → activates attention sweep on layer 2
                ANCHOR → “теория”
                PHASE → +π/2
                GRADIENT DAMPEN → backward pass ~0.1
                """;
        Reaction reaction = measure(text, material(true));
        assertThat(reaction.arms().get(0).klMean()).isPositive();
        assertThat(reaction.arms().get(0).layers().get(2).drift()).isPositive();
        assertThat(reaction.arms().get(0).layers().get(1).drift()).isCloseTo(0, within(1e-6));
    }

    @Test
    void shouldRefuseLayersAndHeadsThatTheModelLacks() {
        assertThatThrownBy(() -> measure("TOKEN -> \"x\"\nDRIFT -> attention on layer 17\n", material(true)))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("layer 17")
                .hasMessageContaining("layers 0 to 3");
        assertThatThrownBy(() -> measure("TOKEN -> \"x\"\nDRIFT -> attention heads 0,9\n", material(true)))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("head 9");
    }

    @Test
    void shouldCompileDampeningSoThatTheWholeStretchMultipliesByIt() {
        Program program = Program.parse(
                "TOKEN -> \"x\"\nDRIFT -> attention on layers 0-3\nGRADIENT DAMPEN -> backward pass ~0.1\n");
        assertThat(new ProgramCompiler(model).compile(program, null, 1, 0))
                .filteredOn(Intervention.GradientDampening.class::isInstance)
                .singleElement()
                .satisfies(dampening -> assertThat(Math.pow(((Intervention.GradientDampening) dampening).factor(), 4))
                        .isCloseTo(0.1, within(1e-9)));
    }

    @Test
    void shouldMakeNothingOfAnEmptyProgram() {
        assertThat(new ProgramCompiler(model).compile(Program.EMPTY, null, 3, 0))
                .isEmpty();
    }
}
