package dev.stellator.servers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The whole road on a real server, and what others ask of the same server. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // set before the tests
class ServerIT {
    private static final String THOUGHT = "The lamp keeps its flame through the night.";
    private static final String SAMPLES = Path.of("..", "samples", "en").toString();

    @TempDir
    static Path folder;

    private static NeoServer server;
    private static ServerRun stellator;

    @BeforeAll
    static void startServer() throws Exception {
        server = new NeoServer(folder.resolve("server"), NeoServer.Plugins.GDS_AND_STELLATOR).start();
        stellator = ServerRun.of(folder, server.uri());
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    /** Rows of a query through the command, as JSON. */
    private JsonNode rows(String query) throws Exception {
        return stellator.done("cypher", "--json", query).json();
    }

    @Test
    @Order(1)
    void shouldWalkTheWholeRoadByUri() throws Exception {
        stellator.done("import", SAMPLES);
        assertThat(stellator.done("basins").out()).isNotBlank();
        JsonNode probe = stellator.done("probe", THOUGHT, "--json").json();
        assertThat(probe.get("p").asDouble()).isBetween(0.0, 1.0);
        JsonNode path = stellator.done("path", THOUGHT, "--json").json();
        assertThat(path.get("steps")).hasSizeGreaterThan(1);
        Command.Result stored = stellator.done("path", "--from", "error", "--to", "theory");
        assertThat(stored.out()).contains("stored as ");
        Path program = Files.writeString(folder.resolve("program"), "TOKEN -> \"error\"\nANCHOR -> \"theory\"\n");
        stellator.done("program", "check", program.toString());
        assertThat(stellator.done("doctor").out())
                .contains(server.uri().toString())
                .contains("5.26");
    }

    @Test
    @Order(2)
    void shouldAnswerEachProcedureAsTheCommandsDo() throws Exception {
        JsonNode probe = stellator.done("probe", THOUGHT, "--json").json();
        assertThat(rows("CALL stellator.probe('" + THOUGHT + "') YIELD p, basinId RETURN p, basinId")
                        .toString())
                .contains(probe.get("basinId").asText(), probe.get("p").asText());
        assertThat(rows("CALL stellator.basins() YIELD id RETURN id").toString())
                .contains(probe.get("basinId").asText());
        assertThat(rows("CALL stellator.resonant('" + THOUGHT + "', 3) YIELD text RETURN text")
                        .toString())
                .contains(probe.get("nearest").get(0).get("text").asText());
        assertThat(rows("CALL stellator.path('error', 'theory') YIELD tokens RETURN tokens")
                        .toString())
                .contains("error", "theory");
    }

    @Test
    @Order(3)
    void shouldLeaveTheServersOwnInterfacesAlone() throws Exception {
        var answer =
                server.query("{\"statement\": \"CALL stellator.basins() YIELD label RETURN count(label) AS basins\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonNode body = new ObjectMapper().readTree(answer.body());
        assertThat(body.get("data").get("values").get(0).get(0).asInt()).isPositive();
        var page = server.get("/browser/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<html");
    }

    /** Community has no roles; a server that nobody may change is what a reader has there. */
    @Test
    @Order(4)
    void shouldAnswerThoseWhoMayOnlyRead() throws Exception {
        JsonNode before = stellator.done("probe", THOUGHT, "--json").json();
        server.stop();
        server.set("server.databases.default_to_read_only", "true");
        server.start();
        JsonNode after = stellator.done("probe", THOUGHT, "--json").json();
        assertThat(after.get("p")).isEqualTo(before.get("p"));
        assertThat(rows("CALL stellator.basins() YIELD id RETURN count(id) AS n")
                        .findValue("n")
                        .asInt())
                .isPositive();
        assertThat(rows("CALL stellator.path('error', 'theory') YIELD tokens RETURN tokens"))
                .isNotEmpty();
        Path more = Files.writeString(folder.resolve("more.txt"), "The miller counted the sacks. The river was high.");
        Command.Result refused = stellator.run("import", more.toString());
        assertThat(refused.code()).isNotZero();
        assertThat(refused.err().get(refused.err().size() - 1)).contains("read-only");
    }

    /** What a first load of millions takes: files for the server's own import tool. */
    @Test
    @Order(5)
    void shouldBeTheSameGraphAfterTheImportToolHasLoadedIt() throws Exception {
        String counts = "MATCH (n) WHERE NOT n:Lease RETURN labels(n)[0] AS label, count(*) AS n ORDER BY label";
        String relationships = "MATCH ()-[r]->() RETURN type(r) AS type, count(*) AS n ORDER BY type";
        String before = rows(counts).toString() + rows(relationships);
        JsonNode probe = stellator.done("probe", THOUGHT, "--json").json();
        Path tables = folder.resolve("tables");
        stellator.done("export", tables.toString(), "--format", "neo4j-admin");

        server.stop();
        server.set("server.databases.default_to_read_only", "false");
        server.admin(tables, "database", "import", "full", "neo4j", "--overwrite-destination=true", "@import.args");
        server.start();
        assertThat(stellator.done("doctor").out()).contains("5.26");
        assertThat(rows(counts).toString() + rows(relationships)).isEqualTo(before);
        JsonNode after = stellator.done("probe", THOUGHT, "--json").json();
        assertThat(after.get("p")).isEqualTo(probe.get("p"));
        assertThat(after.get("nearest")).isEqualTo(probe.get("nearest"));
        assertThat(rows("SHOW INDEXES YIELD name, state WHERE state <> 'ONLINE' RETURN name"))
                .isEmpty();
    }
}
