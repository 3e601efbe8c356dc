package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is typed or piped is cut into steps without a failure, without a loss, and in time that grows with its length. */
class CypherFuzzTest {
    private static final long SEED = 20250;
    private static final int LONG = 2_000_000;

    @Property(tries = 5000, seed = "" + SEED)
    void shouldCutAnyTextIntoStepsWithoutALoss(@ForAll("texts") String text) {
        List<CypherScript.Step> steps = CypherScript.of(text);
        String said = text.replaceAll("[\\s;]", "");
        StringBuilder kept = new StringBuilder();
        for (CypherScript.Step step : steps) {
            assertThat(step.text()).isNotBlank();
            kept.append(step.text().replaceAll("[\\s;]", ""));
        }
        // comments between statements may go, and nothing else
        assertThat(said.length()).isGreaterThanOrEqualTo(kept.length());
        if (!text.contains("//") && !text.contains("/*")) {
            assertThat(kept.toString()).isEqualTo(said);
        }
    }

    @Property(tries = 5000, seed = "" + SEED)
    void shouldCutWhatIsTypedAsItCutsFiles(@ForAll("texts") String text) {
        CypherStatements typed = CypherStatements.of(text);
        assertThat(typed.whole()).allSatisfy(one -> assertThat(one).isNotBlank());
        for (int cursor = 0; cursor <= text.length(); cursor++) {
            CypherLine line = CypherLine.at(text, cursor);
            assertThat(text.substring(0, cursor)).endsWith(line.word());
            assertThat(line.before()).isNotNull();
        }
        assertThat(CypherParameter.value(text)).isNotNull();
    }

    @Example
    void shouldTakeTimeThatGrowsWithTheTextAndNoStack() {
        for (String piece :
                List.of("/*", "*/", "//", "'", "\"", "`", "\\", ";", ":", " ", "\n", "/**/", "'\\", "a;\n")) {
            String pumped = piece.repeat(LONG / piece.length());
            long before = System.nanoTime();
            CypherScript.of(pumped.substring(0, piece.contains(";") ? LONG / 50 : LONG));
            assertThat(System.nanoTime() - before).as(piece).isLessThan(20_000_000_000L);
        }
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces = Arbitraries.of(
                "MATCH (n)",
                "RETURN 1",
                ";",
                "/*",
                "*/",
                "//",
                "'",
                "\"",
                "`",
                "\\",
                "\n",
                "\r\n",
                " ",
                ":param a => 1",
                ":help",
                "$x",
                "{",
                "}",
                "\u0000",
                "🙂",
                "\uFEFF",
                "\u00A0",
                "EXPLAIN",
                "PROFILE",
                "1e999",
                "0x1p3");
        return Arbitraries.oneOf(pieces, pieces, pieces, Arbitraries.strings().ofMaxLength(3))
                .list()
                .ofMaxSize(30)
                .map(list -> String.join("", list));
    }
}
