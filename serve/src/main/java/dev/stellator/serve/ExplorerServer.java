package dev.stellator.serve;

import dev.stellator.api.GraphViews;
import dev.stellator.api.Resident;
import dev.stellator.api.json.MachinePaths;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.StellatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * The explorer of one data folder, on the loopback interface. It answers as soon as it has started; graph, encoder and field
 * are opened meanwhile. Thread-safe; whoever started it closes it.
 */
public final class ExplorerServer implements AutoCloseable {
    private static final int MOST_THREADS = 200;
    private static final int MILLIS_IDLE = 30_000;
    private static final int SECONDS_FOR_A_HEAD = 15;
    private static final int MOST_HEAD = 16 << 10;
    private static final long MILLIS_FOR_JOBS = 1_200;

    private final ServeSettings settings;
    private final Resident resident;
    private final Warmth warmth;
    private final Jobs jobs;
    private final GraphRoutes graphRoutes;
    private final Sessions sessions = new Sessions();
    private final Router router;
    private final Guard guard;
    private final Server server;
    private final ServerConnector connector;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicLong lastAsked = new AtomicLong(System.nanoTime());
    private @Nullable ServerFile file;

    public ExplorerServer(ServeSettings settings, CommandHost host) {
        this.settings = settings;
        this.resident = new Resident(settings.graph(), settings.readOnly());
        GraphViews views = new GraphViews(resident);
        MachinePaths paths = new MachinePaths(settings.graph().data());
        this.warmth = new Warmth(resident, views, paths::plain);
        this.jobs = new Jobs(host, resident, warmth::again, paths::plain);
        this.graphRoutes = new GraphRoutes(views, settings.readOnly(), paths::plain);
        this.router = new Router(paths::plain);
        Pages.addTo(router);
        graphRoutes.addTo(router);
        new FieldRoutes(resident).addTo(router);
        new JobRoutes(jobs, settings).addTo(router);
        new CommandRoutes(jobs, settings).addTo(router);
        new ReportRoutes(settings.graph().data(), paths).addTo(router);
        new ServerRoutes(new Explorer(settings, resident, views, warmth, jobs), ended::countDown).addTo(router);
        this.guard = new Guard(router, sessions, () -> lastAsked.set(System.nanoTime()));
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 4);
        threads.setName("http");
        threads.setDaemon(true);
        this.server = new Server(threads);
        this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http()));
        connector.setHost("127.0.0.1");
        connector.setPort(settings.port());
        connector.setIdleTimeout(MILLIS_IDLE);
        connector.addBean(new SlowHeads(Duration.ofSeconds(SECONDS_FOR_A_HEAD), server));
        server.addConnector(connector);
        server.setHandler(guard);
    }

    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setSendDateHeader(false);
        http.setRequestHeaderSize(MOST_HEAD);
        return http;
    }

    /**
     * Listens, and begins to open the graph.
     *
     * @throws InputRefusedException when another server has this folder
     * @throws StellatorException when the port cannot be had
     */
    public void start() {
        Path data = settings.graph().data();
        ServerFile other = ServerFile.read(data);
        if (other != null && other.stillRuns()) {
            throw new InputRefusedException(
                    "a server has this data folder already, at " + other.address() + "; `stellator stop` ends it");
        }
        try {
            Files.createDirectories(data);
            jobs.load();
            server.start();
            guard.listensOn(connector.getLocalPort());
            ServerFile mine = ServerFile.mine(connector.getLocalPort(), sessions.token(), settings.version());
            mine.write(data);
            file = mine;
        } catch (IOException e) {
            close();
            throw new StellatorException(
                    "the server cannot listen on port " + settings.port() + " or write into " + data + ": "
                            + e.getMessage() + "; choose another with --port or --data",
                    e);
        } catch (Exception e) {
            close();
            throw new StellatorException("the server does not start: " + e.getMessage(), e);
        }
        warmth.start();
    }

    /** Port that it listens on. */
    public int port() {
        return connector.getLocalPort();
    }

    /** The address of the page with the token, for the person who started it. */
    public String entrance() {
        return "http://127.0.0.1:" + port() + "/?token=" + sessions.token().text();
    }

    /** What is opened so far, in words; empty when all is warm. */
    public String doing() {
        return warmth.doing();
    }

    /** Methods and paths of the interface, for its description. */
    public java.util.List<String> routes() {
        return router.routes().stream()
                .map(route -> route.method() + " " + route.template())
                .toList();
    }

    /**
     * Waits until somebody ends it, or nobody has asked for as long as the settings say.
     *
     * @throws InterruptedException when the thread is interrupted
     */
    public void await() throws InterruptedException {
        Duration idle = settings.idle();
        while (!ended.await(1, TimeUnit.SECONDS)) {
            if (idle != null && jobs.running() == 0 && System.nanoTime() - lastAsked.get() > idle.toNanos()) {
                settings.notes().accept("nobody asked for " + idle.toMinutes() + " min: ending");
                return;
            }
        }
    }

    /** Stops jobs, closes all connections and the graph, and removes {@code serve.json}. */
    @Override
    public void close() {
        ServerFile mine = file;
        if (mine != null) {
            mine.remove(settings.graph().data());
        }
        jobs.close(MILLIS_FOR_JOBS);
        warmth.stop();
        graphRoutes.close();
        try {
            server.stop();
        } catch (Exception e) {
            settings.notes().accept("the server did not stop well: " + e.getMessage());
        } finally {
            resident.close();
        }
    }
}
