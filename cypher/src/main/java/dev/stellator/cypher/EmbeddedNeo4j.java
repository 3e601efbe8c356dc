package dev.stellator.cypher;

import dev.stellator.engine.DatabaseUnreachableException;
import dev.stellator.engine.StellatorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.status.StatusLogger;
import org.jspecify.annotations.Nullable;
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
    static final String USER = "neo4j";

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

    /** Folder of the database in the data folder. */
    private static final String HOME = "neo4j";

    private static final long LEAST_FREE_SPACE = 200 * Failures.MEBIBYTE;
    private static final int SECONDS_TO_STOP = 120;
    private static final int SECONDS_ON_A_FULL_DISK = 3;
    private static final int PASSWORD_BYTES = 24;
    private static final int HASH_ITERATIONS = 1024;

    private final Path folder;
    private final FileChannel lockFile;
    private final DatabaseManagementService service;
    private final String password;
    private final int port;

    private EmbeddedNeo4j(
            Path folder, FileChannel lockFile, DatabaseManagementService service, String password, int port) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.service = service;
        this.password = password;
        this.port = port;
    }

    static boolean isIn(Path dataFolder) {
        return Files.isDirectory(dataFolder.resolve(HOME));
    }

    static EmbeddedNeo4j start(Path dataFolder, long pageCacheBytes) {
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
            Path home = folder.resolve(HOME);
            dropHalfCreated(home);
            String password = password(home);
            service = build(home, pageCacheBytes);
            var database = (GraphDatabaseAPI) service.database("neo4j");
            register(database.getDependencyResolver().resolveDependency(GlobalProcedures.class));
            keepOffStandardError(database);
            int port = database.getDependencyResolver()
                    .resolveDependency(ConnectorPortRegister.class)
                    .getLocalAddress(ConnectorType.BOLT)
                    .getPort();
            return new EmbeddedNeo4j(folder, lock, service, password, port);
        } catch (IOException | ProcedureException | ReflectiveOperationException | RuntimeException e) {
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

    /**
     * A kill while Neo4j creates its stores leaves some that it cannot start from. Nothing was written to them yet, which
     * shows in that the graph's own store is not there, and the creation begins anew.
     */
    private static void dropHalfCreated(Path home) throws IOException {
        Path data = home.resolve("data");
        Path databases = data.resolve("databases");
        if (!Files.isDirectory(databases.resolve("system")) || Files.exists(databases.resolve("neo4j"))) {
            return;
        }
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        Files.deleteIfExists(home.resolve("password"));
    }

    Path folder() {
        return folder;
    }

    String password() {
        return password;
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
        if (isFull(folder)) {
            throw leftOpen(folder, null);
        }
        FutureTask<@Nullable Void> shutdown = new FutureTask<>(service::shutdown, null);
        Thread stopper = new Thread(shutdown, "stop-database");
        stopper.setDaemon(true);
        stopper.start();
        boolean interrupted = false;
        try {
            for (long full = 0, waited = 0; ; waited++) {
                try {
                    shutdown.get(1, TimeUnit.SECONDS);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw isFull(folder)
                            ? leftOpen(folder, e)
                            : new StellatorException(
                                    "the database in " + folder + " did not stop well: " + Failures.firstLine(root(e))
                                            + "; what was committed is kept",
                                    e);
                } catch (TimeoutException e) {
                    full = isFull(folder) ? full + 1 : 0;
                    if (full > SECONDS_ON_A_FULL_DISK || waited > SECONDS_TO_STOP) {
                        throw leftOpen(folder, e);
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean isFull(Path folder) {
        return Failures.freeSpace(folder) < Failures.FULL_DISK;
    }

    private static StellatorException leftOpen(Path folder, @Nullable Throwable cause) {
        return new StellatorException(
                (isFull(folder)
                                ? "the disk that holds " + folder + " is full; free some space"
                                : "the database in " + folder + " did not stop within " + SECONDS_TO_STOP + " s")
                        + "; what was committed is kept, and the same command goes on from there",
                cause);
    }

    private static DatabaseManagementService build(Path home, long pageCacheBytes) {
        return new DatabaseManagementServiceBuilder(home)
                .setConfig(BoltConnector.enabled, true)
                .setConfig(BoltConnector.listen_address, new SocketAddress("127.0.0.1", 0))
                .setConfig(BoltConnectorInternalSettings.thread_pool_shutdown_wait_time, Duration.ofMillis(100))
                .setConfig(HttpConnector.enabled, false)
                .setConfig(HttpsConnector.enabled, false)
                .setConfig(GraphDatabaseSettings.udc_enabled, false)
                .setConfig(GraphDatabaseSettings.auth_enabled, true)
                .setConfig(GraphDatabaseSettings.pagecache_memory, pageCacheBytes)
                .setConfig(GraphDatabaseSettings.pagecache_warmup_enabled, false)
                .setConfig(GraphDatabaseSettings.preallocate_logical_logs, false)
                .setConfig(GraphDatabaseSettings.logical_log_rotation_threshold, 64 * Failures.MEBIBYTE)
                .setConfig(GraphDatabaseSettings.keep_logical_logs, "keep_none")
                .setConfig(GraphDatabaseInternalSettings.dump_diagnostics, false)
                .setConfig(GraphDatabaseInternalSettings.dump_configuration, false)
                .build();
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
            Files.createDirectories(folder);
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
                        + folder.resolve(HOME).resolve("logs").resolve("debug.log"),
                e);
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /**
     * The password of this folder's database. The first time it is made up, and put where Neo4j looks for the first
     * user; only the owner can read it.
     */
    private static String password(Path home) throws IOException {
        Path file = home.resolve("password");
        if (Files.exists(file) && Files.size(file) > 0) {
            return Files.readString(file).strip();
        }
        SecureRandom random = new SecureRandom();
        byte[] secret = new byte[PASSWORD_BYTES];
        random.nextBytes(secret);
        String password = HexFormat.of().formatHex(secret);
        byte[] salt = new byte[32];
        random.nextBytes(salt);
        Path initial = home.resolve("data").resolve("dbms").resolve("auth.ini");
        Files.createDirectories(initial.getParent());
        writePrivately(initial, USER + ":" + hashed(password, salt) + ":\n");
        writePrivately(file, password + "\n");
        return password;
    }

    private static String hashed(String password, byte[] salt) {
        MessageDigest digest = dev.stellator.engine.Hashes.newSha256();
        digest.update(salt);
        byte[] hash = digest.digest(password.getBytes(StandardCharsets.UTF_8));
        for (int i = 1; i < HASH_ITERATIONS; i++) {
            hash = digest.digest(hash);
        }
        HexFormat hex = HexFormat.of();
        return "SHA-256," + hex.formatHex(hash) + "," + hex.formatHex(salt) + "," + HASH_ITERATIONS;
    }

    private static void writePrivately(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            if (Files.getFileAttributeView(file, PosixFileAttributeView.class) != null) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        }
    }
}
