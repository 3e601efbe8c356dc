package dev.stellator.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server without plug-ins, behind an encrypted port with a certificate of its own: what it lacks is said in one line. */
@SuppressWarnings("NullAway.Init") // set before the tests
class RefusalsIT {
    private static final char[] SECRET = "of-a-test".toCharArray();

    @TempDir
    static Path folder;

    private static NeoServer server;
    private static ServerRun stellator;
    private static Path certificate;

    @BeforeAll
    static void startServer() throws Exception {
        server = new NeoServer(folder.resolve("server"), NeoServer.Plugins.NONE);
        Path certificates =
                Files.createDirectories(server.home().resolve("certificates").resolve("bolt"));
        certificate = certificates.resolve("public.crt");
        writeCertificate(certificates);
        server.set("dbms.ssl.policy.bolt.enabled", "true");
        server.set("dbms.ssl.policy.bolt.base_directory", "certificates/bolt");
        server.set("dbms.ssl.policy.bolt.private_key", "private.key");
        server.set("dbms.ssl.policy.bolt.public_certificate", "public.crt");
        server.set("dbms.ssl.policy.bolt.client_auth", "NONE");
        server.set("server.bolt.tls_level", "REQUIRED");
        server.start();
        stellator = ServerRun.of(folder, server.uri("bolt+s")).with("--certificate", certificate.toString());
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private static void writeCertificate(Path target) throws Exception {
        Path store = target.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-alias",
                        "bolt",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "SAN=ip:127.0.0.1,dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(SECRET))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor(1, TimeUnit.MINUTES)).as(said).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, SECRET);
        }
        pem(
                target.resolve("private.key"),
                "PRIVATE KEY",
                keys.getKey("bolt", SECRET).getEncoded());
        pem(
                target.resolve("public.crt"),
                "CERTIFICATE",
                keys.getCertificate("bolt").getEncoded());
        Files.delete(store);
    }

    private static void pem(Path file, String kind, byte[] content) throws Exception {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    private static void assertOneLine(Command.Result result, int code, String... parts) {
        assertThat(result.err()).hasSize(1);
        assertThat(result.err().get(0)).startsWith("stellator: ").contains(parts);
        assertThat(result.code()).isEqualTo(code);
    }

    @Test
    void shouldSpeakEncryptedWithACertificateOfItsOwn() throws Exception {
        for (String scheme : List.of("bolt", "bolt+s", "neo4j+s")) {
            Command.Result result = stellator.at(server.uri(scheme)).done("cypher", "RETURN 'heard'");
            assertThat(result.out()).contains("heard");
        }
        assertThat(stellator
                        .at(server.uri("bolt+ssc"))
                        .with()
                        .done("cypher", "RETURN 'heard'")
                        .out())
                .contains("heard");
    }

    @Test
    void shouldNameTheFlagWhereACertificateIsNotTrusted() throws Exception {
        assertOneLine(stellator.with().run("basins"), 4, "certificate", "--certificate FILE.pem");
    }

    @Test
    void shouldRefuseWhatIsNoCertificate() throws Exception {
        assertOneLine(
                stellator
                        .with("--certificate", folder.resolve("password").toString())
                        .run("basins"),
                3,
                "is no certificate in PEM form");
    }

    @Test
    void shouldSayThatThePasswordIsWrong() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        ServerRun other = ServerRun.of(elsewhere, server.uri("bolt+ssc"));
        Files.writeString(elsewhere.resolve("password"), "another-password");
        Command.Result result = other.run("basins");
        assertOneLine(result, 4, "user or password is wrong", "--password-file");
        assertThat(result.err().get(0)).doesNotContain("another-password");
    }

    /** Basins are found without it, by its library in this process; searches for paths are the server's. */
    @Test
    void shouldSayThatGdsIsMissing() throws Exception {
        stellator.done("import", Path.of("..", "samples", "en").toString());
        stellator.done("basins");
        Command.Result result = stellator.run("path", "--from", "error", "--to", "theory");
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err().get(result.err().size() - 1))
                .contains("has no Graph Data Science library", "install the GDS plug-in 2.13 or later");
    }

    @Test
    void shouldSayThatThePluginIsMissing() throws Exception {
        assertOneLine(stellator.run("cypher", "CALL stellator.basins()"), 3, "has no Stellator plug-in");
    }

    @Test
    void shouldAdviseCommandsThatFindTheSameServer() throws Exception {
        assertOneLine(
                stellator.run("report"),
                3,
                "`stellator run FOLDER --uri " + server.uri("bolt+s") + " --password-file ",
                " --data ",
                " --certificate ");
    }
}
