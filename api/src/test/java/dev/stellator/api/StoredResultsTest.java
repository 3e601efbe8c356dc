package dev.stellator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.StellatorException;
import dev.stellator.study.measure.Behaviour;
import dev.stellator.study.measure.Estimate;
import dev.stellator.study.reaction.Reaction;
import dev.stellator.study.training.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
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
    void shouldNeverTakeUpTheResultOfAnOlderMeasureNorTouchIt() {
        Map<String, Object> settings = Map.of("settings", new Settings(8, 1));
        Path older = data.resolve("reaction-" + StoredResults.key("reaction", "order 3", settings))
                .resolve("reaction.json");
        Path newer = data.resolve("reaction-" + StoredResults.key("reaction", "order 4", settings))
                .resolve("reaction.json");
        StoredResults.write(older, new Result(1));

        assertThat(StoredResults.read(newer, Result.class)).isNull();
        StoredResults.write(newer, new Result(2));

        assertThat(StoredResults.read(older, Result.class)).isEqualTo(new Result(1));
        assertThat(StoredResults.read(newer, Result.class)).isEqualTo(new Result(2));
    }

    @Test
    void shouldNameAFileThatHoldsAnotherKindOfResult() {
        Path file = data.resolve("reaction.json");
        StoredResults.write(file, new Settings(8, 1));

        assertThatThrownBy(() -> StoredResults.read(file, Result.class))
                .isInstanceOf(StellatorException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("delete it to measure again");
    }

    @Test
    void shouldReadWhatWasWritten() {
        Path file = data.resolve("reaction").resolve("reaction.json");

        assertThat(StoredResults.read(file, Result.class)).isNull();
        StoredResults.write(file, new Result(Double.NaN));

        assertThat(StoredResults.read(file, Result.class)).isEqualTo(new Result(Double.NaN));
    }

    private static final Estimate ESTIMATE = new Estimate(0.5, Double.NaN, Double.NaN, 0.25, Double.NaN, 3, 2);

    private static Reaction reaction() {
        Reaction.Layer layer = new Reaction.Layer(20, 1.5, 0.25, List.of(Double.NaN, 0.5), 0.1, Double.NaN);
        Reaction.Arm arm = new Reaction.Arm(
                "path",
                "path",
                List.of("a", "b"),
                Double.NaN,
                1,
                true,
                0.2,
                0.2,
                true,
                ESTIMATE,
                ESTIMATE,
                ESTIMATE,
                Estimate.NOTHING,
                Double.NaN,
                3,
                20,
                List.of(layer));
        Reaction.Comparison comparison = new Reaction.Comparison(
                "order score", "path", "base", 0, ESTIMATE, 0.25, 0.5, true, Double.NaN, "cannot tell", "clusters");
        Reaction.Writing writing = new Reaction.Writing(
                "path",
                ESTIMATE,
                ESTIMATE,
                0,
                3,
                0.2,
                0,
                1,
                List.of(new Reaction.Sample("a", "b", List.of(new Behaviour.Subword("b", Double.NaN)))));
        return new Reaction(
                "m",
                1,
                8,
                8,
                8,
                0,
                20,
                List.of(layer),
                List.of(arm),
                List.of(comparison),
                "a beginning",
                List.of(new Reaction.Continuation("base", "a text", 12.5)),
                List.of(writing),
                List.of("word"),
                List.of("other"),
                List.of("told"),
                List.of("open"),
                List.of("note"));
    }

    private static Training training() {
        return new Training(
                List.of("gains"),
                8,
                4,
                List.of(20, 21),
                12,
                3,
                40,
                0,
                30,
                0.2,
                ESTIMATE,
                ESTIMATE,
                ESTIMATE,
                0.2,
                0.2,
                true,
                List.of(new Training.Point(1, 0.5, 0.1, 1, null, null)),
                "learned.safetensors");
    }

    @Test
    void shouldReadWhatReactionsAndTrainingsStore() {
        Path file = data.resolve("stored.json");

        StoredResults.write(file, reaction());
        assertThat(StoredResults.read(file, Reaction.class)).isEqualTo(reaction());

        StoredResults.write(file, training());
        assertThat(StoredResults.read(file, Training.class)).isEqualTo(training());
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
