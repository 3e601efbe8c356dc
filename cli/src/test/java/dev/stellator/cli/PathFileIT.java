package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.api.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Paths for many thoughts at once. */
class PathFileIT {
    private static final List<String> THOUGHTS =
            List.of("The lamp keeps its flame through the night.", "A theory is tested by what it forbids.");

    @TempDir
    Path folder;

    @Test
    void shouldFindForEachThoughtOfAFileWhatItFindsForThatThoughtAlone() throws Exception {
        SampleGraph.folder();
        Path file = Files.write(folder.resolve("thoughts.txt"), THOUGHTS);
        List<String> together = Json.MAPPER
                .readTree(SampleGraph.run("path", "--file", file.toString(), "--json"))
                .findValuesAsText("id");
        JsonNode alone = Json.MAPPER.readTree(SampleGraph.run("path", THOUGHTS.get(1), "--json"));
        assertThat(together).hasSize(2).contains(alone.get("id").asText());
    }
}
