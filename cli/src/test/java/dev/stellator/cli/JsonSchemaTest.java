package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.stellator.api.Probing;
import dev.stellator.api.json.Json;
import dev.stellator.api.json.JsonSchemas;
import dev.stellator.api.json.ProbeJson;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph.ScoredThought;
import dev.stellator.engine.graph.ThoughtUnit;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.probe.PartedAnswer;
import dev.stellator.engine.probe.Probe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What commands print with {@code --json} is what {@code docs/json} says. */
class JsonSchemaTest {
    private static JsonSchema schema(String name) throws Exception {
        Path file = Path.of("..", "docs", "json", name + ".schema.json");
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Json.MAPPER.readTree(Files.readString(file)));
    }

    private static Basin basin(String id) {
        return new Basin(id, 0, null, "lamp, dark", 12, 0.4, new float[] {1, 0}, 0.3, 0.8, "t1", true, List.of());
    }

    @Test
    void shouldPrintAnswersOfTheProbeAsTheSchemaSays() throws Exception {
        Thought near = new Thought("t1", "A lamp.", "en", "d1", 0, new float[] {1, 0});
        for (boolean single : new boolean[] {true, false}) {
            var answer = new Probe.Answer(
                    basin("b1"),
                    single ? null : basin("b2"),
                    0.4,
                    -0.3,
                    true,
                    Zone.STABLE,
                    0.9,
                    single ? Double.POSITIVE_INFINITY : 0.1,
                    -0.4,
                    -0.5,
                    7,
                    true,
                    0,
                    0.2,
                    List.of(new ScoredThought(near, 0.8)));
            ObjectNode printed = (ObjectNode) JsonSchemas.named(
                    "probe",
                    ProbeJson.of(
                            new Probing.Probed(
                                    "A light.",
                                    List.of("A light."),
                                    ThoughtUnit.SENTENCE,
                                    PartedAnswer.of(answer, List.of(answer))),
                            0.5));
            assertThat(schema("probe").validate(printed)).isEmpty();
            printed.remove("zone");
            assertThat(schema("probe").validate(printed)).isNotEmpty();
        }
    }
}
