package dev.stellator.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.api.json.Json;
import dev.stellator.api.json.JsonSchemas;
import dev.stellator.study.learned.Fields;
import dev.stellator.study.learned.LearnedField;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fields by HTTP, without a graph and without a language model. */
class FieldRoutesTest {
    private static final LearnedField SHIPPED = Fields.shipped().get(0);

    @TempDir
    Path data;

    private ExplorerServer server;
    private String token;

    @BeforeEach
    void start() {
        server = SecurityTest.serve(data, true);
        server.start();
        token = Objects.requireNonNull(ServerFile.read(data)).token();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Wire.Answer get(String path) throws IOException {
        return new Wire(server.port()).with("Authorization", "Bearer " + token).get(path);
    }

    @Test
    void shouldListTheFieldsThatThereAre() throws IOException {
        new Fields(data.resolve("fields"))
                .save(SHIPPED.with(SHIPPED.provenance().named("моё-поле")));
        JsonNode rows = Json.MAPPER.readTree(get("/api/v1/fields").body());
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).path("name").asText())
                .isEqualTo(SHIPPED.provenance().name());
        assertThat(rows.get(0).path("inUse").asBoolean()).isTrue();
        assertThat(rows.get(1).path("inUse").asBoolean()).isFalse();
        Wire.Answer one = get("/api/v1/fields/%D0%BC%D0%BE%D1%91-%D0%BF%D0%BE%D0%BB%D0%B5");
        assertThat(one.status()).isEqualTo(200);
    }

    @Test
    void shouldTellTheNumbersThatTrainShowPrints() throws IOException {
        Wire.Answer answer = get("/api/v1/fields/" + SHIPPED.provenance().name());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(Json.MAPPER.readTree(answer.body()))
                .isEqualTo(Json.MAPPER.readTree(
                        Json.MAPPER.writeValueAsString(JsonSchemas.named("field-numbers", SHIPPED))));
    }

    @Test
    void shouldSayWhatToDoWhereThereIsNoSuchField() throws IOException {
        Wire.Answer answer = get("/api/v1/fields/nothing");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("there is no field 'nothing'").contains("stellator train");
    }

    @Test
    void shouldTellNoPathOfTheMachineOfADamagedFile() throws IOException {
        Files.writeString(Files.createDirectories(data.resolve("fields")).resolve("broken.safetensors"), "nothing");
        Wire.Answer answer = get("/api/v1/fields");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("broken").doesNotContain(data.toString());
    }
}
