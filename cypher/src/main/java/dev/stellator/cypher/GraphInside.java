package dev.stellator.cypher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.neo4j.driver.Record;
import org.neo4j.driver.Values;
import org.neo4j.driver.internal.InternalRecord;
import org.neo4j.graphdb.Result;
import org.neo4j.graphdb.Transaction;

/**
 * The same queries inside the database, in the transaction of the procedure that asks: nothing leaves the process, and the
 * caller's rights hold. Failures are the database's own, since it hands them to the caller.
 */
final class GraphInside extends Graph {
    private final Transaction transaction;

    GraphInside(Transaction transaction) {
        super(
                config -> {
                    throw new UnsupportedOperationException("a procedure works in its caller's transaction alone");
                },
                new Failures("the database", null));
        this.transaction = transaction;
    }

    @Override
    List<Record> read(String name, Map<String, ?> parameters) {
        List<Record> rows = new ArrayList<>();
        stream(name, parameters, rows::add);
        return rows;
    }

    @Override
    void stream(String name, Map<String, ?> parameters, Consumer<Record> consumer) {
        try (Result result = transaction.execute(Queries.named(name), new LinkedHashMap<>(parameters))) {
            List<String> columns = result.columns();
            while (result.hasNext()) {
                Map<String, Object> row = result.next();
                consumer.accept(new InternalRecord(
                        columns,
                        columns.stream()
                                .map(column -> Values.value(row.get(column)))
                                .toList()));
            }
        }
    }

    /** A procedure that reads may not list indexes; a corpus that has an embedder has them. */
    @Override
    boolean isIndexed() {
        return true;
    }

    /** Projections for GDS are made and dropped like this; they live in memory, and the graph stays as it is. */
    @Override
    List<Record> write(String name, Map<String, ?> parameters) {
        return read(name, parameters);
    }
}
