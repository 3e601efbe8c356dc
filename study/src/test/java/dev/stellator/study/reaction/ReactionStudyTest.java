package dev.stellator.study.reaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.program.Program;
import dev.stellator.study.SmallModels;
import dev.stellator.study.measure.Estimate;
import dev.stellator.study.measure.WordPool;
import dev.stellator.study.measure.WordSets;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.intervention.GradientIntervention;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReactionStudyTest {
    private static LanguageModel model;

    @BeforeAll
    static void open() {
        model = SmallModels.open("llama");
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
        return measure(
                program,
                material,
                List.of(Control.program(
                        "permuted path", Program.parse(program).withTokens(List.of("theory", "error")))));
    }

    private static Reaction measure(String program, Material material, List<Control> controls) {
        Directions directions = Directions.measure(
                model, List.of("an error"), List.of("a theory"), List.of("the river is wide", "a lamp"));
        return new ReactionStudy(model)
                .measure(
                        new ReactionStudy.Request(
                                Program.parse(program),
                                controls,
                                material,
                                new WordSets(
                                        List.of("which", "not"),
                                        List.of("this", "all"),
                                        List.of(List.of("that"), List.of("with"))),
                                directions,
                                Budget.DEFAULT,
                                "a theory",
                                material.heldOut().get(0).open(),
                                6,
                                List.of(),
                                List.of(),
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
    void shouldMeasureEveryKindOfControl() {
        String program =
                """
                TOKEN -> "error"
                TOKEN -> "theory"
                DRIFT -> attention sweep on layers 1-2
                ANCHOR -> "theory"
                PHASE -> pi/2
                """;
        List<Token> words = IntStream.range(0, 40)
                .mapToObj(i -> new Token("w" + i, "word" + i, "en", i))
                .toList();
        Reaction reaction = measure(
                program,
                material(true),
                Controls.of(
                        Program.parse(program),
                        List.of(new Token("e", "error", "en", 9), new Token("t", "theory", "en", 5)),
                        new Controls.Sources(
                                new WordPool(words, Map.of()),
                                new WordPool(words.subList(20, 40), Map.of()),
                                steps -> List.of(List.of("that"), List.of("with"))),
                        new Controls.Choice(3, Controls.Fixed.ALL),
                        1));
        assertThat(reaction.arms())
                .extracting(Reaction.Arm::family)
                .contains(
                        "random path",
                        "random path of the basin",
                        "reversed path",
                        "prompt",
                        "plain prompt",
                        "difference of means",
                        "random direction",
                        "random plane",
                        "without attention",
                        "without phase");
        assertThat(reaction.arms()).allSatisfy(arm -> assertThat(arm.klMean()).isPositive());
        assertThat(reaction.comparisons())
                .filteredOn(comparison -> comparison.control().equals("random path"))
                .hasSize(2)
                .allSatisfy(comparison -> {
                    assertThat(comparison.drawn()).isEqualTo(3);
                    assertThat(comparison.p()).isBetween(0.25, 1.0);
                    assertThat(comparison.least()).isEqualTo(0.25);
                    assertThat(comparison.verdict())
                            .startsWith("cannot tell: needs")
                            .contains("draws (3 there)");
                });
        assertThat(reaction.arms())
                .filteredOn(arm -> Controls.isRandom(arm.family()))
                .hasSize(6)
                .allSatisfy(arm -> assertThat(arm.ownOrder().inputs()).isPositive());
        PathSurvey survey = PathSurvey.of(
                List.of(
                        new PathSurvey.Surveyed(reaction, "a", "theory"),
                        new PathSurvey.Surveyed(reaction, "b", "error")),
                1);
        assertThat(survey.rows()).hasSize(reaction.comparisons().size());
        assertThat(survey.rows())
                .filteredOn(row -> row.measure().equals(PrimaryMeasure.VOCABULARY.label()))
                .allSatisfy(row -> assertThat(row.path())
                        .isCloseTo(reaction.arms().get(0).vocabulary().mean(), within(1e-9)));
    }

    @Test
    void shouldCompareArmsAtTheKlThatThePathReachedOnTheMeasuredTexts() {
        String program = "TOKEN -> \"error\"\nTOKEN -> \"theory\"\nDRIFT -> attention hold on layers 1-3\n";
        List<Control> controls = List.of(
                Control.fixed("plain prompt", Control.Kind.PLAIN_PROMPT, Program.parse(program)),
                Control.fixed("difference of means", Control.Kind.DIFFERENCE_OF_MEANS, Program.parse(program)),
                new Control(
                        "random path 1",
                        Controls.RANDOM,
                        Control.Kind.PROGRAM,
                        Program.parse(program).withTokens(List.of("river", "lamp"))));
        Reaction reaction = measure(program, material(true), controls);
        double path = reaction.arms().get(0).klMean();
        assertThat(reaction.arms().get(0).klCompared()).isEqualTo(path);
        assertThat(reaction.arms().subList(2, 4)).allSatisfy(arm -> {
            assertThat(arm.equalKl()).isTrue();
            assertThat(arm.klCompared()).isCloseTo(path, within(0.1 * path));
        });
        Reaction.Arm prompt = reaction.arms().get(1);
        assertThat(prompt.klCompared()).isEqualTo(prompt.klMean());
        assertThat(prompt.equalKl()).isEqualTo(Math.abs(prompt.klMean() - path) <= 0.1 * path);
        assertThat(reaction.notes().stream().anyMatch(note -> note.contains("'plain prompt' could not be brought")))
                .isEqualTo(!prompt.equalKl());
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
        assertThat(new ProgramCompiler(model).compile(program, null, ProgramCompiler.Dose.of(1)))
                .filteredOn(GradientIntervention.GradientDampening.class::isInstance)
                .singleElement()
                .satisfies(dampening -> assertThat(
                                Math.pow(((GradientIntervention.GradientDampening) dampening).factor(), 4))
                        .isCloseTo(0.1, within(1e-9)));
    }

    @Test
    void shouldMakeNothingOfAnEmptyProgram() {
        assertThat(new ProgramCompiler(model).compile(Program.EMPTY, null, ProgramCompiler.Dose.of(3)))
                .isEmpty();
    }
}
