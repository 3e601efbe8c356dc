package dev.stellator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.engine.InputRefusedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GgufTokenizerTest {
    private static final JsonNode REFERENCE = References.json("sentencepiece.json");

    @Test
    void shouldTokenizeLikeSentencePiece() {
        try (LibraryTokenizer tokenizer = GgufTokenizer.of(metadata(), "model.gguf")) {
            for (JsonNode example : REFERENCE.path("cases")) {
                String text = example.path("text").asText();
                int[] ids = References.ints(example.path("ids"));
                assertThat(tokenizer.encode(text)).as(text).isEqualTo(ids);
                assertThat(tokenizer.decode(ids))
                        .as(text)
                        .isEqualTo(example.path("decoded").asText());
            }
            assertThat(tokenizer.idOf("<|note|>")).hasValue(3);
            assertThat(tokenizer.special(1)).isTrue();
            assertThat(tokenizer.special(3)).isFalse();
        }
    }

    @Test
    void shouldMarkAWordInsideATextOnce() {
        try (LibraryTokenizer tokenizer = GgufTokenizer.of(metadata(), "model.gguf")) {
            assertThat(tokenizer.encodeInside("thing")).isEqualTo(tokenizer.encode("thing"));
            assertThat(tokenizer.decode(tokenizer.encodeInside("thing"))).isEqualTo("thing");
        }
    }

    @Test
    void shouldRefuseScoresThatDoNotFit() {
        Map<String, Object> metadata = metadata();
        metadata.put("tokenizer.ggml.scores", List.of(1.0));
        assertThatThrownBy(() -> GgufTokenizer.of(metadata, "model.gguf"))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("model.gguf: expected 600 scores, found 1");
    }

    /** As a GGUF file's header is read: whole numbers are Long, others Double. */
    private static Map<String, Object> metadata() {
        List<Object> tokens = new ArrayList<>();
        List<Object> scores = new ArrayList<>();
        List<Object> types = new ArrayList<>();
        REFERENCE.path("tokens").forEach(token -> tokens.add(token.asText()));
        REFERENCE.path("scores").forEach(score -> scores.add(score.asDouble()));
        REFERENCE.path("types").forEach(type -> types.add(type.asLong()));
        Map<String, Object> metadata = new HashMap<>();
        metadata.put("tokenizer.ggml.model", "llama");
        metadata.put("tokenizer.ggml.tokens", tokens);
        metadata.put("tokenizer.ggml.scores", scores);
        metadata.put("tokenizer.ggml.token_type", types);
        metadata.put("tokenizer.ggml.bos_token_id", 1L);
        metadata.put("tokenizer.ggml.eos_token_id", 2L);
        return metadata;
    }
}
