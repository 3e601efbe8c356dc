package dev.stellator.cypher;

import dev.stellator.cypher.StellatorProcedures.BasinRow;
import dev.stellator.cypher.StellatorProcedures.PathRow;
import dev.stellator.cypher.StellatorProcedures.ProbeRow;
import dev.stellator.cypher.StellatorProcedures.ResonantRow;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.PathGraph.Step;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.engine.probe.Probe;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Transaction;

/** Hands what procedures are asked to the engine, and its answers back as rows. */
final class Questions {
    private static final int MOST_RESONANT = 10_000;

    private final Graph graph;
    private final ThoughtGraph thoughts;
    private final BasinGraph basins;
    private final String database;

    Questions(Transaction transaction, GraphDatabaseService database) {
        this.graph = new GraphInside(transaction);
        this.thoughts = new StoredThoughts(graph);
        this.basins = new StoredBasins(graph, new Leases(graph, true, note -> {}));
        this.database = database.databaseName();
    }

    Stream<BasinRow> basins() {
        return basins.basins().stream()
                .map(basin -> new BasinRow(
                        basin.id(),
                        basin.level(),
                        basin.parentId(),
                        basin.label(),
                        basin.size(),
                        basin.depth(),
                        basin.radius(),
                        finite(basin.stability()),
                        basin.anchors().stream()
                                .map(anchor -> anchor.token().text())
                                .toList(),
                        basin.representativeId()));
    }

    Stream<ProbeRow> probe(@Nullable String text) {
        float[] embedding = embed(text);
        Probe.Answer answer = ResidentEngine.ask(database, thoughts, basins, embedding);
        Optional<Basin> runnerUp = Optional.ofNullable(answer.runnerUp());
        return Stream.of(new ProbeRow(
                String.valueOf(text),
                answer.basin().label(),
                answer.basin().id(),
                runnerUp.map(Basin::label).orElse(null),
                runnerUp.map(Basin::id).orElse(null),
                answer.p(),
                answer.score(),
                answer.inside(),
                answer.zone().word(),
                answer.share(),
                finite(answer.margin()),
                answer.energyBefore(),
                answer.energyAfter(),
                answer.steps(),
                answer.distance(),
                answer.nearest().stream()
                        .map(near -> Map.<String, Object>of(
                                "id", near.thought().id(),
                                "text", near.thought().text(),
                                "similarity", near.similarity()))
                        .toList(),
                answer.why()));
    }

    Stream<PathRow> path(@Nullable String from, @Nullable String to) {
        PathFinder finder = new PathFinder(new StoredTransitions(graph, thoughts));
        var source = finder.token(given("from", from));
        var target = finder.token(given("to", to));
        List<PathFinder.Path> paths =
                finder.between(source, target, nearestBasin(embed(to)), PathFinder.Options.DEFAULT);
        return IntStream.range(0, paths.size()).mapToObj(i -> row(i, paths.get(i)));
    }

    private static PathRow row(int index, PathFinder.Path path) {
        return new PathRow(
                index,
                path.energy(),
                path.tokens(),
                path.steps().stream().map(Step::energy).toList(),
                path.steps().stream().map(step -> evidence(path, step)).toList(),
                path.basin().label(),
                path.basin().id());
    }

    private static String evidence(PathFinder.Path path, Step step) {
        Thought thought = step.evidenceId() == null ? null : path.evidence().get(step.evidenceId());
        return thought == null ? "" : thought.text();
    }

    private Basin nearestBasin(float[] embedding) {
        return basins.finest().stream()
                .max(Comparator.comparingDouble(basin -> Vectors.dot(basin.attractor(), embedding)))
                .orElseThrow(() -> new InputRefusedException("there are no basins yet; run `stellator basins` first"));
    }

    Stream<ResonantRow> resonant(@Nullable String text, long k) {
        if (k < 1 || k > MOST_RESONANT) {
            throw new InputRefusedException("k must be from 1 to " + MOST_RESONANT + ", found " + k);
        }
        return thoughts.nearest(embed(text), (int) k).stream()
                .map(near -> new ResonantRow(
                        near.thought().id(),
                        near.thought().text(),
                        near.similarity(),
                        near.thought().language(),
                        near.thought().documentId()));
    }

    private float[] embed(@Nullable String text) {
        String given = given("text", text);
        String id = graph.read("corpus-embedders", Map.of()).stream()
                .findFirst()
                .map(row -> row.get("embedder").asString())
                .orElseThrow(() -> new InputRefusedException("the graph is empty; run `stellator import` first"));
        return ResidentEngine.embed(id, given);
    }

    private static String given(String name, @Nullable String text) {
        if (text == null || text.isBlank()) {
            throw new InputRefusedException("the argument '" + name + "' is empty; give some words");
        }
        return text;
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
