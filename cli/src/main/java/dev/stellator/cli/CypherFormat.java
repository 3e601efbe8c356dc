package dev.stellator.cli;

import com.github.freva.asciitable.ColumnData;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How answers are printed. */
enum CypherFormat {
    /** A framed table for eyes. */
    TABLE {
        @Override
        void print(Answer answer, int width, PrintWriter out) {
            List<String> columns = answer.columns();
            if (!columns.isEmpty()) {
                int widest = Math.max(NARROWEST, width / columns.size() - FRAME_OF_A_COLUMN);
                List<ColumnData<List<@Nullable Object>>> shown = new ArrayList<>();
                for (int i = 0; i < columns.size(); i++) {
                    int column = i;
                    shown.add(Tables.text(columns.get(i), widest, row -> CypherValues.brief(row.get(column))));
                }
                out.println(Tables.framed(answer.rows(), shown));
            }
            out.println(answer.rows().size()
                    + (answer.rows().size() == 1 ? " row" : " rows")
                    + answer.changes().entrySet().stream()
                            .map(change -> ", " + change.getValue() + " " + change.getKey())
                            .collect(Collectors.joining()));
        }
    },
    /** A line of column names and a line a row, values as Cypher writes them, with a comma between. */
    PLAIN {
        @Override
        void print(Answer answer, int width, PrintWriter out) {
            if (!answer.columns().isEmpty()) {
                out.println(String.join(", ", answer.columns()));
            }
            answer.rows()
                    .forEach(row ->
                            out.println(row.stream().map(CypherValues::whole).collect(Collectors.joining(", "))));
        }
    },
    /** An array of objects. */
    JSON {
        @Override
        void print(Answer answer, int width, PrintWriter out) {
            List<Map<String, @Nullable Object>> objects = new ArrayList<>();
            for (List<@Nullable Object> row : answer.rows()) {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                for (int i = 0; i < answer.columns().size(); i++) {
                    object.put(answer.columns().get(i), row.get(i));
                }
                objects.add(object);
            }
            out.println(Json.pretty(objects));
        }
    };

    private static final int NARROWEST = 16;
    private static final int FRAME_OF_A_COLUMN = 3;

    record Answer(List<String> columns, List<List<@Nullable Object>> rows, Map<String, Integer> changes) {}

    /** @param width of the terminal in characters */
    abstract void print(Answer answer, int width, PrintWriter out);
}
