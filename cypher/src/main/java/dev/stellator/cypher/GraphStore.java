package dev.stellator.cypher;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.engine.graph.PathGraph;
import dev.stellator.engine.graph.ResonanceGraph;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.graph.TransitionGraph;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Query;
import org.neo4j.driver.Values;
import org.neo4j.driver.exceptions.Neo4jException;
import org.neo4j.driver.summary.ResultSummary;

/**
 * The graph: embedded in a data folder, or on a Neo4j server. Both are reached through the driver, and all that is
 * handed out works until the store is closed by whoever opened it.
 *
 * <p>Safe for use by several threads.
 */
public final class GraphStore implements AutoCloseable {
    static {
        // GDS measures its objects with a library that would start a second JVM, attach it to this one and so stop it.
        System.setProperty("jol.skipHotspotSAAttach", "true");
        System.setProperty("jol.skipDynamicAttach", "true");
    }

    private final Driver driver;
    private final @Nullable EmbeddedNeo4j embedded;
    private final String place;
    private final Graph graph;
    private final StoredThoughts thoughts;
    private final StoredBasins basins;
    private final StoredCorpus corpus;
    private final Leases leases;

    private GraphStore(Driver driver, @Nullable EmbeddedNeo4j embedded, Failures failures, Consumer<String> notes) {
        this.driver = driver;
        this.embedded = embedded;
        this.place = failures.place();
        this.graph = new Graph(driver, failures);
        this.leases = new Leases(graph, embedded != null, notes);
        this.thoughts = new StoredThoughts(graph);
        this.basins = new StoredBasins(graph, leases);
        this.corpus = new StoredCorpus(graph, leases);
    }

    /**
     * Opens the embedded database in a folder, which is created where it is missing.
     *
     * @throws dev.stellator.engine.DatabaseUnreachableException when another process uses the folder, or it cannot be
     *     written
     */
    public static GraphStore embedded(Path dataFolder) {
        return embedded(dataFolder, EmbeddedOptions.DEFAULT);
    }

    /** Whether there is an embedded database in a folder. */
    public static boolean isIn(Path dataFolder) {
        return EmbeddedNeo4j.isIn(dataFolder);
    }

    /** As {@link #embedded(Path)}, with a page cache of this size. */
    public static GraphStore embedded(Path dataFolder, long pageCacheBytes) {
        return embedded(dataFolder, EmbeddedOptions.DEFAULT.withPageCache(pageCacheBytes));
    }

