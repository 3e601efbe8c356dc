package dev.stellator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random models of a few hundred kilobytes; the numbers come from Hugging Face transformers 5.23.0, float32. */
class TinyReferenceTest {
    private static final float TOLERANCE = 1e-3f;

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama3-scaled-rope", "qwen2", "qwen3", "gpt2"})
    void shouldEqualTheReference(String name) {
        try (LanguageModel model = References.openTiny(name)) {
            for (JsonNode example :
                    References.json("tiny/" + name + "/reference.json").path("cases")) {
                int[] ids = References.ints(example.path("ids"));
                assertThat(model.tokenizer().encode(example.path("text").asText()))
                        .isEqualTo(ids);
                assertThat(model.tokenizer().decode(ids))
                        .isEqualTo(example.path("text").asText());

                int[] all = new int[ids.length];
                Arrays.setAll(all, i -> i);
                float[][] logits = model.forward(Sequence.of(ids), ObservationRequest.NOTHING.logitsAt(all))
                        .logits();
                float[] last = References.floats(example.path("logitsLast"));
                assertThat(Arrays.copyOf(logits[ids.length - 1], last.length)).containsExactly(last, within(TOLERANCE));
                for (int i = 0; i < ids.length; i++) {
                    assertThat(References.logSumExp(logits[i]))
                            .isCloseTo(example.path("logSumExp").get(i).asDouble(), within((double) TOLERANCE));
                }

                int[] greedy = References.ints(example.path("greedy"));
                Generation generation = model.generate(
                        Sequence.of(ids), GenerateOptions.greedy(greedy.length), GenerateListener.SILENT);
                assertThat(generation.ids()).isEqualTo(greedy);
            }
        }
    }
}
