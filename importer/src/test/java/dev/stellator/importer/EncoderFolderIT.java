package dev.stellator.importer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.embedding.Embedder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encoders out of folders: one that knows letters alone, whose vectors can be told by hand (benchmarks/encoder.py). */
class EncoderFolderIT {
    private static final int WIDTH = 32;

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @BeforeEach
    void copy() throws IOException {
        for (String file : List.of("model.onnx", "tokenizer.json")) {
            try (InputStream in =
                    Objects.requireNonNull(EncoderFolderIT.class.getResourceAsStream("encoder/" + file))) {
                Files.copy(in, folder.resolve(file));
            }
        }
    }

    @Test
    void shouldEncodeWithTheMeanOfTheSubwords() {
        try (Embedder encoder = EncoderFolder.open(folder, 2)) {
            assertThat(encoder.dimensions()).isEqualTo(WIDTH);
            assertThat(encoder.id()).matches(folder.getFileName() + "/[0-9a-f]{12}");
            List<float[]> vectors = encoder.embed(List.of("river", "a longer text, with a comma", "sea", ""));
            assertThat(vectors).hasSize(4).allSatisfy(vector -> assertThat(dot(vector, vector))
                    .isCloseTo(1, within(1e-5)));
            assertThat(dot(vectors.get(0), vectors.get(1))).isLessThan(0.99);
            List<float[]> alone = encoder.embed(List.of("river"));
            assertThat(alone.get(0)).containsExactly(vectors.get(0), within(1e-6f));
        }
    }

    @Test
    void shouldGiveTheSameVectorsInWhateverBatchAndOrder() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            texts.add("word ".repeat(i % 90) + i);
        }
        try (Embedder encoder = EncoderFolder.open(folder, 2);
                Embedder single = EncoderFolder.open(folder, 1)) {
            List<float[]> together = encoder.embed(texts);
            for (int i = 0; i < texts.size(); i += 23) {
                assertThat(single.embed(List.of(texts.get(i))).get(0)).containsExactly(together.get(i), within(1e-6f));
            }
        }
    }

    @Test
    void shouldCutAtTheLengthThatTheFolderNames() throws IOException {
        Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 6}");
        try (Embedder encoder = EncoderFolder.open(folder, 1)) {
            List<float[]> vectors = encoder.embed(List.of("abcd", "abcd efgh ijkl"));
            assertThat(vectors.get(0)).containsExactly(vectors.get(1), within(1e-6f));
        }
    }

    @Test
    void shouldPutThePromptOfTheFolderBeforeEachText() throws IOException {
        Files.writeString(
                folder.resolve("config_sentence_transformers.json"),
                "{\"prompts\": {\"query\": \"ask: \"}, \"default_prompt_name\": \"query\"}");
        assertPrompt("ask: ");
    }

    @Test
    void shouldKnowThePromptOfE5sFoldersFromTheHub() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"_name_or_path\": \"intfloat/multilingual-e5-small\"}");
        assertPrompt("query: ");
    }

    private static String hash(Embedder encoder) {
        return encoder.id().substring(encoder.id().indexOf('/'));
    }

    private void assertPrompt(String prompt) throws IOException {
        Path plain = Files.createDirectory(folder.resolve("plain"));
        for (String file : List.of("model.onnx", "tokenizer.json")) {
            Files.copy(folder.resolve(file), plain.resolve(file));
        }
        try (Embedder prompted = EncoderFolder.open(folder, 1);
                Embedder bare = EncoderFolder.open(plain, 1)) {
            assertThat(prompted.embed(List.of("river")).get(0))
                    .containsExactly(bare.embed(List.of(prompt + "river")).get(0), within(1e-6f));
            assertThat(hash(prompted)).isNotEqualTo(hash(bare));
        }
    }

    @Test
    void shouldTakeTheFirstSubwordWhereTheFolderSaysSo() throws IOException {
        Files.createDirectory(folder.resolve("1_Pooling"));
        Files.writeString(folder.resolve("1_Pooling/config.json"), "{\"pooling_mode_cls_token\": true}");
        try (Embedder encoder = EncoderFolder.open(folder, 1)) {
            List<float[]> vectors = encoder.embed(List.of("river", "another"));
            assertThat(vectors.get(0)).containsExactly(vectors.get(1), within(1e-6f));
        }
    }

    @Test
    void shouldSayWhatAFolderLacks() throws IOException {
        Files.delete(folder.resolve("tokenizer.json"));
        assertThatThrownBy(() -> EncoderFolder.open(folder, 1))
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContaining("tokenizer.json");
        Files.writeString(folder.resolve("tokenizer.json"), "{");
        assertThatThrownBy(() -> EncoderFolder.open(folder, 1))
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContaining("tokenizer");
        Files.delete(folder.resolve("model.onnx"));
        assertThatThrownBy(() -> EncoderFolder.open(folder, 1))
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContaining("onnx/model.onnx");
    }

    @Test
    void shouldSayThatAModelDoesNotLoad() throws IOException {
        Files.writeString(folder.resolve("model.onnx"), "no model");
        assertThatThrownBy(() -> EncoderFolder.open(folder, 1))
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContaining("ONNX Runtime");
    }

    private static double dot(float[] a, float[] b) {
        double dot = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
        }
        return dot;
    }
}
