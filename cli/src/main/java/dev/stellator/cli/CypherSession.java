package dev.stellator.cli;

import dev.stellator.cypher.GraphStore;
import dev.stellator.cypher.QueryPlan;
import dev.stellator.engine.InputRefusedException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Runs statements one after the other, with the parameters that were set between them. */
final class CypherSession {
    private static final Pattern PARAMETER =
            Pattern.compile(":param\\s+(?:`([^`]+)`|(\\p{L}[\\p{L}\\p{N}_]*))\\s*=>\\s*(.+)", Pattern.DOTALL);
    private static final Pattern PARAMETERS = Pattern.compile(":params?\\s+(\\{.*})", Pattern.DOTALL);
    private static final String HELP = String.join(
            System.lineSeparator(),
            ":param name => value   set a parameter; the value is a Cypher expression",
            ":param {a: 1, b: 'x'}  set several",
            ":params                list the parameters",
            ":params clear          forget them",
            ":help                  show this",
            ":exit                  leave, as Ctrl-D does",
            "",
            "EXPLAIN before a query shows its plan without running it, PROFILE shows it with what was read.",
            "A query ends with ; and may take several lines. $name stands for a parameter.",
            "Tab completes keywords, labels, types, properties, procedures and functions;",
            "Ctrl-R searches what was typed before, Ctrl-C stops a query or drops what is typed.");

    private static final int ROWS_BETWEEN_CHECKS = 256;

    private final GraphStore graph;
    private final boolean write;
    private final CypherFormat format;
    private final PrintWriter out;
    private final Map<String, @Nullable Object> parameters = new LinkedHashMap<>();

    CypherSession(GraphStore graph, boolean write, CypherFormat format, PrintWriter out) {
        this.graph = graph;
        this.write = write;
        this.format = format;
        this.out = out;
    }

    /** Sets a parameter to the value of an expression. */
    void parameter(String name, String expression) {
        parameters.put(name, value(expression));
    }

    Map<String, @Nullable Object> parameters() {
        return parameters;
    }

    GraphStore.Names names() {
        return graph.names();
    }

    /**
     * Runs a query, and prints its answer.
     *
     * @param width of the terminal in characters
     */
    void query(String query, int width) {
        CypherFormat.Printer printer = format.printer(width, out);
        long[] rows = {0};
        GraphStore.Outcome outcome = graph.run(query, parameters, write, (names, row) -> {
            printer.row(names, row);
            rows[0]++;
            if (rows[0] % ROWS_BETWEEN_CHECKS == 0 && out.checkError()) {
                throw new ReaderGoneException();
            }
        });
        QueryPlan plan = outcome.plan();
        if (plan == null || plan.isProfile()) {
            printer.end(outcome.columns(), outcome.changes(), rows[0]);
        }
        if (plan != null) {
            printer.plan(plan);
        }
        out.flush();
    }

    /**
     * Obeys one of the shell's own commands.
     *
     * @return false when the command is to leave
     */
    boolean command(String line) {
        String command = line.strip().replaceFirst("\\s*;$", "");
        switch (command) {
            case ":exit", ":quit" -> {
                return false;
            }
            case ":help" -> out.println(HELP);
            case ":params", ":param", ":param list", ":params list" ->
                parameters.forEach((name, value) -> out.println(":param " + name + " => " + CypherValues.whole(value)));
            case ":params clear", ":param clear" -> parameters.clear();
            default -> parameter(command);
        }
        out.flush();
        return true;
    }

    private void parameter(String command) {
        Matcher several = PARAMETERS.matcher(command);
        if (several.matches() && value(several.group(1)) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> parameters.put(String.valueOf(name), value));
            return;
        }
        Matcher one = PARAMETER.matcher(command);
        if (!one.matches()) {
            throw new InputRefusedException(
                    command.startsWith(":param")
                            ? "a parameter is set like this: :param name => 'value'"
                            : "there is no command " + command.split("\\s", 2)[0] + "; :help lists them");
        }
        parameters.put(one.group(1) != null ? one.group(1) : one.group(2), value(one.group(3)));
    }

    private @Nullable Object value(String expression) {
        List<@Nullable Object> values = new ArrayList<>();
        graph.query("RETURN " + expression + " AS value", parameters, false, (names, row) -> values.add(row.get(0)));
        return values.get(0);
    }
}
