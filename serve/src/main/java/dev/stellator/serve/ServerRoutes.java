package dev.stellator.serve;

import dev.stellator.api.GraphMap;
import dev.stellator.api.GraphViews;
import dev.stellator.api.GraphViews.Overview;
import dev.stellator.api.Resident;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What is asked of the server itself: how warm it is, what this session may do, its end, its description. */
final class ServerRoutes {
    private final ServeSettings settings;
    private final Resident resident;
    private final GraphViews views;
    private final Warmth warmth;
    private final Jobs jobs;
    private final Runnable stop;

    ServerRoutes(Explorer explorer, Runnable stop) {
        this.settings = explorer.settings();
        this.resident = explorer.resident();
        this.views = explorer.views();
        this.warmth = explorer.warmth();
        this.jobs = explorer.jobs();
        this.stop = stop;
    }

    void addTo(Router router) {
        router.on("GET", "/api/v1/status", exchange -> exchange.json(200, status(exchange.session())))
                .on("POST", "/api/v1/session", this::session)
                .on("POST", "/api/v1/stop", this::end)
                .on("GET", "/api/v1/openapi.json", ServerRoutes::description);
    }

    /** @param version changes with the map */
    record MapState(String version, boolean settled, int thoughts, java.util.List<String> basins, String note) {}

    /**
     * @param doing what is being opened or drawn; empty when all is warm
     * @param failure why something cannot be opened; null when nothing is wrong
     * @param hasGraph whether anything was imported yet
     * @param generation rises with each change of the graph
     * @param map null while there is none
     * @param jobs commands at work
     */
    record Status(
            String version,
            boolean readOnly,
            boolean unlocked,
            String doing,
            @Nullable String failure,
            boolean hasGraph,
            @Nullable Overview graph,
            long generation,
            @Nullable MapState map,
            boolean encoder,
            boolean probe,
            @Nullable String model,
            int jobs) {}

    private Status status(Session session) {
        Resident.Warmth warm = resident.warmth();
        GraphMap map = views.map();
        return new Status(
                settings.version(),
                settings.readOnly(),
                session.isUnlocked(),
                warmth.doing(),
                warmth.failure(),
                resident.hasGraph(),
                warmth.overview(),
                resident.generation(),
                map == null
                        ? null
                        : new MapState(map.version(), map.settled(), map.ids().length, map.basinIds(), map.note()),
                warm.encoder(),
                warm.probe(),
                warm.model(),
                jobs.running());
    }

    /** @param unlocked whether queries of this session may change the graph */
    record SessionState(boolean unlocked) {}

    private void session(Exchange exchange) {
        SessionState wanted = exchange.body(SessionState.class);
        if (wanted.unlocked() && settings.readOnly()) {
            throw GraphRoutes.readOnly().raised();
        }
        exchange.session().unlock(wanted.unlocked());
        exchange.json(200, new SessionState(exchange.session().isUnlocked()));
    }

    private void end(Exchange exchange) {
        JobRoutes.requireBearer(exchange);
        exchange.nothing(202);
        stop.run();
    }

    private static void description(Exchange exchange) throws IOException {
        try (InputStream in = ServerRoutes.class.getResourceAsStream("openapi.json")) {
            if (in == null) {
                throw new IOException("the program lacks the description of its interface");
            }
            exchange.answer(
                    200,
                    "application/json; charset=utf-8",
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
        }
    }
}
