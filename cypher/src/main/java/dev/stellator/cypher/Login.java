package dev.stellator.cypher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import org.neo4j.graphdb.GraphDatabaseService;

/** The one login of an embedded database: its password is random, and lies in a file of the data folder. */
record Login(String password) {
    static final String USER = "neo4j";

    private static final int PASSWORD_BYTES = 24;
    private static final int HASH_ITERATIONS = 1024;

    /**
     * The login of this folder's database. The first time its password is made up, and put where Neo4j looks for the first
     * user; only the owner can read it.
     */
    static Login of(Path home) throws IOException {
        Path file = file(home);
        if (Files.exists(file) && Files.size(file) > 0) {
            return new Login(Files.readString(file).strip());
        }
        Login made = random();
        byte[] salt = new byte[32];
        new SecureRandom().nextBytes(salt);
        Path initial = home.resolve("data").resolve("dbms").resolve("auth.ini");
        Files.createDirectories(initial.getParent());
        DataFolder.writePrivately(initial, USER + ":" + hashed(made.password, salt) + ":\n");
        DataFolder.writePrivately(file, made.password + "\n");
        return made;
    }

    /** A new password for a database that does not know the one of the file any more. */
    static Login anew(GraphDatabaseService system, Path home) throws IOException {
        Login made = random();
        system.executeTransactionally(
                "CREATE OR REPLACE USER " + USER + " SET PASSWORD $password CHANGE NOT REQUIRED",
                Map.of("password", made.password));
        DataFolder.writePrivately(file(home), made.password + "\n");
        return made;
    }

    private static Path file(Path home) {
        return home.resolve("password");
    }

    private static Login random() {
        byte[] secret = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(secret);
        return new Login(HexFormat.of().formatHex(secret));
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

    @Override
    public String toString() {
        return USER;
    }
}
