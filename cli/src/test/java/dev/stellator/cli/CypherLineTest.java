package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.stellator.api.json.Json;
import dev.stellator.cypher.GraphStore.Names;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.jline.reader.Candidate;
import org.jline.reader.EOFError;
import org.jline.reader.Parser.ParseContext;
import org.junit.jupiter.api.Test;

class CypherLineTest {
    private static final Names NAMES = new Names(
            List.of("Basin", "Token"),
            List.of("LEADS_TO", "PART_OF"),
            List.of("label", "size"),
            List.of("db.labels", "stellator.probe"),
            List.of("count", "gds.version"));

    @Test
    void shouldCutStatementsAtSemicolonsThatStandNowhereElse() {
        CypherStatements cut = CypherStatements.of(
                "RETURN 'a;b', \"c\\\";\", `d;` // e;\n; /* f; */ RETURN 1;;\n // only a comment;\n");
        assertThat(cut.whole()).containsExactly("RETURN 'a;b', \"c\\\";\", `d;` // e;", "/* f; */ RETURN 1");
        assertThat(cut.rest()).isEmpty();
        assertThat(CypherStatements.of("RETURN 'open;").rest()).isEqualTo("RETURN 'open;");
        assertThat(CypherStatements.of("/* open;").rest()).isEqualTo("/* open;");
    }

    @Test
    void shouldGoThroughCommentsOfAnyLength() {
        String comment = "/* " + "word * ".repeat(300_000) + "*/\n" + "// line\n".repeat(100_000);
        CypherStatements cut = CypherStatements.of(comment + "RETURN 1;" + comment);
        assertThat(cut.whole()).hasSize(1);
        assertThat(cut.rest()).isEmpty();
        assertThat(CypherStatements.of("RETURN '" + "\\'".repeat(500_000) + "';")
                        .whole())
                .hasSize(1);
    }

    @Test
    void shouldObeyCommandsOfAFileAndCountPositionsFromItsBeginning() {
        assertThat(CypherScript.of(
                        "// a question\n:param word => 'x';\n\n  RETURN $word AS `:no`; MATCH (n:\nLabel)\nRETURN n"))
                .extracting(CypherScript.Step::text, CypherScript.Step::isCommand)
                .containsExactly(
                        tuple(":param word => 'x';", true),
                        tuple("\n" + " ".repeat(19) + "\n\n  RETURN $word AS `:no`", false),
                        tuple("\n\n\n" + " ".repeat(24) + " MATCH (n:\nLabel)\nRETURN n", false));
        assertThat(CypherScript.of(" \n// nothing\n/* at all */")).isEmpty();
    }

    @Test
    void shouldTakeForANumberOnlyWhatCypherWritesAsOne() {
        assertThat(CypherParameter.value("-12")).isEqualTo(-12L);
        assertThat(CypherParameter.value("1.5")).isEqualTo(1.5);
        assertThat(CypherParameter.value("2.5e3")).isEqualTo(2500.0);
        assertThat(CypherParameter.value("true")).isEqualTo(true);
        for (String text : List.of(
                "12345678901d",
                "1f",
                "12345e678901",
                "1e5",
                "NaN",
                "Infinity",
                "0x1p3",
                "+5",
                "007",
                " 5",
                "9".repeat(30),
                "a")) {
            assertThat(CypherParameter.value(text)).isEqualTo(text);
        }
    }

    @Test
    void shouldAskForMoreUntilASemicolonComes() {
        assertThatThrownBy(() -> CypherLine.PARSER.parse("MATCH (n)\nRETURN n", 18, ParseContext.ACCEPT_LINE))
                .isInstanceOf(EOFError.class);
        for (String whole : List.of("MATCH (n)\nRETURN n;", ":help", "  ", "RETURN 1; // end")) {
            assertThat(CypherLine.PARSER.parse(whole, whole.length(), ParseContext.ACCEPT_LINE))
                    .isNotNull();
        }
    }

