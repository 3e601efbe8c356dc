package dev.stellator.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.github.freva.asciitable.ColumnData;
import dev.stellator.api.json.Json;
import dev.stellator.cypher.QueryPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How answers are printed: rows as they come, so that an answer of any length needs no memory. */
enum CypherFormat {
    /** A framed table for eyes; a long answer is one of several, each as wide as its rows need. */
    TABLE {
        @Override
        Printer printer(int width, PrintWriter out) {
            return new TablePrinter(width, out);
        }
    },
    /** A line of column names and a line a row, values as Cypher writes them, with a comma between. */
    PLAIN {
        @Override
        Printer printer(int width, PrintWriter out) {
            return new PlainPrinter(out);
        }
    },
    /** An array of objects. */
    JSON {
        @Override
        Printer printer(int width, PrintWriter out) {
            return new JsonPrinter(out);
        }
    };

    private static final int NARROWEST = 16;
    private static final int FRAME_OF_A_COLUMN = 3;
    private static final int ROWS_OF_A_TABLE = 1000;

    /** Takes the rows of one answer. */
    interface Printer {
        void row(List<String> columns, List<@Nullable Object> row);

        /** @param rows how many there were */
        void end(List<String> columns, Map<String, Integer> changes, long rows);

        /** How the database answers the query, after its end. */
        void plan(QueryPlan plan);
    }

    /** @param width of the terminal in characters */
    abstract Printer printer(int width, PrintWriter out);

    private static final class TablePrinter implements Printer {
        private final int width;
        private final PrintWriter out;
        private final List<List<@Nullable Object>> held = new ArrayList<>();
        private boolean printed;

        TablePrinter(int width, PrintWriter out) {
            this.width = width;
            this.out = out;
        }

        @Override
        public void row(List<String> columns, List<@Nullable Object> row) {
            held.add(row);
            if (held.size() == ROWS_OF_A_TABLE) {
                table(columns);
            }
        }

        private void table(List<String> columns) {
            int widest = Math.max(NARROWEST, width / columns.size() - FRAME_OF_A_COLUMN);
            List<ColumnData<List<@Nullable Object>>> shown = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                int column = i;
                shown.add(Tables.text(columns.get(i), widest, row -> CypherValues.brief(row.get(column))));
            }
            out.println(Tables.framed(held, shown));
            held.clear();
            printed = true;
        }

        @Override
        public void end(List<String> columns, Map<String, Integer> changes, long rows) {
            if (!columns.isEmpty() && (!held.isEmpty() || !printed)) {
                table(columns);
            }
            out.println(rows
                    + (rows == 1 ? " row" : " rows")
                    + changes.entrySet().stream()
                            .map(change -> ", " + change.getValue() + " " + change.getKey())
                            .collect(Collectors.joining()));
        }

        @Override
        public void plan(QueryPlan plan) {
            draw(plan, out);
        }
    }

    private static void draw(QueryPlan plan, PrintWriter out) {
        out.print(plan.drawing().replace("\r", "") + "\n");
    }

    private static final class PlainPrinter implements Printer {
        private final PrintWriter out;
        private boolean headed;

        PlainPrinter(PrintWriter out) {
            this.out = out;
        }

        private void head(List<String> columns) {
            if (!headed && !columns.isEmpty()) {
                out.print(String.join(", ", columns) + "\n");
            }
            headed = true;
        }

        @Override
        public void row(List<String> columns, List<@Nullable Object> row) {
            head(columns);
            out.print(row.stream().map(CypherValues::whole).collect(Collectors.joining(", ")) + "\n");
        }

        @Override
        public void end(List<String> columns, Map<String, Integer> changes, long rows) {
            head(columns);
        }

        @Override
        public void plan(QueryPlan plan) {
            draw(plan, out);
        }
    }

    private static final class JsonPrinter implements Printer {
        private final PrintWriter out;
        private final SequenceWriter objects;

        JsonPrinter(PrintWriter out) {
            this.out = out;
            try {
                this.objects = Json.MAPPER
                        .writerWithDefaultPrettyPrinter()
                        .without(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                        .without(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM)
                        .writeValuesAsArray(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void row(List<String> columns, List<@Nullable Object> row) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                object.put(columns.get(i), row.get(i));
            }
            try {
                objects.write(object);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void end(List<String> columns, Map<String, Integer> changes, long rows) {
            try {
                objects.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            out.println();
        }

        @Override
        public void plan(QueryPlan plan) {
            out.println(Json.pretty(Map.of("plan", plan.withoutDrawing())));
        }
    }
}
