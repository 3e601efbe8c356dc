package dev.stellator.cypher;

import dev.stellator.engine.DatabaseUnreachableException;
import dev.stellator.engine.InputRefusedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.neo4j.driver.AuthToken;
import org.neo4j.driver.AuthTokens;
import org.neo4j.driver.Config;
import org.neo4j.driver.Driver;
import org.neo4j.driver.GraphDatabase;
import org.neo4j.driver.Logging;
import org.neo4j.driver.NotificationConfig;
import org.neo4j.driver.exceptions.AuthenticationException;
import org.neo4j.driver.exceptions.Neo4jException;

/** Makes drivers; whoever asks for one closes it. */
final class Drivers {
    private static final int SECONDS_TO_CONNECT = 10;
    private static final int SECONDS_TO_RETRY_HERE = 10;

    /** A server that is restarted is back within this time; a transaction that it lost is then done again. */
    static final int SECONDS_TO_RETRY = 60;

    private Drivers() {}

    /** A driver for an embedded database, whose login is made anew where its file was lost. */
    static Driver embedded(EmbeddedNeo4j database) {
        Driver driver = loggedIn(database);
        try {
            driver.verifyConnectivity();
        } catch (AuthenticationException e) {
            driver.close();
            database.renewLogin();
            return loggedIn(database);
        } catch (Neo4jException e) {
            // whatever it is, the first query meets it and tells it
        }
        return driver;
    }

    private static Driver loggedIn(EmbeddedNeo4j database) {
        AuthToken login = AuthTokens.basic(Login.USER, database.password());
        return GraphDatabase.driver(
                database.uri(),
                login,
                configuration(SECONDS_TO_RETRY_HERE).withoutEncryption().build());
    }

    /**
     * A driver for a server, which need not answer yet.
     *
     * @throws DatabaseUnreachableException when the address is none
     * @throws InputRefusedException when the certificate cannot be read
     */
    static Driver server(ServerAddress address, char[] password) {
        Config.ConfigBuilder configuration = configuration(SECONDS_TO_RETRY);
        Path certificate = address.certificate();
        if (certificate != null) {
            requireCertificate(certificate);
            configuration
                    .withEncryption()
                    .withTrustStrategy(Config.TrustStrategy.trustCustomCertificateSignedBy(certificate.toFile()));
        }
        try {
            return GraphDatabase.driver(
                    certificate == null ? address.uri() : address.plainUri(),
                    AuthTokens.basic(address.user(), new String(password)),
                    configuration.build());
        } catch (IllegalArgumentException e) {
            throw new DatabaseUnreachableException(
                    "cannot reach " + address.place() + ": " + Failures.firstLine(e)
                            + "; an address looks like bolt://host:7687",
                    e);
        }
    }

    private static void requireCertificate(Path file) {
        try {
            if (Files.isRegularFile(file) && Files.readString(file).contains("-----BEGIN CERTIFICATE-----")) {
                return;
            }
        } catch (java.io.IOException e) {
            throw new InputRefusedException("cannot read the certificate " + file + ": " + e.getMessage(), e);
        }
        throw new InputRefusedException(
                file + " is no certificate in PEM form, a text that begins with -----BEGIN CERTIFICATE-----");
    }

    private static Config.ConfigBuilder configuration(int secondsToRetry) {
        return Config.builder()
                .withTelemetryDisabled(true)
                .withLogging(Logging.none())
                .withNotificationConfig(NotificationConfig.disableAllConfig())
                .withConnectionTimeout(SECONDS_TO_CONNECT, TimeUnit.SECONDS)
                .withConnectionAcquisitionTimeout(SECONDS_TO_CONNECT, TimeUnit.SECONDS)
                .withMaxTransactionRetryTime(secondsToRetry, TimeUnit.SECONDS);
    }
}
