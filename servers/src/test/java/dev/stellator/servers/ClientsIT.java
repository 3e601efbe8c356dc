package dev.stellator.servers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two clients import into one server at once, and one of them is killed: the graph is that of an undisturbed import. */
@SuppressWarnings("NullAway.Init") // set before the tests
class ClientsIT {
    private static final int KILLS = 2;
    private static final int DOCUMENTS = 12;

    /** Knows letters alone, so that vectors do not depend on the batch. */
    private static final Path ENCODER = Path.of(
                    "..", "importer", "src", "test", "resources", "dev", "stellator", "importer", "encoder")
            .toAbsolutePath()
            .normalize();

    private static final List<String> CONTENTS = List.of(
            "MATCH (c:Corpus)-[h:HAS]->(d:Document) RETURN h.uri AS uri, d.id AS id, d.uri AS first, d.language AS language,"
                    + " d.finished AS finished ORDER BY uri, id",
            "MATCH (d:Document)-[h:HAS]->(t:Thought) RETURN d.id AS document, h.position AS position, t.id AS thought,"
                    + " t.text AS text, t.language AS language, t.readIn AS readIn, h.reading AS reading"
                    + " ORDER BY document, position",
            "MATCH (a:Thought)-[n:NEXT]->(b:Thought) RETURN n.document AS document, a.id AS a, b.id AS b"
                    + " ORDER BY document, a, b",
            "MATCH (t:Thought)-[m:MENTIONS]->(k:Token) RETURN t.id AS thought, k.id AS token, k.text AS text,"
                    + " k.documentFrequency AS frequency, m.positions AS positions, round(m.weight, 6) AS weight"
                    + " ORDER BY thought, token",
            "MATCH (a:Token)-[l:LEADS_TO]->(b:Token) RETURN a.id AS a, b.id AS b, l.count AS count,"
                    + " round(l.cost, 6) AS cost ORDER BY a, b");

    private final Random random = new Random(24);

    @TempDir
    Path folder;

    private NeoServer server;
    private ServerRun stellator;
    private Path one;
    private Path two;

    @BeforeEach
    void startServer() throws Exception {
        server = new NeoServer(folder.resolve("server"), NeoServer.Plugins.NONE).start();
        stellator = ServerRun.of(folder, server.uri()).with("--embedder", ENCODER.toString());
        one = Files.createDirectories(folder.resolve("one"));
        two = Files.createDirectories(folder.resolve("two"));
        for (int i = 0; i < DOCUMENTS; i++) {
            write((i % 2 == 0 ? one : two).resolve("lamp" + i + ".txt"), i);
            if (i % 3 == 0) {
                write((i % 2 == 0 ? two : one).resolve("shared" + i + ".txt"), i);
            }
        }
    }

    private static void write(Path file, int number) throws Exception {
        StringBuilder text = new StringBuilder("The miller counts the sacks of the morning.\n\n");
        for (int k = 0; k < 20; k++) {
            text.append("Lamp number ")
                    .append(number * 20 + k)
                    .append(" keeps its flame through the long night of the mill. ");
        }
        Files.writeString(file, text);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private List<String> contents() throws Exception {
        List<String> contents = new ArrayList<>();
        for (String query : CONTENTS) {
            contents.add(stellator.done("cypher", "--json", query).out());
        }
        return contents;
    }

    @Test
    void shouldMakeTheSameGraphThoughOneOfTwoIsKilled() throws Exception {
        stellator.done("import", one.toString());
        long begun = System.nanoTime();
        stellator.done("import", two.toString());
        long whole = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        List<String> undisturbed = contents();
        stellator.done("cypher", "--write", "MATCH (n) WHERE NOT n:Schema DETACH DELETE n");
        stellator.done("cypher", "--write", "MATCH (s:Schema) REMOVE s.revision, s.derived");

        Command survivor = stellator.start("import", one.toString());
        for (int i = 0; i < KILLS; i++) {
            Command victim = stellator.start("import", two.toString());
            TimeUnit.MILLISECONDS.sleep(whole / 4 + random.nextLong(whole / 2));
            victim.kill();
        }
        stellator.done("import", two.toString());
        Command.Result result = survivor.await();
        assertThat(result.code()).as(String.join("\n", result.err())).isZero();
        assertThat(contents()).isEqualTo(undisturbed);
    }
}
