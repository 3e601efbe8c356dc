package dev.stellator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.StellatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredResultsTest {
    private record Result(double effect) {}

    private record Settings(int texts, double budget) {}

    @TempDir
    Path data;

    @Test
    void shouldNotDependOnTheOrderInWhichSettingsAreNamed() {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("seed", 1);
        one.put("settings", new Settings(8, 1));
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("settings", new Settings(8, 1));
        other.put("seed", 1);

        assertThat(StoredResults.key("reaction", "order 3", one))
                .isEqualTo(StoredResults.key("reaction", "order 3", other));
    }

    @Test
    void shouldTellResultsApartByMeasureSettingsAndKind() {
        Map<String, Object> settings = Map.of("settings", new Settings(8, 1));

        assertThat(StoredResults.key("reaction", "order 3", settings))
                .isNotEqualTo(StoredResults.key("reaction", "order 4", settings))
                .isNotEqualTo(StoredResults.key("training", "order 3", settings))
                .isNotEqualTo(StoredResults.key("reaction", "order 3", Map.of("settings", new Settings(8, 2))));
    }

    @Test
    void shouldReadWhatWasWritten() {
        Path file = data.resolve("reaction").resolve("reaction.json");

        assertThat(StoredResults.read(file, Result.class)).isNull();
        StoredResults.write(file, new Result(Double.NaN));

        assertThat(StoredResults.read(file, Result.class)).isEqualTo(new Result(Double.NaN));
    }

    @Test
    void shouldNameAFileThatIsDamaged() throws IOException {
        Path file = Files.writeString(data.resolve("reaction.json"), "{\"effect\": 0.");

        assertThatThrownBy(() -> StoredResults.read(file, Result.class))
                .isInstanceOf(StellatorException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("delete it to measure again");
    }
}