    /** As {@link #embedded(Path)}, with options. */
    public static GraphStore embedded(Path dataFolder, EmbeddedOptions options) {
        EmbeddedNeo4j database = EmbeddedNeo4j.start(dataFolder, options);
        try {
            Failures failures = new Failures("the database in " + database.folder(), database.folder());
            return opened(Drivers.embedded(database), database, failures, note -> {});
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** Connects to a server or cluster; nothing is said of waiting for other clients. */
    public static GraphStore server(URI uri, String user, char[] password) {
        return server(ServerAddress.of(uri, user), password, note -> {});
    }

    /**
     * Connects to a server or cluster. A transaction that a server loses is tried again for {@value
     * Drivers#SECONDS_TO_RETRY} s; a server that is not there when it is first asked is not waited for.
     *
     * @param password not kept by this class; the caller may wipe it afterwards
     * @param notes receives a line where another client is waited for
     * @throws dev.stellator.engine.DatabaseUnreachableException when it does not answer, refuses the login, or is too old
     * @throws InputRefusedException when the address names a certificate that cannot be read
     */
    public static GraphStore server(ServerAddress address, char[] password, Consumer<String> notes) {
        return opened(Drivers.server(address, password), null, new Failures(address.place(), null), notes);
    }

    private static GraphStore opened(
            Driver driver, @Nullable EmbeddedNeo4j embedded, Failures failures, Consumer<String> notes) {
        GraphStore store = new GraphStore(driver, embedded, failures, notes);
        try {
            if (embedded == null) {
                driver.verifyConnectivity();
                ServerVersion.require(driver, failures.place());
            }
            Schema.migrate(store.graph, failures.place());
            if (embedded != null) {
                GraphLoad.cleanUp(store.graph);
            }
            store.basins.cleanUp();
            return store;
        } catch (Neo4jException e) {
            driver.close();
            throw failures.translate(e);
        } catch (RuntimeException e) {
            driver.close();
            throw e;
        }
    }

    /** Lets the embedded database refuse every change from now on, whoever asks for it: queries, procedures, imports. */
    public void refuseWrites() {
        embeddedDatabase().refuseWrites();
    }

    Graph graph() {
        return graph;
    }

    EmbeddedNeo4j embeddedDatabase() {
        if (embedded == null) {
            throw new IllegalStateException(place + " is not embedded");
        }
        return embedded;
    }

    /** The embedder whose vectors the graph holds; null while it holds none. */
    public @Nullable String embedder() {
        return graph.read("corpus-embedders", Map.of()).stream()
                .findFirst()
                .map(row -> row.get("embedder").asString())
                .orElse(null);
    }

    /** Thoughts by ISO 639-1 code, {@code und} for the rest. */
    public Map<String, Long> thoughtsByLanguage() {
        return graph.read("thought-languages", Map.of()).stream()
                .collect(Collectors.toMap(row -> row.get("language").asString(), row -> row.get("thoughts")
                        .asLong()));
    }

    /** Names of the corpora, in alphabetical order. */
    public List<String> corpora() {
        return graph.read("corpora", Map.of()).stream()
                .map(row -> row.get("name").asString())
                .toList();
    }

    public CorpusGraph corpus() {
        return corpus;
    }

    public ThoughtGraph thoughts() {
        return thoughts;
    }

    public ResonanceGraph resonance() {
        return new StoredResonance(graph);
    }

    public BasinGraph basins() {
        return basins;
    }

    public TransitionGraph transitions() {
        return new StoredTransitions(graph, thoughts);
    }

    public PathGraph paths() {
        return new StoredPaths(graph);
    }

    /** All that the graph holds, to be written elsewhere. */
    public GraphDump dump() {
        return new GraphDump(graph);
    }

    /**
     * Fills the graph, which is empty, with one that was dumped.
     *
     * @throws InputRefusedException when the graph is on a server, where others may use it meanwhile
     */
    public GraphLoad load() {
        if (embedded == null) {
            throw new InputRefusedException("a graph is loaded into a data folder, not into " + place);
        }
        return new GraphLoad(graph);
    }

    /** Receives the rows of a query as they come; values are plain Java, see {@link #query}. */
    public interface RowListener {
        void row(List<String> columns, List<@Nullable Object> values);
    }

    /**
     * What a query gave beside its rows.
     *
     * @param changes how many things of a kind it changed, such as {@code "nodes added"}; only what is not 0
     * @param plan how the database answers it, where {@code EXPLAIN} or {@code PROFILE} asked for that; else null
     */
    public record Outcome(List<String> columns, Map<String, Integer> changes, @Nullable QueryPlan plan) {
        public Outcome {
            columns = List.copyOf(columns);
            changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
        }
    }

    /**
     * Runs one query. Values are null, Boolean, Long, Double, String, byte[], List and Map; nodes and relationships are
     * maps of {@code labels} or {@code type}, and {@code properties}; paths are maps of {@code nodes} and
     * {@code relationships}, of which {@code forward} says whether they point in the path's direction; dates, times and
     * points are text.
     *
     * @param write false to have the database refuse to change anything
     * @return the names of the columns
     */
    public List<String> query(String cypher, Map<String, ?> parameters, boolean write, RowListener listener) {
        return run(cypher, parameters, write, listener).columns();
    }

    /** As {@link #query}, and says what was changed. */
    public Outcome run(String cypher, Map<String, ?> parameters, boolean write, RowListener listener) {
        Query query = new Query(cypher, Values.value(parameters));
        Graph.Outcome outcome = graph.stream(query, write ? AccessMode.WRITE : AccessMode.READ, (columns, row) -> {
            List<@Nullable Object> values = new ArrayList<>();
            row.values().forEach(value -> values.add(PlainValues.plain(value.asObject())));
            listener.row(columns, values);
        });
        ResultSummary summary = outcome.summary();
        return new Outcome(
                outcome.columns(),
                PlainValues.changes(summary.counters()),
                summary.hasPlan() ? QueryPlan.of(summary.plan()) : null);
    }

    /** What a query can name. */
    public record Names(
            List<String> labels,
            List<String> relationshipTypes,
            List<String> propertyKeys,
            List<String> procedures,
            List<String> functions) {
        public Names {
            labels = List.copyOf(labels);
            relationshipTypes = List.copyOf(relationshipTypes);
            propertyKeys = List.copyOf(propertyKeys);
            procedures = List.copyOf(procedures);
            functions = List.copyOf(functions);
        }
    }

    public Names names() {
        return new Names(
                names("names-labels"),
                names("names-relationship-types"),
                names("names-property-keys"),
                names("names-procedures"),
                names("names-functions"));
    }

    private List<String> names(String query) {
        return graph.read(query, Map.of()).stream()
                .map(row -> row.get("name").asString())
                .toList();
    }

    /**
     * What the store is and holds.
     *
     * @param place the data folder or the server's address, in words
     * @param gds version of the Graph Data Science library; null when it is missing
     */
    public record Status(
            String place,
            boolean embedded,
            String neo4j,
            String edition,
            @Nullable String gds,
            int schemaVersion,
            CorpusGraph.Counts counts,
            long basins,
            long paths,
            long runs) {}

    public Status status() {
        var neo4j = graph.read("neo4j-version", Map.of()).get(0);
        var more = graph.read("counts-results", Map.of()).get(0);
        return new Status(
                place,
                embedded != null,
                neo4j.get("version").asString(),
                neo4j.get("edition").asString(),
                gdsVersion(),
                Schema.version(graph),
                corpus.counts(),
                more.get("basins").asLong(),
                more.get("paths").asLong(),
                more.get("runs").asLong());
    }

    private @Nullable String gdsVersion() {
        try {
            return graph.read("gds-version", Map.of()).get(0).get("version").asString();
        } catch (GdsMissingException e) {
            return null;
        }
    }

    @Override
    public void close() {
        leases.close();
        try {
            driver.close();
        } finally {
            if (embedded != null) {
                embedded.close();
            }
        }
    }
}
