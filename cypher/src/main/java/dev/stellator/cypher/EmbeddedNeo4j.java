package dev.stellator.cypher;

import dev.stellator.engine.DatabaseUnreachableException;
import dev.stellator.engine.StellatorException;
import inet.ipaddr.IPAddressString;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;
import org.neo4j.configuration.Config;
import org.neo4j.configuration.GraphDatabaseInternalSettings;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.configuration.connectors.BoltConnector;
import org.neo4j.configuration.connectors.BoltConnectorInternalSettings;
import org.neo4j.configuration.connectors.ConnectorPortRegister;
import org.neo4j.configuration.connectors.ConnectorType;
import org.neo4j.configuration.connectors.HttpConnector;
import org.neo4j.configuration.connectors.HttpsConnector;
import org.neo4j.configuration.helpers.SocketAddress;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.graphdb.QueryExecutionException;
import org.neo4j.internal.kernel.api.exceptions.ProcedureException;
import org.neo4j.io.locker.FileLockException;
import org.neo4j.io.pagecache.impl.muninn.MuninnPageCache;
import org.neo4j.kernel.api.procedure.GlobalProcedures;
import org.neo4j.kernel.internal.GraphDatabaseAPI;

/**
 * Neo4j and GDS in this JVM, with Bolt on a free port of the loopback interface behind a random password.
 *
 * <p>Procedures are registered by class instead of being looked for in a plug-in folder: only those that are used, from
 * wherever the class path has them. The lock on the folder belongs to the process, so that nothing is left of it when
 * the process is killed.
 */
final class EmbeddedNeo4j implements AutoCloseable {
    private static final List<String> PROCEDURES = List.of(
            "catalog.GraphProjectProc",
            "catalog.GraphDropProc",
            "similarity.knn.KnnStreamProc",
            "leiden.LeidenStreamProc",
            "pagerank.PageRankStreamProc",
            "paths.sourcetarget.ShortestPathYensStreamProc",
            "paths.sourcetarget.ShortestPathDijkstraStreamProc",
            "paths.singlesource.dijkstra.AllShortestPathsDijkstraStreamProc",
            "paths.steiner.SteinerTreeStreamProc");
    private static final List<String> FUNCTIONS = List.of("functions.VersionFunc", "functions.AsNodeFunc");

    private static final long LEAST_FREE_SPACE = 200 * Failures.MEBIBYTE;
    private static final int SECONDS_TO_STOP = 120;
    private static final long MILLIS_TO_BE_READY = 30_000;
    private static final String EVERY_ADDRESS_4 = "0.0.0.0/0";
    private static final String EVERY_ADDRESS_6 = "::/0";

    private final Path folder;
    private final FileChannel lockFile;
    private final DatabaseManagementService service;
    private Login login;
    private final int port;