    private static List<String> completions(String line) {
        CypherLine parsed = CypherLine.at(line, line.length());
        return new CypherCompleter(() -> NAMES, () -> List.of("word"))
                .candidates(parsed).stream()
                        .map(Candidate::value)
                        .filter(value -> value.toLowerCase(java.util.Locale.ROOT)
                                .startsWith(parsed.word().toLowerCase(java.util.Locale.ROOT)))
                        .toList();
    }

    @Test
    void shouldCompleteWhatCanStandAtTheCursor() {
        assertThat(completions("mat")).containsExactly("MATCH");
        assertThat(completions("MATCH (b:Ba")).containsExactly("Basin");
        assertThat(completions("MATCH (b:Basin|")).containsExactly("Basin", "Token");
        assertThat(completions("MATCH (a)-[r:LE")).containsExactly("LEADS_TO");
        assertThat(completions("MATCH (b:Basin) RETURN b.la")).containsExactly("b.label");
        assertThat(completions("MATCH (b:Basin {si")).containsExactly("size");
        assertThat(completions("CALL stel")).containsExactly("stellator.probe");
        assertThat(completions("RETURN gds.v")).containsExactly("gds.version");
        assertThat(completions("RETURN $w")).containsExactly("$word");
        assertThat(completions(":pa")).containsExactly(":param", ":params");
    }

    @Test
    void shouldWriteValuesAsCypherDoes() {
        Map<String, Object> node = Map.of("labels", List.of("Token"), "properties", Map.of("text", "a \"b\"\n"));
        Map<String, Object> back = new java.util.LinkedHashMap<>(Map.of("type", "LEADS_TO"));
        back.put("properties", Map.of());
        back.put("forward", false);
        assertThat(CypherValues.whole(node)).isEqualTo("(:Token {text: \"a \\\"b\\\"\\n\"})");
        assertThat(CypherValues.whole(Map.of("nodes", List.of(node, node), "relationships", List.of(back))))
                .contains("})<-[:LEADS_TO]-(:Token");
        assertThat(CypherValues.whole(Map.of("a b", 1.5))).isEqualTo("{`a b`: 1.5}");
        List<Integer> numbers = java.util.stream.IntStream.range(0, 384).boxed().toList();
        assertThat(CypherValues.brief(numbers)).isEqualTo("[0, 1, 2, 3, … 384 numbers]");
        assertThat(CypherValues.whole(numbers)).contains("383]");
        assertThat(CypherValues.whole(null)).isEqualTo("NULL");
    }

    private static String printed(CypherFormat format, int rows) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text, true);
        CypherFormat.Printer printer = format.printer(80, out);
        List<String> columns = List.of("name", "n");
        for (int i = 0; i < rows; i++) {
            printer.row(columns, List.of("lamp", 3L));
        }
        printer.end(columns, Map.of("nodes added", 1), rows);
        out.flush();
        return text.toString();
    }

    @Test
    void shouldFrameTablesAsNeo4jsShellDoes() {
        assertThat(printed(CypherFormat.TABLE, 1).lines())
                .containsExactly(
                        "+------------+",
                        "| name   | n |",
                        "+------------+",
                        "| \"lamp\" | 3 |",
                        "+------------+",
                        "1 row, 1 nodes added");
        assertThat(printed(CypherFormat.TABLE, 0).lines()).contains("| name | n |", "0 rows, 1 nodes added");
        assertThat(printed(CypherFormat.TABLE, 2500).lines())
                .filteredOn(line -> line.contains("name"))
                .hasSize(3);
        assertThat(printed(CypherFormat.PLAIN, 1).lines()).containsExactly("name, n", "\"lamp\", 3");
        assertThat(printed(CypherFormat.PLAIN, 0).lines()).containsExactly("name, n");
    }

    @Test
    void shouldPrintRowsAsTheyComeAsTheSameJson() {
        Map<String, Object> row = new java.util.LinkedHashMap<>();
        row.put("name", "lamp");
        row.put("n", 3L);
        assertThat(printed(CypherFormat.JSON, 2)).isEqualTo(Json.pretty(List.of(row, row)) + "\n");
        assertThat(printed(CypherFormat.JSON, 0)).isEqualTo(Json.pretty(List.of()) + "\n");
    }
}
