package dev.stellator.api;

import dev.stellator.cypher.GraphStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs one query, and keeps its first rows. Used once. */
final class CypherRows {
    private final int most;
    private final List<List<@Nullable Object>> rows = new ArrayList<>();
    private final List<String> columns = new ArrayList<>();

    /** @param most rows that are kept */
    CypherRows(int most) {
        this.most = most;
    }

    /** Ends a query that has given enough rows. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super("enough rows", null, false, false);
        }
    }

    /** A query that changes something is run to its end, whichever rows are kept; another ends with the last that is. */
    GraphViews.Rows of(GraphStore graph, String query, Map<String, ?> parameters, boolean write) {
        long begun = System.nanoTime();
        Map<String, Integer> changes = new LinkedHashMap<>();
        boolean left = false;
        try {
            GraphStore.Outcome outcome = graph.run(query, parameters, write, (names, row) -> keep(names, row, write));
            columns.clear();
            columns.addAll(outcome.columns());
            changes.putAll(outcome.changes());
        } catch (Enough enough) {
            left = true;
        }
        return new GraphViews.Rows(columns, rows, changes, left, (System.nanoTime() - begun) / 1e9);
    }

    private void keep(List<String> names, List<@Nullable Object> row, boolean write) {
        if (columns.isEmpty()) {
            columns.addAll(names);
        }
        if (rows.size() < most) {
            rows.add(row);
        } else if (!write) {
            throw new Enough();
        }
    }
}