    private EmbeddedNeo4j(Path folder, FileChannel lockFile, DatabaseManagementService service, Login login, int port) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.service = service;
        this.login = login;
        this.port = port;
    }

    static boolean isIn(Path dataFolder) {
        return Files.isDirectory(dataFolder.resolve(DataFolder.HOME));
    }

    static EmbeddedNeo4j start(Path dataFolder, EmbeddedOptions options) {
        Path folder = dataFolder.toAbsolutePath().normalize();
        FileChannel lock = lock(folder);
        @Nullable DatabaseManagementService service = null;
        try {
            long free = Failures.freeSpace(folder);
            if (free < LEAST_FREE_SPACE) {
                throw new DatabaseUnreachableException("the disk that holds " + folder + " has "
                        + free / Failures.MEBIBYTE + " MiB free, the database needs at least "
                        + LEAST_FREE_SPACE / Failures.MEBIBYTE + " MiB; free some space");
            }
            Path home = folder.resolve(DataFolder.HOME);
            DataFolder.refuseForeign(home);
            DataFolder.dropHalfCreated(home);
            Login login = Login.of(home);
            service = started(folder, home, options);
            var database = (GraphDatabaseAPI) service.database("neo4j");
            if (!database.isAvailable(MILLIS_TO_BE_READY)) {
                throw Failures.damaged(folder, "it does not become available");
            }
            register(database.getDependencyResolver().resolveDependency(GlobalProcedures.class));
            keepOffStandardError(database);
            int port = database.getDependencyResolver()
                    .resolveDependency(ConnectorPortRegister.class)
                    .getLocalAddress(ConnectorType.BOLT)
                    .getPort();
            return new EmbeddedNeo4j(folder, lock, service, login, port);
        } catch (IOException
                | ExecutionException
                | ProcedureException
                | ReflectiveOperationException
                | RuntimeException e) {
            DatabaseUnreachableException failure = asUnreachable(folder, e);
            try {
                if (service != null) {
                    stop(service, folder);
                }
                release(lock);
            } catch (StellatorException second) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
    }

    Path folder() {
        return folder;
    }

    String password() {
        return login.password();
    }

    /** Makes a new login: the one of the folder's file was lost or changed, and whoever has the files owns the graph. */
    void renewLogin() {
        try {
            login = Login.anew(service.database("system"), folder.resolve(DataFolder.HOME));
        } catch (IOException | QueryExecutionException e) {
            throw new DatabaseUnreachableException(
                    "the login of the database in " + folder + " cannot be made anew: " + Failures.firstLine(e), e);
        }
    }

    void refuseWrites() {
        ((GraphDatabaseAPI) service.database("neo4j"))
                .getDependencyResolver()
                .resolveDependency(Config.class)
                .setDynamic(GraphDatabaseSettings.read_only_databases, Set.of("neo4j"), "stellator");
    }

    String uri() {
        return "bolt://127.0.0.1:" + port;
    }

    /**
     * Stops the database. On a full disk it could not write what it holds in memory and would try without end; then it
     * is left as a kill would leave it: what was committed is in its log, and the next start brings it back. Until this
     * process ends, such a folder cannot be opened again.
     *
     * @throws StellatorException when the database had to be left
     */
    @Override
    public void close() {
        try {
            stop(service, folder);
        } finally {
            release(lockFile);
        }
    }

    private static void stop(DatabaseManagementService service, Path folder) {
        if (Failures.isFull(folder)) {
            throw leftOpen(folder, null);
        }
        try {
            WatchedTask.run(Executors.callable(service::shutdown), "stop-database", folder, SECONDS_TO_STOP);
        } catch (ExecutionException e) {
            throw Failures.isFull(folder)
                    ? leftOpen(folder, e)
                    : new StellatorException(
                            "the database in " + folder + " did not stop well: " + Failures.firstLine(root(e))
                                    + "; what was committed is kept",
                            e);
        } catch (TimeoutException e) {
            throw leftOpen(folder, e);
        }
    }

    private static DatabaseManagementService started(Path folder, Path home, EmbeddedOptions options)
            throws ExecutionException {
        try {
            return WatchedTask.run(() -> build(home, options), "start-database", folder, Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new DatabaseUnreachableException(
                    "the disk that holds " + folder + " is full; free some space and start the same command again", e);
        }
    }

    private static StellatorException leftOpen(Path folder, @Nullable Throwable cause) {
        return new StellatorException(
                (Failures.isFull(folder)
                                ? "the disk that holds " + folder + " is full; free some space"
                                : "the database in " + folder + " did not stop within " + SECONDS_TO_STOP + " s")
                        + "; what was committed is kept, and the same command goes on from there",
                cause);
    }

    private static DatabaseManagementService build(Path home, EmbeddedOptions options) {
        BoltOnlyTransport.useFromNowOn();
        return new DatabaseManagementServiceBuilder(home)
                .setConfig(BoltConnector.enabled, true)
                .setConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", 0))
                .setConfig(BoltConnectorInternalSettings.use_native_transport, false)
                .setConfig(BoltConnectorInternalSettings.thread_pool_shutdown_wait_time, Duration.ofMillis(100))
                .setConfig(HttpConnector.enabled, false)
                .setConfig(HttpsConnector.enabled, false)
                .setConfig(GraphDatabaseSettings.udc_enabled, false)
                .setConfig(GraphDatabaseSettings.auth_enabled, true)
                // A password of 192 random bits needs no lock, which others could close by wrong logins.
                .setConfig(GraphDatabaseSettings.auth_max_failed_attempts, 0)
                .setConfig(GraphDatabaseSettings.allow_file_urls, options.loadCsv())
                .setConfig(
                        GraphDatabaseInternalSettings.cypher_ip_blocklist,
                        options.loadCsv() ? List.of() : List.of(address(EVERY_ADDRESS_4), address(EVERY_ADDRESS_6)))
                .setConfig(GraphDatabaseSettings.pagecache_memory, options.pageCacheBytes())
                .setConfig(GraphDatabaseSettings.pagecache_warmup_enabled, false)
                .setConfig(GraphDatabaseSettings.preallocate_logical_logs, false)
                .setConfig(GraphDatabaseSettings.logical_log_rotation_threshold, 64 * Failures.MEBIBYTE)
                .setConfig(GraphDatabaseSettings.keep_logical_logs, "keep_none")
                .setConfig(GraphDatabaseInternalSettings.dump_diagnostics, false)
                .setConfig(GraphDatabaseInternalSettings.dump_configuration, false)
                .build();
    }

    private static IPAddressString address(String range) {
        return new IPAddressString(range);
    }

    /** What the database cannot write to its files is told as one line by whoever meets it, not traced here. */
    private static void keepOffStandardError(GraphDatabaseAPI database) {
        StatusLogger.getLogger().getFallbackListener().setLevel(Level.OFF);
        database.getDependencyResolver()
                .resolveDependency(MuninnPageCache.class)
                .setPrintExceptionsOnClose(false);
    }

    private static void register(GlobalProcedures registry) throws ProcedureException, ReflectiveOperationException {
        for (String name : PROCEDURES) {
            registry.registerProcedure(Class.forName("org.neo4j.gds." + name));
        }
        registry.registerProcedure(StellatorProcedures.class);
        for (String name : FUNCTIONS) {
            registry.registerFunction(Class.forName("org.neo4j.gds." + name));
        }
    }

    private static FileChannel lock(Path folder) {
        try {
            DataFolder.create(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                FileLock lock = channel.tryLock();
                if (lock != null) {
                    return channel;
                }
            } catch (OverlappingFileLockException e) {
                // held by this very process: the same answer
            }
            channel.close();
            throw inUse(folder, null);
        } catch (IOException e) {
            throw new DatabaseUnreachableException(
                    "cannot write to the data folder " + folder + " (" + e + "); choose another with --data", e);
        }
    }

    private static void release(FileChannel lock) {
        try {
            lock.close();
        } catch (IOException e) {
            throw new DatabaseUnreachableException("cannot release the data folder: " + e, e);
        }
    }

    private static DatabaseUnreachableException inUse(Path folder, @Nullable Throwable cause) {
        return new DatabaseUnreachableException(
                "another process uses the data folder " + folder
                        + "; wait until it is done, or choose another with --data",
                cause);
    }

    private static DatabaseUnreachableException asUnreachable(Path folder, Exception e) {
        if (e instanceof DatabaseUnreachableException unreachable) {
            return unreachable;
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof FileLockException) {
                return inUse(folder, e);
            }
        }
        return new DatabaseUnreachableException(
                "the database in " + folder + " does not start: " + root(e) + "; its log is "
                        + folder.resolve(DataFolder.HOME).resolve("logs").resolve("debug.log"),
                e);
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
