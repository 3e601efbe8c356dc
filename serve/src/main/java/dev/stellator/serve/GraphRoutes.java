package dev.stellator.serve;

import dev.stellator.api.GraphMap;
import dev.stellator.api.GraphViews;
import dev.stellator.api.GraphViews.ThoughtView;
import dev.stellator.api.ProgramForm;
import dev.stellator.api.Programs;
import dev.stellator.api.json.JsonSchemas;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** What is asked of the graph: map, thoughts, basins, probes, paths, programs, Cypher. */
final class GraphRoutes implements AutoCloseable {
    private static final int MOST_ROWS = 500;
    private static final int MOST_TEXT = 4_000;
    private static final int MOST_PROBED = 20_000;
    private static final int CYPHER_ROWS = 1_000;
    private static final int CYPHER_SECONDS = 60;

    private final GraphViews views;
    private final boolean readOnly;
    private final UnaryOperator<String> withoutPaths;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "query-clock");
        thread.setDaemon(true);
        return thread;
    });

    GraphRoutes(GraphViews views, boolean readOnly, UnaryOperator<String> withoutPaths) {
        this.views = views;
        this.readOnly = readOnly;
        this.withoutPaths = withoutPaths;
    }

    void addTo(Router router) {
        router.on("GET", "/api/v1/map", this::map)
                .on("GET", "/api/v1/thoughts", this::thoughts)
                .on(
                        "GET",
                        "/api/v1/basins",
                        exchange -> exchange.json(200, JsonSchemas.named("basins", views.basins())))
                .on("POST", "/api/v1/probe", this::probe)
                .on("GET", "/api/v1/probe/null", exchange -> exchange.json(200, views.calibration()))
                .on("POST", "/api/v1/paths/find", this::find)
                .on("GET", "/api/v1/paths", exchange -> exchange.json(200, views.paths()))
                .on("POST", "/api/v1/paths", this::store)
                .on("POST", "/api/v1/programs/check", GraphRoutes::check)
                .on("POST", "/api/v1/programs/write", GraphRoutes::write)
                .on("POST", "/api/v1/cypher", this::cypher);
    }

    private void map(Exchange exchange) {
        GraphMap map = views.map();
        if (map == null) {
            exchange.nothing(204);
            return;
        }
        String tag = "\"" + map.version() + "\"";
        exchange.headers().put(HttpHeader.ETAG, tag);
        exchange.headers().put(HttpHeader.CACHE_CONTROL, "private, no-cache");
        if (tag.equals(exchange.header(HttpHeader.IF_NONE_MATCH))) {
            exchange.nothing(304);
            return;
        }
        exchange.answer(200, "application/octet-stream", map.bytes());
    }

    /** @param left how many were asked for beyond the most that are told at once */
    record Thoughts(List<ThoughtView> thoughts, int left) {}

    private void thoughts(Exchange exchange) {
        String near = exchange.parameter("near");
        if (near != null) {
            int limit = Math.max(1, Math.min(MOST_ROWS, exchange.number("limit", 50)));
            exchange.json(200, shown(views.alike(cut(near), limit), 0));
            return;
        }
        List<Integer> rows = new ArrayList<>();
        String given = exchange.parameter("rows");
        for (String row : given == null || given.isEmpty() ? new String[0] : given.split(",", -1)) {
            try {
                rows.add(Integer.parseInt(row));
            } catch (NumberFormatException e) {
                throw Problem.of(400, "bad request", "rows holds no number: " + row, "give rows=1,2,3")
                        .raised();
            }
        }
        int told = Math.min(MOST_ROWS, rows.size());
        exchange.json(200, shown(views.thoughts(rows.subList(0, told)), rows.size() - told));
    }

    /** Long texts are cut for lists, and where documents lie is told without the machine's folders. */
    private Thoughts shown(List<ThoughtView> thoughts, int left) {
        return new Thoughts(
                thoughts.stream()
                        .map(thought -> new ThoughtView(
                                thought.row(),
                                thought.id(),
                                shortened(thought.text()),
                                thought.language(),
                                withoutPaths.apply(thought.document()),
                                thought.position(),
                                thought.basinId(),
                                thought.zone(),
                                thought.energy(),
                                thought.margin(),
                                thought.similarity()))
                        .toList(),
                left);
    }

    private static String shortened(String text) {
        return text.length() <= MOST_TEXT
                ? text
                : text.substring(0, MOST_TEXT) + " … (" + text.length() + " characters)";
    }

    private static String cut(String text) {
        return text.length() <= MOST_PROBED ? text : text.substring(0, MOST_PROBED);
    }

    record Probing(String text) {}

    /** @param descent stops on the way down the field, with places on the map */
    record Probed(Object answer, List<GraphViews.Stop> descent) {}

    private void probe(Exchange exchange) {
        Probing asked = exchange.body(Probing.class);
        if (asked.text() == null || asked.text().length() > MOST_PROBED) {
            throw Problem.of(
                            422,
                            "refused",
                            "a thought has 1 to " + MOST_PROBED + " characters here",
                            "give a shorter one, or `stellator probe --file`")
                    .raised();
        }
        GraphViews.ProbeView view = views.probe(asked.text());
        exchange.json(200, new Probed(JsonSchemas.named("probe", view.answer()), view.descent()));
    }

    /** @param alternatives number of paths; null for three */
    record PathAsked(
            @Nullable String thought, @Nullable String from, @Nullable String to, @Nullable Integer alternatives) {
        int most() {
            return alternatives == null ? 3 : Math.max(1, Math.min(20, alternatives));
        }

        @Nullable
        String start() {
            return thought == null || thought.isBlank() ? null : thought;
        }
    }

    private void find(Exchange exchange) {
        PathAsked asked = exchange.body(PathAsked.class);
        exchange.json(
                200, JsonSchemas.named("path", views.path(asked.start(), asked.from(), asked.to(), asked.most())));
    }

    private void store(Exchange exchange) {
        refuseWhereReadOnly();
        PathAsked asked = exchange.body(PathAsked.class);
        exchange.json(
                201, JsonSchemas.named("path", views.store(asked.start(), asked.from(), asked.to(), asked.most())));
    }

    private void refuseWhereReadOnly() {
        if (readOnly) {
            throw readOnly().raised();
        }
    }

    static Problem readOnly() {
        return new Problem(
                "read-only",
                403,
                "this server was started with --read-only: nothing here changes the graph",
                "start it without --read-only",
                3,
                null,
                null);
    }

    record ProgramText(String text) {}

    private static void check(Exchange exchange) {
        exchange.json(200, Programs.check(exchange.body(ProgramText.class).text()));
    }

    private static void write(Exchange exchange) {
        exchange.json(200, Programs.write(exchange.body(ProgramForm.class)));
    }

    /** @param write whether the query may change the graph; the session must be unlocked for it */
    record Query(String query, @Nullable Map<String, Object> parameters, @Nullable Boolean write) {}

    private void cypher(Exchange exchange) {
        Query asked = exchange.body(Query.class);
        boolean write = Boolean.TRUE.equals(asked.write());
        if (write) {
            refuseWhereReadOnly();
        }
        if (write && !exchange.session().isUnlocked()) {
            throw new Problem(
                            "locked",
                            403,
                            "queries of this session may only read",
                            "unlock writing for this session first",
                            3,
                            null,
                            null)
                    .raised();
        }
        Thread thread = Thread.currentThread();
        AtomicBoolean late = new AtomicBoolean();
        ScheduledFuture<?> alarm = clock.schedule(
                () -> {
                    late.set(true);
                    thread.interrupt();
                },
                CYPHER_SECONDS,
                TimeUnit.SECONDS);
        try {
            Map<String, Object> parameters = asked.parameters() == null ? Map.of() : asked.parameters();
            exchange.json(200, views.cypher(asked.query(), parameters, write, CYPHER_ROWS));
        } catch (RuntimeException e) {
            throw late.get() ? tooSlow() : e;
        } finally {
            alarm.cancel(false);
            if (late.get()) {
                // The thread goes back to the server's pool, and must not be stopped there.
                Thread.interrupted();
            }
        }
    }

    private static RuntimeException tooSlow() {
        return Problem.of(
                        504,
                        "too slow",
                        "the query took longer than " + CYPHER_SECONDS + " s and was stopped",
                        "ask for less, or use `stellator cypher`, which waits")
                .raised();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
