package dev.stellator.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stellator.worker.intervention.HiddenIntervention;
import dev.stellator.worker.intervention.Indices;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The example of docs/worker.md, on a small model. */
class WorkerPageTest {
    @Test
    void shouldReadTheChangeOfTheLogitsUnderADirection() throws Exception {
        Path folder = Path.of("src", "test", "resources", "model", "tiny", "llama");
        try (LanguageModel model = LanguageModel.open(folder, ModelOptions.DEFAULT)) {
            float[] direction = new float[model.info().width()];
            direction[0] = 3;
            Sequence plain = Sequence.of(model.tokenizer().encode("the river")).withSink();
            Sequence steered = plain.with(HiddenIntervention.LowRankDrift.add(Indices.of(1), direction));
            int last = plain.length() - 1;
            List<Observation> seen = model.forward(List.of(plain, steered), ObservationRequest.NOTHING.logitsAt(last));
            float[] before = seen.get(0).logits()[0];
            float[] after = seen.get(1).logits()[0];
            assertThat(after).hasSameSizeAs(before).isNotEqualTo(before);
        }
        assertThat(Files.readString(Path.of("..", "docs", "worker.md")))
                .as("the page shows the same calls")
                .contains(
                        "plain.with(HiddenIntervention.LowRankDrift.add(Indices.of(17), direction))", "logitsAt(last)");
    }
}
