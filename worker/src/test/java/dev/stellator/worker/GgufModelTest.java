package dev.stellator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.worker.internal.gguf.GgufFile;
import dev.stellator.worker.intervention.AttentionIntervention;
import dev.stellator.worker.intervention.HiddenIntervention;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Strength;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GgufModelTest {
    private static final ModelOptions CPU = new ModelOptions("cpu", ModelOptions.Precision.F32, 1);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama3-scaled-rope", "qwen2", "qwen3", "gpt2"})
    void shouldEqualTheReferenceFromAGgufFile(String name) throws IOException {
        Path file = written(GgufWriter.write(name));
        try (LanguageModel model = LanguageModel.open(file, CPU)) {
            JsonNode example = References.json("tiny/" + name + "/reference.json")
                    .path("cases")
                    .get(0);
            int[] ids = model.tokenizer().encode(example.path("text").asText());
            assertThat(ids).isEqualTo(References.ints(example.path("ids")));
            float[] last = References.floats(example.path("logitsLast"));
            float[] logits = model.forward(Sequence.of(ids), ObservationRequest.NOTHING.logitsAt(-1))
                    .logits()[0];
            assertThat(Arrays.copyOf(logits, last.length)).containsExactly(last, within(1e-3f));
        }
    }

    @Test
    void shouldRefuseEveryCutAndSurviveEveryFlippedByteOfTheHeader() throws IOException {
        byte[] whole = GgufWriter.write("llama");
        int header = new String(whole, StandardCharsets.ISO_8859_1).lastIndexOf("output_norm") + 200;
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            byte[] cut = Arrays.copyOf(whole, random.nextInt(header));
            assertThatThrownBy(() -> GgufFile.open(written(cut)).close())
                    .isInstanceOf(InputRefusedException.class)
                    .hasMessageContaining("at offset");
            byte[] flipped = whole.clone();
            flipped[random.nextInt(round % 2 == 0 ? 400 : header)] = (byte) random.nextInt();
            try (GgufFile file = GgufFile.open(written(flipped))) {
                assertThat(file.metadata()).isNotNull();
            } catch (InputRefusedException e) {
                assertThat(e).hasMessageContaining("model.gguf").hasMessageContaining("at offset");
            }
        }
    }

    @Test
    void shouldNameWhatItDoesNotSupport() throws IOException {
        String llama = new String(GgufWriter.write("llama"), StandardCharsets.ISO_8859_1);
        assertRefused(llama.replace("\5\0\0\0\0\0\0\0llama", "\5\0\0\0\0\0\0\0mamba"), "mamba");
        assertRefused(llama.replace("\5\0\0\0\0\0\0\0gpt-2", "\5\0\0\0\0\0\0\0viking"), "");
        assertRefused(llama.replace("\5\0\0\0\0\0\0\0gpt-2", "\5\0\0\0\0\0\0\0chatg"), "pre-tokenizer chatg");
        assertRefused(llama.replace("\4\0\0\0\0\0\0\0gpt2", "\4\0\0\0\0\0\0\0bert"), "tokenizer type bert");
    }

    @ParameterizedTest
    @CsvSource({"F16, llama, 0.05", "BF16, llama, 0.4", "F16, qwen3, 0.05", "BF16, qwen3, 0.4", "BF16, gpt2, 0.4"})
    void shouldWorkInHalfPrecision(ModelOptions.Precision precision, String name, float tolerance) {
        Sequence sequence = Sequence.of(33, 354, 84, 82, 65);
        Sequence modulated = sequence.with(
                        AttentionIntervention.Rail.hold(
                                List.of(new int[] {5, 6}), Indices.of(1), Indices.ALL, new Strength.Share(0.3)),
                        HiddenIntervention.LowRankDrift.add(Indices.of(0), new float[64]))
                .withSink();
        try (LanguageModel half = LanguageModel.open(References.tiny(name), new ModelOptions("cpu", precision, 1));
                LanguageModel full = References.openTiny(name)) {
            ObservationRequest what = ObservationRequest.NOTHING
                    .logitsAt(-1)
                    .andNextLogLikelihoods()
                    .andAttention();
            for (Sequence each : List.of(sequence, modulated)) {
                assertThat(half.forward(each, what).logits()[0])
                        .containsExactly(full.forward(each, what).logits()[0], within(tolerance));
                assertThat(half.generate(each, GenerateOptions.greedy(4), GenerateListener.SILENT)
                                .ids())
                        .hasSize(4);
            }
            try (NDManager scope = half.tensors().newScope()) {
                float loss = half.tensors()
                        .loss(scope, List.of(modulated), Trainable.NOTHING)
                        .getFloat();
                float expected = full.tensors()
                        .loss(scope, List.of(modulated), Trainable.NOTHING)
                        .getFloat();
                assertThat(loss).isCloseTo(expected, within(tolerance));
            }
        }
    }

    @Test
    void shouldSayWhatIsMissing() {
        assertThatThrownBy(() -> LanguageModel.open(folder.resolve("nothing"), CPU))
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContaining("nothing");
        assertThatThrownBy(() -> LanguageModel.open(folder, CPU))
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContaining("config.json");
    }

    private void assertRefused(String content, String what) throws IOException {
        Path file = written(content.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> LanguageModel.open(file, CPU).close())
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining(what);
    }

    private Path written(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("model.gguf"), bytes);
    }
}
