package dev.stellator.cypher;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Query;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.TransactionContext;
import org.neo4j.driver.Value;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.summary.ResultSummary;

/** Runs the module's queries through the driver; all failures leave it translated. */
class Graph {
    /** Rows that one transaction writes. */
    static final int BATCH = 1_000;

    private static final SessionConfig READ =
            SessionConfig.builder().withDefaultAccessMode(AccessMode.READ).build();

    private final Function<SessionConfig, Session> sessions;
    private final Failures failures;
    private final Consumer<TransactionContext> first;

    Graph(Driver driver, Failures failures) {
        this(driver::session, failures);
    }

    Graph(Function<SessionConfig, Session> sessions, Failures failures) {
        this(sessions, failures, transaction -> {});
    }

    private Graph(Function<SessionConfig, Session> sessions, Failures failures, Consumer<TransactionContext> first) {
        this.sessions = sessions;
        this.failures = failures;
        this.first = first;
    }

    /** The same, with something done at the beginning of each transaction that writes. */
    Graph beginningWith(Consumer<TransactionContext> step) {
        return new Graph(sessions, failures, first.andThen(step));
    }

    List<Record> read(String name, Map<String, ?> parameters) {
        return guarded(() -> {
            try (Session session = sessions.apply(READ)) {
                return session.executeRead(tx -> tx.run(query(name, parameters)).list());
            }
        });
    }

    /** Hands each row to the consumer as it comes; tried again like other reading, but not once a row was handed over. */
    void stream(String name, Map<String, ?> parameters, Consumer<Record> consumer) {
        boolean[] begun = new boolean[1];
        guarded(() -> {
            try (Session session = sessions.apply(READ)) {
                return session.executeRead(tx -> {
                    try {
                        var rows = tx.run(query(name, parameters));
                        while (rows.hasNext()) {
                            Record row = rows.next();
                            begun[0] = true;
                            consumer.accept(row);
                        }
                        return true;
                    } catch (Neo4jException e) {
                        throw begun[0] ? failures.translate(e) : e;
                    }
                });
            }
        });
    }

    /** Whether the vector indexes are there. */
    boolean isIndexed() {
        return read("vector-index-exists", Map.of()).get(0).get("count").asInt() > 0;
    }

    interface RowConsumer {
        void accept(List<String> columns, Record row);
    }

    /** What a query gave beside its rows. */
    record Outcome(List<String> columns, ResultSummary summary) {}

    /** Runs one query by itself. */
    Outcome stream(Query query, AccessMode mode, RowConsumer consumer) {
        return guarded(() -> {
            var config = SessionConfig.builder().withDefaultAccessMode(mode).build();
            try (Session session = sessions.apply(config)) {
                var result = session.run(query);
                List<String> columns = result.keys();
                while (result.hasNext()) {
                    consumer.accept(columns, result.next());
                }
                return new Outcome(columns, result.consume());
            }
        });
    }

    /**
     * Walks over pages of a query with the parameters {@code after} and {@code limit}, whose rows are ordered by the
     * column {@code key}.
     */
    void pages(String name, String key, int size, Consumer<List<Record>> consumer) {
        String after = "";
        while (true) {
            List<Record> page = read(name, Map.of("after", after, "limit", size));
            if (page.isEmpty()) {
                return;
            }
            consumer.accept(page);
            after = page.get(page.size() - 1).get(key).asString();
        }
    }

    List<Record> write(String name, Map<String, ?> parameters) {
        return writing(tx -> tx.run(query(name, parameters)).list());
    }

    /** Writes in a single try. */
    void once(String name, Map<String, ?> parameters) {
        stream(query(name, parameters), AccessMode.WRITE, (columns, row) -> {});
    }

    <T> T writing(Function<TransactionContext, T> work) {
        return guarded(() -> {
            try (Session session = sessions.apply(SessionConfig.defaultConfig())) {
                return session.executeWrite(tx -> {
                    first.accept(tx);
                    return work.apply(tx);
                });
            }
        });
    }

    /** Writes rows in transactions of bounded size. */
    void writeRows(String name, String parameter, List<? extends Map<String, ?>> rows) {
        for (int from = 0; from < rows.size(); from += BATCH) {
            write(name, Map.of(parameter, rows.subList(from, Math.min(rows.size(), from + BATCH))));
        }
    }

    /** Repeats a query that drops at most {@code limit} things and returns the number {@code dropped} until none is left. */
    void dropAll(String name, Map<String, ?> parameters) {
        while (write(name, parameters).get(0).get("dropped").asLong() > 0) {
            // the next batch
        }
    }

    static Query query(String name, Map<String, ?> parameters) {
        return new Query(Queries.named(name), org.neo4j.driver.Values.value(parameters));
    }

    static float[] vector(Value value) {
        int size = value.size();
        float[] vector = new float[size];
        for (int i = 0; i < size; i++) {
            vector[i] = (float) value.get(i).asDouble();
        }
        return vector;
    }

    private <T> T guarded(Supplier<T> work) {
        try {
            return work.get();
        } catch (Neo4jException e) {
            throw failures.translate(e);
        }
    }
}
