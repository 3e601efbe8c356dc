package dev.stellator.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.api.WorkspaceSettings;
import dev.stellator.api.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs by the HTTP interface, over a host that does what the test says. */
class JobsTest {
    @TempDir
    Path data;

    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch begun = new CountDownLatch(1);
    private ExplorerServer server;
    private String token = "";

    @BeforeEach
    void start() {
        server = started();
    }

    private ExplorerServer started() {
        ExplorerServer fresh = new ExplorerServer(
                new ServeSettings(
                        WorkspaceSettings.in(data),
                        0,
                        false,
                        null,
                        List.of("--seed=42"),
                        new CommandCall.Caller(data.toAbsolutePath(), Map.of(), CommandCall.Terminals.NONE),
                        "test",
                        note -> {}),
                (call, resident) -> work(call));
        fresh.start();
        token = Objects.requireNonNull(ServerFile.read(data)).token();
        return fresh;
    }

    /** Prints its arguments, then waits until it may end or is stopped. */
    private int work(CommandCall call) {
        try {
            call.streams().out().write((call.arguments() + "\n").getBytes(StandardCharsets.UTF_8));
            call.progress().begin("steps", 10);
            call.progress().advance(5);
            begun.countDown();
            if (!call.arguments().get(0).equals("basins")) {
                release.await(20, TimeUnit.SECONDS);
            }
            call.streams().out().write("last line\n".getBytes(StandardCharsets.UTF_8));
            return 0;
        } catch (IOException e) {
            return 1;
        } catch (InterruptedException e) {
            return 1;
        }
    }

    @AfterEach
    void stop() {
        release.countDown();
        server.close();
    }

    private Wire wire() {
        return new Wire(server.port()).with("Authorization", "Bearer " + token);
    }

    private JsonNode begin(String body) throws IOException {
        return Json.MAPPER.readTree(wire().post("/api/v1/jobs", body).body());
    }

    private JsonNode job(String id) throws IOException {
        return Json.MAPPER.readTree(wire().get("/api/v1/jobs/" + id).body());
    }

    private String awaitState(String id, String state) throws IOException, InterruptedException {
        for (int i = 0; i < 200 && !job(id).path("state").asText().equals(state); i++) {
            TimeUnit.MILLISECONDS.sleep(25);
        }
        return job(id).path("state").asText();
    }

    @Test
    void shouldReplayWhatHappenedToWhoeverComesLater() throws Exception {
        String id = begin("{\"command\":\"train\",\"steps\":3}").path("id").asText();
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        release.countDown();
        assertThat(awaitState(id, "done")).isEqualTo("done");
        String all = wire().get("/api/v1/jobs/" + id + "/events").body();
        assertThat(all).contains("event: line", "last line", "event: progress", "\"total\":10", "event: over");
        String last =
                all.substring(all.lastIndexOf("id: ") + 4).lines().findFirst().orElseThrow();
        String later = wire().with("Last-Event-ID", last)
                .get("/api/v1/jobs/" + id + "/events")
                .body();
        assertThat(later).contains("event: over").doesNotContain("event: line");
    }

    @Test
    void shouldStopAJobAndResumeIt() throws Exception {
        String id = begin("{\"command\":\"train\"}").path("id").asText();
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(wire().send("DELETE", "/api/v1/jobs/" + id, "").status()).isEqualTo(202);
        assertThat(awaitState(id, "stopped")).isEqualTo("stopped");
        JsonNode next = Json.MAPPER.readTree(
                wire().post("/api/v1/jobs/" + id + "/resume", "").body());
        assertThat(next.path("command").asText()).isEqualTo("train");
        assertThat(wire().get("/api/v1/jobs/" + id).status()).isEqualTo(404);
    }

    @Test
    void shouldKnowWhichJobsAKilledServerLeft() throws Exception {
        String id = begin("{\"command\":\"train\"}").path("id").asText();
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        Path file = data.resolve("jobs").resolve(id + ".json");
        String running = Files.readString(file);
        release.countDown();
        server.close();
        // As a kill leaves it: the file was written when the job began.
        Files.writeString(file, running);
        server = started();
        assertThat(job(id).path("state").asText()).isEqualTo("interrupted");
        assertThat(job(id).path("resumable").asBoolean()).isTrue();
    }

    @Test
    void shouldLetThoseWaitThatChangeTheGraph() throws Exception {
        String first = begin("{\"command\":\"import\",\"source\":\"books\"}")
                .path("id")
                .asText();
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        String second = begin("{\"command\":\"basins\"}").path("id").asText();
        assertThat(job(second).path("state").asText()).isEqualTo("waiting");
        release.countDown();
        assertThat(awaitState(second, "done")).isEqualTo("done");
        assertThat(job(first).path("state").asText()).isEqualTo("done");
    }

    @Test
    void shouldTakeNoTextForAnOption() throws Exception {
        JsonNode job = begin("{\"command\":\"think\",\"thought\":\"--write\",\"path\":\"--all\"}");
        assertThat(job.path("arguments"))
                .extracting(JsonNode::asText)
                .containsExactly("think", "--json", "--seed=42", "--path=--all", "--", "--write");
        assertThat(wire().post("/api/v1/jobs", "{\"command\":\"doctor\"}").status())
                .isEqualTo(422);
        assertThat(wire().post("/api/v1/jobs", "{\"command\":\"import\"}").body())
                .contains("which folder or file");
    }

    @Test
    void shouldTellNoPathOfTheMachineInWhatAJobPrints() throws Exception {
        String id = begin("{\"command\":\"basins\"}").path("id").asText();
        assertThat(awaitState(id, "done")).isEqualTo("done");
        assertThat(wire().get("/api/v1/jobs/" + id + "/events").body())
                .contains("event: line")
                .doesNotContain(data.toString());
    }
}
