package dev.stellator.servers;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Neo4j server process of the published libraries, on free ports of the loopback interface, in a home folder that
 * outlives it: it can be killed and started again. Used by one thread.
 */
final class NeoServer implements AutoCloseable {
    static final String PASSWORD = "a-password-of-tests";

    private static final Path LIBRARIES = Path.of("neo4j", "target", "lib").toAbsolutePath();
    private static final Path GDS = Path.of("gds", "target", "lib").toAbsolutePath();
    private static final Path PLUGIN = Path.of("..", "cypher", "plugin", "target", "plugins")
            .toAbsolutePath()
            .normalize();
    private static final int SECONDS_TO_START = 120;
    private static final int SECONDS_TO_STOP = 60;

    private final Path home;
    private final int boltPort;
    private final int httpPort;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private @Nullable Process process;

    /** What lies in the plug-in folder of the server. */
    enum Plugins {
        NONE,
        GDS,
        GDS_AND_STELLATOR
    }

    NeoServer(Path home, Plugins plugins) throws IOException, InterruptedException {
        this.home = home;
        this.boltPort = freePort();
        this.httpPort = freePort();
        for (String folder : List.of("conf", "plugins", "logs", "data", "run", "import", "certificates")) {
            Files.createDirectories(home.resolve(folder));
        }
        fill(plugins);
        set("server.default_listen_address", "127.0.0.1");
        set("server.bolt.listen_address", "127.0.0.1:" + boltPort);
        set("server.bolt.advertised_address", ":" + boltPort);
        set("server.http.listen_address", "127.0.0.1:" + httpPort);
        set("server.http.advertised_address", ":" + httpPort);
        set("server.memory.pagecache.size", "64m");
        set("dbms.security.procedures.unrestricted", "gds.*");
        set("dbms.usage_report.enabled", "false");
        set("db.logs.query.enabled", "OFF");
        writeSettings();
        admin("dbms", "set-initial-password", PASSWORD);
    }

    private void fill(Plugins plugins) throws IOException {
        if (plugins == Plugins.NONE) {
            return;
        }
        List<String> servers =
                names(LIBRARIES).stream().map(NeoServer::artifact).toList();
        for (String name : names(GDS)) {
            if (!servers.contains(artifact(name))) {
                Files.copy(GDS.resolve(name), home.resolve("plugins").resolve(name));
            }
        }
        if (plugins == Plugins.GDS_AND_STELLATOR) {
            addStellator();
        }
    }

    void addStellator() throws IOException {
        try (Stream<Path> files = Files.walk(PLUGIN)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy =
                        home.resolve("plugins").resolve(PLUGIN.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                Files.copy(file, copy);
            }
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private static String artifact(String jar) {
        return jar.replaceFirst("-\\d.*", "");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    void set(String key, String value) {
        settings.put(key, value);
    }

    private void writeSettings() throws IOException {
        List<String> lines = new ArrayList<>();
        settings.forEach((key, value) -> lines.add(key + "=" + value));
        Files.write(home.resolve("conf").resolve("neo4j.conf"), lines);
    }

    private ProcessBuilder java(String heap, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/java.io=ALL-UNNAMED",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util.concurrent=ALL-UNNAMED",
                "-Djol.skipHotspotSAAttach=true",
                "-Djol.skipDynamicAttach=true",
                "-Dlog4j2.disable.jmx=true",
                "-cp",
                // the order of a server's own start script
                home.resolve("plugins") + "/*" + File.pathSeparator + home.resolve("conf") + "/*" + File.pathSeparator
                        + LIBRARIES + "/*"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("NEO4J_HOME", home.toString());
        builder.environment().put("NEO4J_CONF", home.resolve("conf").toString());
        return builder;
    }

    /** Runs the administration tool of the server, and returns what it printed. */
    String admin(String... arguments) throws IOException, InterruptedException {
        return admin(home, arguments);
    }

    /** @param folder that the tool works in */
    String admin(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("org.neo4j.server.startup.Neo4jAdminCommand"));
        all.addAll(List.of(arguments));
        Path log = home.resolve("logs").resolve("admin.log");
        Process admin = java("-Xmx400m", all.toArray(String[]::new))
                .directory(folder.toFile())
                .redirectOutput(log.toFile())
                .start();
        if (!admin.waitFor(SECONDS_TO_START, TimeUnit.SECONDS) || admin.exitValue() != 0) {
            admin.destroyForcibly();
            throw new AssertionError("neo4j-admin " + String.join(" ", arguments) + ": " + Files.readString(log));
        }
        return Files.readString(log);
    }

    NeoServer start() throws IOException, InterruptedException {
        begin();
        await();
        return this;
    }

    /** Starts the process, and does not wait until it answers. */
    void begin() throws IOException {
        writeSettings();
        process = java(
                        "-Xmx900m",
                        "org.neo4j.server.CommunityEntryPoint",
                        "--home-dir=" + home,
                        "--config-dir=" + home.resolve("conf"))
                .redirectOutput(home.resolve("logs").resolve("console.log").toFile())
                .start();
    }

    private void await() throws IOException, InterruptedException {
        for (int i = 0; i < SECONDS_TO_START * 4; i++) {
            if (process == null || !process.isAlive()) {
                break;
            }
            try {
                if (get("/").statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // not yet
            }
            TimeUnit.MILLISECONDS.sleep(250);
        }
        throw new AssertionError("the server does not start: "
                + Files.readString(home.resolve("logs").resolve("console.log")));
    }

    URI uri() {
        return uri("bolt");
    }

    URI uri(String scheme) {
        return URI.create(scheme + "://127.0.0.1:" + boltPort);
    }

    int boltPort() {
        return boltPort;
    }

    Path home() {
        return home;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + path))
                .build();
        return client().send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** One call of the HTTP Query API. */
    HttpResponse<String> query(String body) throws IOException, InterruptedException {
        String login = Base64.getEncoder().encodeToString(("neo4j:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/db/neo4j/query/v2"))
                .header("Authorization", "Basic " + login)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
    }

    /** Ends the process as a power cut does. */
    void kill() {
        if (process != null) {
            process.destroyForcibly()
                    .onExit()
                    .orTimeout(SECONDS_TO_STOP, TimeUnit.SECONDS)
                    .join();
            process = null;
        }
    }

    /** Ends the process as an administrator does. */
    void stop() throws InterruptedException {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                kill();
            }
            process = null;
        }
    }

    @Override
    public void close() {
        kill();
    }
}
