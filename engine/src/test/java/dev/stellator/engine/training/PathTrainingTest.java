package dev.stellator.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.engine.Progress;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.model.Indices;
import dev.stellator.engine.model.Intervention;
import dev.stellator.engine.model.LanguageModel;
import dev.stellator.engine.model.ModelOptions;
import dev.stellator.engine.model.Strength;
import dev.stellator.engine.reaction.Material;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathTrainingTest {
    private static LanguageModel model;

    @TempDir
    Path folder;

    @BeforeAll
    static void open() {
        model = LanguageModel.open(Path.of("src/test/resources/model/tiny/llama"), ModelOptions.DEFAULT);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static Material material() {
        List<Material.Text> texts = IntStream.range(0, 24)
                .mapToObj(i -> new Material.Text("t" + i, "reason and experience, number " + i % 7, "c" + i / 3, true))
                .toList();
        List<String> outside =
                IntStream.range(0, 8).mapToObj(i -> "the river is wide " + i).toList();
        return new Material(texts.subList(0, 12), texts.subList(12, 24), outside);
    }

    private static List<Intervention> program() {
        return List.of(Intervention.Rail.hold(
                List.of(model.tokenizer().encode(" reason")), Indices.of(2, 3), Indices.ALL, new Strength.Gain(1)));
    }

    private static PathTraining.Settings settings(int steps) {
        return new PathTraining.Settings(new int[] {2, 3}, 2, steps, 4, 1e-2, 0.1, 2, 100, 5);
    }

    private static Training train(int steps, Path folder) {
        return new PathTraining(model).train(program(), material(), settings(steps), folder, Progress.SILENT);
    }

    @Test
    void shouldLowerTheHeldOutLossOfTextsLikeThoseItLearnsFrom() {
        Training training = train(12, folder);
        assertThat(training.heldOutAfter()).isLessThan(training.heldOutBefore() - 0.05);
        assertThat(training.change().mean()).isNegative();
        assertThat(training.parameters()).isEqualTo(2 * (2 * 2 * 64 + 2));
        assertThat(training.curve().get(0).step()).isZero();
    }

    @Test
    void shouldEndInTheSameBitsAfterAStop() throws Exception {
        Path whole = folder.resolve("whole");
        Path stopped = folder.resolve("stopped");
        train(8, whole);
        train(4, stopped);
        Training resumed = train(8, stopped);
        assertThat(resumed.resumedAt()).isEqualTo(4);
        assertThat(Files.readAllBytes(stopped.resolve("checkpoint.safetensors")))
                .isEqualTo(Files.readAllBytes(whole.resolve("checkpoint.safetensors")));
        assertThat(Files.readAllBytes(stopped.resolve("drift.safetensors")))
                .isEqualTo(Files.readAllBytes(whole.resolve("drift.safetensors")));
    }

    @Test
    void shouldNameADamagedCheckpoint() throws Exception {
        train(2, folder);
        Path file = folder.resolve("checkpoint.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> train(4, folder))
                .isInstanceOf(StellatorException.class)
                .hasMessageContaining("checkpoint.safetensors")
                .hasMessageContaining("delete it to start over");
    }
}
