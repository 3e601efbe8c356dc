package dev.stellator.engine.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.program.Program.Anchor;
import dev.stellator.engine.program.Program.AttentionDrift;
import dev.stellator.engine.program.Program.Drift;
import dev.stellator.engine.program.Program.HiddenDrift;
import dev.stellator.engine.program.Program.LayerRange;
import dev.stellator.engine.program.Program.Phase;
import dev.stellator.engine.program.Program.Window;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgramTest {
    private static final String SIX_LINES =
            """
            [ZONE:unstable]
            TOKEN → “противоречие”
            DRIFT → activates attention sweep on layer 17
            ANCHOR → “теория”
            PHASE → +π/2
            GRADIENT DAMPEN → backward pass ~0.1
            """;

    private static final Program SIX = new Program(
            Zone.UNSTABLE,
            List.of("противоречие"),
            List.of(new AttentionDrift(Window.SWEEP, new LayerRange(17, 17), List.of(), null, null)),
            new Anchor("теория", null),
            new Phase(Math.PI / 2, null),
            0.1);

    @Test
    void shouldReadTheSixLinesAsTheyStand() {
        assertThat(Program.parse(SIX_LINES)).isEqualTo(SIX);
    }

    @Test
    void shouldReadThePlainForm() {
        String plain =
                """
                # a comment
                [zone: unstable]
                TOKEN -> "противоречие"
                DRIFT -> attention sweep on layers 17-17   # and another
                ANCHOR -> "теория"
                PHASE -> pi/2
                GRADIENT DAMPEN -> 0.1
                """;
        assertThat(Program.parse(plain)).isEqualTo(SIX);
    }

    @Test
    void shouldReadOptions() {
        Program program = Program.parse(
                """
                DRIFT -> attention hold on layers 12-18 heads 0, 3,8 gain -1.5
                DRIFT -> attention share 0.25
                DRIFT -> hidden on layer 4 rank 8
                ANCHOR -> "theory" bias 2
                PHASE -> -3pi/4 on layers 5-9
                """);
        assertThat(program.drifts())
                .containsExactly(
                        new AttentionDrift(Window.HOLD, new LayerRange(12, 18), List.of(0, 3, 8), -1.5, null),
                        new AttentionDrift(Window.SWEEP, null, List.of(), null, 0.25),
                        new HiddenDrift(new LayerRange(4, 4), 8));
        assertThat(program.anchor()).isEqualTo(new Anchor("theory", 2.0));
        assertThat(program.phase()).isEqualTo(new Phase(-3 * Math.PI / 4, new LayerRange(5, 9)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "TOKNE -> \"a\"                        | 1 | found 'TOKNE'          | did you mean TOKEN?",
                "DRIFT -> atention sweep on layer 3    | 10 | found 'atention'      | did you mean attention?",
                "DRIFT -> attention sweep on layer     | 34 | the end of the line   | a whole number",
                "DRIFT -> attention on layers 9-3      | 30 | run backwards         | 9-3",
                "DRIFT -> attention share 2            | 26 | between 0 and 1       | 2.0",
                "TOKEN \"a\"                           | 7 | expected ->            | found '\"'",
                "TOKEN -> a                            | 10 | a quoted text         | 'a'",
                "TOKEN -> \"a                          | 10 | does not end          | line",
                "PHASE -> pi/0                         | 13 | divided by 0          | angle",
                "GRADIENT DAMPEN -> ~1.5               | 21 | [0, 1]                | 1.5",
                "[ZONE:stabel]                         | 7 | found 'stabel'         | did you mean stable?",
                "ANCHOR -> \"a\" bais 3                | 15 | found 'bais'          | the end of the line"
            })
    void shouldSayWhatIsWrongAndWhere(String line, int column, String message, String hint) {
        ProgramException error =
                catchThrowableOfType(ProgramException.class, () -> Program.parse("TOKEN -> \"x\"\n" + line.strip()));
        assertThat(error.line()).isEqualTo(2);
        assertThat(error.column()).isEqualTo(column);
        assertThat(error).hasMessageContaining(message.strip()).hasMessageContaining(hint.strip());
    }

    @Test
    void shouldRefuseASecondAnchor() {
        assertThatThrownBy(() -> Program.parse("ANCHOR -> \"a\"\nANCHOR -> \"b\""))
                .isInstanceOf(ProgramException.class)
                .hasMessageContaining("line 2, column 1: a second anchor");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DRIFT -> hidden layer 3 rank 0        | 30 | at least 1",
                "DRIFT -> attention layer 12345678901  | 26 | 12345678901 is too large",
                "DRIFT -> attention gain 1e39          | 25 | too large",
                "DRIFT -> attention gain -1e7          | 25 | too large",
                "DRIFT -> field strength 2e6           | 25 | too large",
                "DRIFT -> direction strength -1        | 29 | at least 0",
                "PHASE -> 1e300                        | 10 | too large"
            })
    void shouldPointAtTheNumberThatIsRefused(String line, int column, String message) {
        ProgramException error = catchThrowableOfType(ProgramException.class, () -> Program.parse(line.strip()));
        assertThat(error.column()).isEqualTo(column);
        assertThat(error).hasMessageContaining(message.strip());
    }

    @Test
    void shouldTakeNoNoticeOfCaseByteOrderMarksAndKindsOfSpace() {
        String shouted =
                """
                \uFEFF[zone:UNSTABLE]
                token\u00A0→ “противоречие”
                Drift → ACTIVATES Attention Sweep\u202FOn Layer 17
                aNCHOR → “теория”
                phase → +PI/2
                gradient dampen → Backward Pass\u3000~0.1
                """;
        assertThat(Program.parse(shouted)).isEqualTo(SIX);
        assertThat(Program.parse("drift -> attention GAIN −1.5 ON LAYERS 1–2").drifts())
                .containsExactly(new AttentionDrift(Window.SWEEP, new LayerRange(1, 2), List.of(), -1.5, null));
    }

    @Test
    void shouldNameACharacterThatCannotBeSeen() {
        assertThatThrownBy(() -> Program.parse("TOKEN \u200B-> \"a\"")).hasMessageContaining("column 7: found U+200B");
    }

    @Property(tries = 2000)
    void shouldReadBackWhatItPrints(@ForAll("programs") Program program) {
        assertThat(Program.parse(program.print())).isEqualTo(program);
    }

    @Property(tries = 10_000)
    void shouldSurviveAnyText(@ForAll("mutations") String text) {
        try {
            Program.parse(text);
        } catch (ProgramException expected) {
            assertThat(expected.line()).isPositive();
            assertThat(expected.column()).isPositive();
        }
    }

    @Provide
    Arbitrary<String> mutations() {
        Arbitrary<String> pieces = Arbitraries.of(
                "[ZONE:",
                "stable]",
                "TOKEN",
                "→",
                "->",
                "“",
                "”",
                "\"",
                "DRIFT",
                "attention",
                "sweep",
                "hold",
                "on",
                "layer",
                "layers",
                "17",
                "1-",
                "-",
                "99999999999",
                "1e999",
                ".",
                "+π/2",
                "pi",
                "/",
                "~",
                "0.1",
                "\n",
                " ",
                "#",
                "\\",
                "heads",
                ",",
                "gain",
                "share",
                "rank",
                "bias",
                "GRADIENT",
                "DAMPEN",
                "🙂",
                "\u0000",
                "PHASE",
                "ANCHOR",
                "hidden");
        Arbitrary<String> mixed =
                Arbitraries.oneOf(pieces, pieces, pieces, Arbitraries.strings().ofMaxLength(3));
        return mixed.list()
                .ofMaxSize(25)
                .map(list -> String.join(" ", list))
                .flatMap(joined -> Arbitraries.of(joined, joined.replace(" ", ""), SIX_LINES + joined));
    }

    @Provide
    Arbitrary<Program> programs() {
        Arbitrary<String> texts = Arbitraries.strings()
                .withChars("ab \"\\\n“”«»#→теория🙂")
                .ofMinLength(1)
                .ofMaxLength(8)
                .filter(text -> !text.isBlank() && text.indexOf('\r') < 0);
        Arbitrary<LayerRange> layers = Combinators.combine(
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.integers().between(0, 40))
                .as((first, more) -> new LayerRange(first, first + more))
                .injectNull(0.3);
        Arbitrary<Double> numbers =
                Arbitraries.doubles().between(-1e6, 1e6).ofScale(6).injectNull(0.3);
        Arbitrary<Drift> attention = Combinators.combine(
                        Arbitraries.of(Window.class),
                        layers,
                        Arbitraries.integers().between(0, 40).list().ofMaxSize(3),
                        numbers)
                .as((window, range, heads, gain) -> new AttentionDrift(window, range, heads, gain, null));
        Arbitrary<Drift> share = Arbitraries.doubles()
                .between(0.001, 0.999)
                .ofScale(3)
                .map(value -> new AttentionDrift(Window.HOLD, null, List.of(), null, value));
        Arbitrary<Drift> hidden = Combinators.combine(
                        layers, Arbitraries.integers().between(1, 64).injectNull(0.3))
                .as(HiddenDrift::new);
        Arbitrary<Double> strengths =
                Arbitraries.doubles().between(0, 4).ofScale(3).injectNull(0.3);
        Arbitrary<Drift> field =
                Combinators.combine(Arbitraries.of(Window.class), strengths).as(Program.FieldDrift::new);
        Arbitrary<Drift> direction = Combinators.combine(layers, strengths).as(Program.DirectionDrift::new);
        Arbitrary<Double> angles = Arbitraries.oneOf(
                Arbitraries.doubles().between(-7, 7).ofScale(5),
                Combinators.combine(
                                Arbitraries.integers().between(-9, 9),
                                Arbitraries.integers().between(1, 12))
                        .as((times, divisor) -> times * Math.PI / divisor));
        return Combinators.combine(
                        Arbitraries.of(Zone.class).injectNull(0.3),
                        texts.list().ofMaxSize(4),
                        Arbitraries.oneOf(attention, share, field, direction, hidden)
                                .list()
                                .ofMaxSize(3),
                        Combinators.combine(texts, numbers).as(Anchor::new).injectNull(0.3),
                        Combinators.combine(angles, layers).as(Phase::new).injectNull(0.3),
                        Arbitraries.doubles().between(0, 1).ofScale(4).injectNull(0.3))
                .as(Program::new);
    }
}
