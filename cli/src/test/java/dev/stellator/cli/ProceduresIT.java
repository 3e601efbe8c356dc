package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.api.Paths;
import dev.stellator.api.json.Json;
import dev.stellator.cypher.GraphStore;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.BasinGraph.Basin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The procedures, called through the driver, say what the commands say. */
class ProceduresIT {
    private static final String THOUGHT = "The lamp keeps its flame through the night.";

    private static List<List<@Nullable Object>> rows(GraphStore store, String query, Map<String, ?> parameters) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        store.query(query, parameters, false, (columns, row) -> rows.add(row));
        return rows;
    }

    @Test
    void shouldAnswerAsTheCommandsDo() throws Exception {
        SampleGraph.folder();
        JsonNode probe = Json.MAPPER.readTree(SampleGraph.run("probe", THOUGHT, "--json"));
        JsonNode path = Json.MAPPER.readTree(SampleGraph.run("path", "--from", "error", "--to", "theory", "--json"));
        try (GraphStore store = SampleGraph.open()) {
            List<Basin> basins = store.basins().basins();
            assertThat(rows(store, "CALL stellator.basins() YIELD id, size, anchors", Map.of()))
                    .containsExactlyElementsOf(basins.stream()
                            .map(basin -> List.<Object>of(basin.id(), basin.size(), Paths.anchorTexts(basin)))
                            .toList());

            for (int call = 0; call < 2; call++) {
                List<@Nullable Object> answer = rows(
                                store,
                                "CALL stellator.probe($text) YIELD basinId, p, inside, zone, score, nearest",
                                Map.of("text", THOUGHT))
                        .get(0);
                assertThat(answer.get(0)).isEqualTo(probe.get("basinId").asText());
                assertThat(answer.get(1)).isEqualTo(probe.get("p").asDouble());
                assertThat(answer.get(2)).isEqualTo(probe.get("inside").asBoolean());
                assertThat(answer.get(3)).isEqualTo(probe.get("zone").asText());
                assertThat(Double.parseDouble(String.valueOf(answer.get(4))))
                        .isCloseTo(probe.get("score").asDouble(), within(1e-6));
                assertThat(String.valueOf(answer.get(5)))
                        .contains(probe.get("nearest").get(0).get("text").asText());
            }

            List<@Nullable Object> cheapest = rows(
                            store, "CALL stellator.path('error', 'theory') YIELD energy, tokens, evidence", Map.of())
                    .get(0);
            List<String> steps = new ArrayList<>();
            path.get("steps").forEach(step -> steps.add(step.get("token").asText()));
            assertThat(cheapest.get(1)).isEqualTo(steps);
            assertThat(Double.parseDouble(String.valueOf(cheapest.get(0))))
                    .isCloseTo(path.get("energy").asDouble(), within(1e-6));
            assertThat(String.valueOf(cheapest.get(2)))
                    .contains(path.get("steps").get(1).get("evidence").asText());

            String stored =
                    String.valueOf(rows(store, "MATCH (t:Thought) RETURN t.text ORDER BY t.id LIMIT 1", Map.of())
                            .get(0)
                            .get(0));
            List<List<@Nullable Object>> resonant = rows(
                    store,
                    "CALL stellator.resonant($text, 3) YIELD id, text, similarity"
                            + " MATCH (t:Thought {id: id})-[:FALLS_INTO]->(b:Basin) RETURN text, similarity, b.label",
                    Map.of("text", stored));
            assertThat(resonant).hasSize(3);
            assertThat(resonant.get(0).get(0)).isEqualTo(stored);
            assertThat(Double.parseDouble(String.valueOf(resonant.get(0).get(1))))
                    .isCloseTo(1, within(1e-3));

            assertThatThrownBy(() -> rows(store, "CALL stellator.path('error', 'theorie')", Map.of()))
                    .isInstanceOf(InputRefusedException.class)
                    .hasMessageStartingWith("the corpus has no token 'theorie'; similar ones: ");
            assertThatThrownBy(() -> rows(store, "CALL stellator.probe('  ')", Map.of()))
                    .isInstanceOf(InputRefusedException.class)
                    .hasMessageStartingWith("the argument 'text' is empty");
            assertThatThrownBy(() -> rows(store, "CALL stellator.resonant('x', 0)", Map.of()))
                    .hasMessageStartingWith("k must be from 1");
        }
    }
}
