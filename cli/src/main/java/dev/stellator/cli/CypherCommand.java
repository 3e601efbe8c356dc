package dev.stellator.cli;

import com.github.freva.asciitable.ColumnData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "cypher",
        description = "Runs one Cypher query on the graph; it may read only, unless --write is given.",
        footer = {
            "",
            "Examples:",
            "  stellator cypher 'MATCH (b:Basin {level: 0}) RETURN b.label, b.size ORDER BY b.size DESC'",
            "  stellator cypher 'MATCH (t:Token {text: $word})-[l:LEADS_TO]->(n) RETURN n.text, l.npmi' -p word=theory"
        })
final class CypherCommand extends ConsoleCommand {
    private static final int COLUMN_WIDTH = 60;

    @Parameters(paramLabel = "QUERY", description = "The query.")
    String query = "";

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            description = "A parameter; numbers and true or false become such, everything else is text.")
    Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--write", description = "Let the query change the graph.")
    boolean write;

    @Override
    int run(Workspace workspace) {
        Map<String, Object> values = new LinkedHashMap<>();
        parameters.forEach((name, value) -> values.put(name, value(value)));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        List<String> columns = workspace.graph().query(query, values, write, (names, row) -> rows.add(row));
        List<Map<String, @Nullable Object>> objects = rows.stream()
                .map(row -> {
                    Map<String, @Nullable Object> object = new LinkedHashMap<>();
                    for (int i = 0; i < columns.size(); i++) {
                        object.put(columns.get(i), row.get(i));
                    }
                    return object;
                })
                .toList();
        print(objects, () -> {
            List<ColumnData<List<@Nullable Object>>> shown = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                int column = i;
                shown.add(Tables.text(columns.get(i), COLUMN_WIDTH, row -> String.valueOf(row.get(column))));
            }
            if (!columns.isEmpty()) {
                console().out().println(Tables.of(rows, shown));
            }
            console().out().println(rows.size() + (rows.size() == 1 ? " row" : " rows"));
        });
        return ExitCode.DONE;
    }

    private static Object value(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException notWhole) {
            try {
                return Double.valueOf(text);
            } catch (NumberFormatException notNumber) {
                return text;
            }
        }
    }
}
