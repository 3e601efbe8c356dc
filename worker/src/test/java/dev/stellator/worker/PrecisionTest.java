package dev.stellator.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.worker.ModelOptions.Precision;
import dev.stellator.worker.intervention.HiddenIntervention;
import dev.stellator.worker.intervention.Indices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Passes in half precision beside those in float32, on the CPU: what a GPU is given is the same code. */
class PrecisionTest {
    private static final int[] SUBWORDS = {5, 17, 3, 9, 22, 8, 1, 30, 4, 11};

    @TempDir
    Path folder;

    private float[][] logits(Precision precision, boolean modulated) {
        try (LanguageModel model = LanguageModel.open(folder, new ModelOptions("cpu", precision, 1))) {
            float[] direction = new float[model.info().width()];
            for (int i = 0; i < direction.length; i++) {
                direction[i] = (i % 3 - 1) * 0.25f;
            }
            Sequence plain = Sequence.of(SUBWORDS).withSink();
            Sequence text =
                    modulated ? plain.with(HiddenIntervention.LowRankDrift.add(Indices.of(0), direction)) : plain;
            return model.forward(List.of(text), ObservationRequest.NOTHING.logitsAt(3, SUBWORDS.length - 1))
                    .get(0)
                    .logits();
        }
    }

    /** The step between two bf16 numbers is 2^-8 of their size, between two f16 numbers 2^-11; a pass rounds many times. */
    @ParameterizedTest
    @CsvSource({
        "llama, BF16, 0.06",
        "llama, F16, 0.008",
        "llama3-scaled-rope, BF16, 0.06",
        "llama3-scaled-rope, F16, 0.008",
        "qwen2, BF16, 0.06",
        "qwen2, F16, 0.008",
        "qwen3, BF16, 0.06",
        "qwen3, F16, 0.008",
        "gpt2, BF16, 0.06",
        "gpt2, F16, 0.008"
    })
    void shouldAgreeWithFloat32(String family, Precision precision, double tolerance) throws IOException {
        for (String file : List.of("config.json", "tokenizer.json", "model.safetensors")) {
            Files.copy(References.tiny(family + "/" + file), folder.resolve(file));
        }
        for (boolean modulated : new boolean[] {false, true}) {
            float[][] exact = logits(Precision.F32, modulated);
            float[][] half = logits(precision, modulated);
            double size = 0;
            double worst = 0;
            for (int p = 0; p < exact.length; p++) {
                for (int v = 0; v < exact[p].length; v++) {
                    size = Math.max(size, Math.abs(exact[p][v]));
                    worst = Math.max(worst, Math.abs(exact[p][v] - half[p][v]));
                }
            }
            assertThat(worst / size).as(family + " " + precision).isLessThan(tolerance);
        }
    }
}
