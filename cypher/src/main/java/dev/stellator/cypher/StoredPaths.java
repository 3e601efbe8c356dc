package dev.stellator.cypher;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.Hashes;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.graph.PathGraph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;

/** Paths, runs and reactions. A path keeps the id of its basin also while that basin is not there. */
final class StoredPaths implements PathGraph {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Graph graph;

    StoredPaths(Graph graph) {
        this.graph = graph;
    }

    @Override
    public void save(StoredPath path) {
        graph.writing(tx -> {
            tx.run(Graph.query(
                            "path-write",
                            Map.of(
                                    "id", path.id(),
                                    "basin", path.basinId(),
                                    "energy", path.energy(),
                                    "program", path.program())))
                    .consume();
            long written = tx.run(Graph.query("path-write-steps", Map.of("id", path.id(), "steps", steps(path))))
                    .single()
                    .get("steps")
                    .asLong();
            if (written != path.steps().size()) {
                throw new StellatorException(
                        "path " + path.id() + " has " + path.steps().size() + " steps, but only " + written
                                + " of their tokens are in the graph; find the path again");
            }
            return true;
        });
    }

    private static List<Map<String, Object>> steps(StoredPath path) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < path.steps().size(); i++) {
            Step step = path.steps().get(i);
            Map<String, Object> row = new HashMap<>();
            row.put("ordinal", i);
            row.put("token", step.token().id());
            row.put("energy", step.energy());
            if (step.evidenceId() != null) {
                row.put("evidence", step.evidenceId());
            }
            rows.add(row);
        }
        return rows;
    }

    @Override
    public @Nullable StoredPath path(String id) {
        return find(id).stream().findFirst().orElse(null);
    }

    @Override
    public List<StoredPath> paths() {
        return find(null);
    }

    private List<StoredPath> find(@Nullable String id) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("id", id);
        return graph.read("paths", parameters).stream().map(StoredPaths::path).toList();
    }

    private static StoredPath path(Record row) {
        return new StoredPath(
                row.get("id").asString(),
                row.get("basin").asString(),
                row.get("energy").asDouble(),
                row.get("program").asString(),
                row.get("steps").asList(StoredPaths::step));
    }

    private static Step step(Value row) {
        Value evidence = row.get("evidence");
        return new Step(Rows.token(row), row.get("energy").asDouble(), evidence.isNull() ? null : evidence.asString());
    }

    @Override
    public void save(Run run) {
        Map<String, Object> parameters = Map.of(
                "id", run.id(),
                "command", run.command(),
                "seed", run.seed(),
                "settings", json(run.settings()),
                "paths", run.pathIds());
        List<Map<String, Object>> reactions = IntStream.range(0, run.reactions().size())
                .mapToObj(i -> Map.<String, Object>of(
                        "id", Hashes.sha256(run.id() + "\n" + i),
                        "ordinal", i,
                        "values", run.reactions().get(i)))
                .toList();
        graph.writing(tx -> {
            tx.run(Graph.query("run-write", parameters)).consume();
            tx.run(Graph.query("run-write-reactions", Map.of("id", run.id(), "reactions", reactions)))
                    .consume();
            return true;
        });
    }

    @Override
    public void use(@Nullable StoredField field) {
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("id", field == null ? null : field.id());
        parameters.put("values", field == null ? Map.of() : values(field));
        graph.write("learned-field-write", parameters);
    }

    private static Map<String, Object> values(StoredField field) {
        return Map.of(
                "name", field.name(),
                "model", field.model(),
                "fingerprint", field.fingerprint(),
                "corpora", field.corpora(),
                "seed", field.seed(),
                "budget", field.budget(),
                "order", field.order(),
                "kl", field.kl(),
                "curve", field.curve());
    }

    @Override
    public @Nullable StoredField field() {
        Value field = graph.read("learned-field", Map.of()).get(0).get("field");
        return field.isNull()
                ? null
                : new StoredField(
                        field.get("id").asString(),
                        field.get("name").asString(),
                        field.get("model").asString(),
                        field.get("fingerprint").asString(),
                        field.get("corpora").asList(Value::asString),
                        field.get("seed").asLong(),
                        field.get("budget").asDouble(),
                        field.get("order").asDouble(),
                        field.get("kl").asDouble(),
                        field.get("curve").asList(Value::asDouble));
    }

    @Override
    public boolean namesField() {
        return graph.read("learned-field", Map.of()).get(0).get("named").asBoolean();
    }

    private static String json(Map<String, Object> settings) {
        try {
            return JSON.writeValueAsString(new TreeMap<>(settings));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("settings must be numbers, booleans, strings or lists of these", e);
        }
    }
}
