package dev.stellator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.NotFiniteException;
import dev.stellator.engine.Progress;
import dev.stellator.worker.TinyFolder.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Broken, contradictory and unsupported models are refused by name, or read as they are meant: never as another model. */
class BrokenModelsTest {
    private static final ModelOptions CPU = new ModelOptions("cpu", ModelOptions.Precision.F32, 1);
    private static final int[] TEXT = {5, 17, 300, 42, 8, 99};

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private TinyFolder copy(String name) throws IOException {
        return TinyFolder.copy(name, folder.resolve(name));
    }

    private static void assertRefused(Path model, String... said) {
        assertThatThrownBy(() -> LanguageModel.open(model, CPU).close())
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContainingAll(said);
    }

    /** Without a weight being read. */
    private static void assertRefusedAtOnce(TinyFolder model, String... said) {
        assertThatThrownBy(() -> ModelOutline.open(model.path()).close())
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContainingAll(said)
                .hasMessageContaining(model.path().toString());
        assertRefused(model.path(), said);
    }

    private static void assertAgrees(Path model, Path reference) {
        try (LanguageModel opened = LanguageModel.open(model, CPU)) {
            ReferenceCheck.Result result = ReferenceCheck.of(opened, reference, Progress.SILENT);
            assertThat(result.agrees()).as(result.toString()).isTrue();
        }
    }

    private static float[] lastLogits(Path model) {
        try (LanguageModel opened = LanguageModel.open(model, CPU)) {
            return opened.forward(Sequence.of(TEXT), ObservationRequest.NOTHING.logitsAt(-1))
                    .logits()[0];
        }
    }

    @ParameterizedTest
    @CsvSource({
        "llama, model.embed_tokens.weight, NaN",
        "llama, model.layers.3.self_attn.k_proj.weight, Infinity",
        "llama, model.norm.weight, NaN",
        "qwen2, model.layers.0.self_attn.v_proj.bias, -Infinity",
        "qwen3, model.layers.2.self_attn.q_norm.weight, NaN",
        "qwen3, lm_head.weight, Infinity",
        "gpt2, transformer.h.1.attn.c_attn.weight, NaN",
        "gpt2, transformer.wpe.weight, NaN"
    })
    void shouldNameTheWeightThatIsNoNumber(String name, String tensor, float value) throws IOException {
        TinyFolder model = copy(name);
        List<Integer> shape = model.tensor(tensor).shape();
        int columns = shape.get(shape.size() - 1);
        model.value(tensor, 7, value).save();
        assertRefused(model.path(), "model.safetensors: tensor " + tensor + " holds " + value, "column " + 7 % columns);
    }

    @Test
    void shouldRefuseNumbersThatThePrecisionCannotHold() throws IOException {
        TinyFolder model = copy("llama");
        model.value("model.layers.0.mlp.up_proj.weight", 0, 1e5f).save();
        LanguageModel.open(model.path(), CPU).close();
        ModelOptions half = new ModelOptions("cpu", ModelOptions.Precision.F16, 1);
        assertThatThrownBy(() -> LanguageModel.open(model.path(), half).close())
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContainingAll("up_proj", "100000.0", "cannot hold");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'rope_type': 'linear', 'factor': 0}                  | factor",
                "{'rope_type': 'linear'}                               | factor",
                "{'rope_type': 'linear', 'factor': '4'}                | factor",
                "{'factor': 2.0}                                       | no rope_type",
                "{'rope_type': 'default', 'factor': 2.0}               | factor beside a rope_type of default",
                "{'rope_type': 'llama3', 'factor': 8.0}                | low_freq_factor",
                "{'rope_type': 'yarn', 'factor': 4.0}                  | RoPE scaling yarn",
                "{'rope_type': 'default', 'rope_theta': 0}             | rope_theta",
                "{'rope_type': 'default', 'partial_rotary_factor': 0.5}| partial_rotary_factor",
                "{'sliding_attention': {'rope_type': 'default'}}       | full_attention",
                "{'full_attention': {'rope_type': 'dynamic', 'factor': 4.0}} | RoPE scaling dynamic",
                "[1]                                                   | expected an object"
            })
    void shouldRefuseScalingsOfPositions(String settings, String said) throws IOException {
        TinyFolder model = copy("llama");
        model.config(json -> json.set("rope_parameters", TinyFolder.json(settings.replace('\'', '"'))));
        assertRefusedAtOnce(model, "config.json", said);
    }

    @Test
    void shouldRefuseTwoScalingsThatContradict() throws IOException {
        TinyFolder model = copy("llama");
        model.config(json -> json.set("rope_scaling", TinyFolder.json("{\"type\": \"linear\", \"factor\": 2}")));
        assertRefusedAtOnce(model, "rope_parameters and rope_scaling");
    }

    @Test
    void shouldReadSettingsByKindOfAttention() throws IOException {
        TinyFolder model = copy("llama3-scaled-rope");
        model.config(json -> {
            ObjectNode byKind = json.objectNode();
            byKind.set("full_attention", json.get("rope_parameters"));
            byKind.set("sliding_attention", json.objectNode().put("rope_type", "yarn"));
            json.set("rope_parameters", byKind);
        });
        assertAgrees(model.path(), model.path().resolve("reference.json"));
    }

    @Test
    void shouldReadScalingsOfGgufFilesUnderAllTheirNames() throws IOException {
        Path plain = Files.write(folder.resolve("plain.gguf"), GgufWriter.write("llama"));
        Path now = gguf(Map.of("llama.rope.scaling.type", "linear", "llama.rope.scaling.factor", 4f));
        float[] scaled = lastLogits(now);
        assertThat(scaled).isNotEqualTo(lastLogits(plain));
        assertThat(lastLogits(gguf(Map.of("llama.rope.scale_linear", 4f)))).isEqualTo(scaled);
        assertThat(lastLogits(gguf(Map.of("llama.rope.scaling.factor", 4f)))).isEqualTo(scaled);
        assertRefused(gguf(Map.of("llama.rope.scaling.factor", 0f)), "llama.rope.scaling.factor", "0.0");
        assertRefused(gguf(Map.of("llama.rope.freq_base", 0f)), "llama.rope.freq_base");
        assertRefused(gguf(Map.of("llama.rope.scaling.type", "yarn")), "RoPE scaling yarn");
        assertRefused(gguf(Map.of("llama.rope.scaling.type", "none", "llama.rope.scaling.factor", 4f)), "contradicts");
        assertRefused(gguf(Map.of("llama.attn_logit_softcapping", 30f)), "attn_logit_softcapping");
    }

    private Path gguf(Map<String, Object> metadata) throws IOException {
        Path file = folder.resolve("model-" + Integer.toHexString(metadata.hashCode()) + ".gguf");
        return Files.write(file, GgufWriter.write("llama", metadata));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "gpt2  | scale_attn_weights                  | false",
                "gpt2  | scale_attn_by_inverse_layer_idx     | true",
                "gpt2  | add_cross_attention                 | true",
                "gpt2  | activation_function                 | 'relu'",
                "gpt2  | activation_function                 | 'gelu_python'",
                "gpt2  | n_inner                             | 'wide'",
                "llama | hidden_act                          | 'gelu'",
                "llama | model_type                          | 'gemma3_text'",
                "llama | model_type                          | null",
                "llama | quantization_config                 | {'quant_method': 'gptq'}",
                "llama | rms_norm_eps                        | -1",
                "llama | num_key_value_heads                 | 3",
                "llama | head_dim                            | 'x'",
                "llama | max_position_embeddings             | 0",
                "qwen2 | use_sliding_window                  | true",
                "qwen3 | layer_types                         | ['sliding_attention']"
            })
    void shouldRefuseSettingsThatItDoesNotFollow(String name, String setting, String value) throws IOException {
        TinyFolder model = copy(name);
        model.config(json -> json.set(setting, TinyFolder.json(value.replace('\'', '"'))));
        assertRefusedAtOnce(model, "config.json");
    }

    @Test
    void shouldRefuseAModelWithoutItsHead() throws IOException {
        TinyFolder untied = copy("qwen3").without("lm_head.weight").save();
        assertRefusedAtOnce(untied, "model.safetensors: tensor lm_head.weight is missing", "tie_word_embeddings");
    }

    @Test
    void shouldRefuseAHeadThatIsSaidToBeTheEmbeddingAndIsNot() throws IOException {
        TinyFolder tied = copy("llama");
        Tensor embedding = tied.tensor("model.embed_tokens.weight");
        tied.put("lm_head.weight", embedding).save();
        assertAgrees(tied.path(), tied.path().resolve("reference.json"));
        tied.value("lm_head.weight", 70, 3).save();
        assertRefused(tied.path(), "lm_head.weight holds other numbers than model.embed_tokens.weight");
    }

    @ParameterizedTest
    @CsvSource({
        "qwen2, model.layers.1.self_attn.q_proj.bias",
        "gpt2, transformer.h.2.mlp.c_fc.bias",
        "llama, model.layers.2.post_attention_layernorm.weight",
        "qwen3, model.layers.0.self_attn.k_norm.weight"
    })
    void shouldNameTheTensorThatIsMissing(String name, String tensor) throws IOException {
        assertRefusedAtOnce(copy(name).without(tensor).save(), "model.safetensors: tensor " + tensor + " is missing");
    }

    @Test
    void shouldRefuseWeightsThatTheConfigurationHasNoPlaceFor() throws IOException {
        TinyFolder fewer = copy("llama");
        fewer.config(json -> json.put("num_hidden_layers", 3));
        assertRefusedAtOnce(fewer, "model.layers.3.", "3 layers");
        TinyFolder other = copy("qwen3");
        other.config(json -> json.put("model_type", "llama"));
        assertRefusedAtOnce(other, "k_norm.weight has no place in a model of the family llama");
        TinyFolder biased = copy("llama3-scaled-rope");
        biased.put("model.layers.0.self_attn.o_proj.bias", Tensor.of(new float[64], 64))
                .save();
        assertRefusedAtOnce(biased, "o_proj.bias is there");
    }

    @Test
    void shouldTakeTheModelsOwnFileWhateverLiesBesideIt() throws IOException {
        TinyFolder model = copy("llama");
        model.value("model.norm.weight", 0, 9).save("zz-old.safetensors");
        assertAgrees(model.path(), model.path().resolve("reference.json"));
        Files.move(model.path().resolve("model.safetensors"), model.path().resolve("a.safetensors"));
        assertRefusedAtOnce(model, "stands in", "a.safetensors", "zz-old.safetensors");
    }

    @Test
    void shouldRefuseAnIndexBesideAWholeModel() throws IOException {
        TinyFolder model = copy("llama");
        Files.copy(model.path().resolve("model.safetensors"), model.path().resolve("part.safetensors"));
        model.json("model.safetensors.index.json", json -> json.putObject("weight_map")
                .put("model.norm.weight", "part.safetensors"));
        assertRefusedAtOnce(model, "two models");
    }

    @Test
    void shouldPassOverBuffersInAnyNumberFormat() throws IOException {
        TinyFolder model = copy("gpt2");
        model.put("transformer.h.0.attn.bias", new Tensor("BOOL", List.of(1, 1, 4, 4), new byte[16]))
                .put("transformer.h.1.attn.bias", new Tensor("U8", List.of(1, 1, 4, 4), new byte[16]))
                .put("transformer.h.1.attn.masked_bias", Tensor.of(new float[1]))
                .put("steps", new Tensor("I64", List.of(), new byte[8]))
                .put("nothing", new Tensor("F64", List.of(0), new byte[0]))
                .save();
        assertAgrees(model.path(), model.path().resolve("reference.json"));
        model.put("transformer.ln_f.weight", new Tensor("F64", List.of(64), new byte[512]))
                .save();
        assertRefusedAtOnce(model, "model.safetensors", "transformer.ln_f.weight", "F64 is not supported");
    }

    @Test
    void shouldRefuseATokenizerWithMoreSubwordsThanRows() throws IOException {
        TinyFolder model = copy("llama");
        Tensor embedding = model.tensor("model.embed_tokens.weight");
        model.put(
                        "model.embed_tokens.weight",
                        new Tensor("F32", List.of(500, 64), Arrays.copyOf(embedding.bytes(), 500 * 64 * 4)))
                .save()
                .config(json -> json.put("vocab_size", 500));
        assertRefusedAtOnce(model, "tokenizer.json", "the largest id is 511", "500 rows");
    }

    @Test
    void shouldRefuseABeginningOrEndThatIsNoSubword() throws IOException {
        TinyFolder model = copy("llama");
        model.config(json -> json.put("bos_token_id", 600));
        assertRefusedAtOnce(model, "600", "512 rows");
        model.config(json -> json.put("bos_token_id", -1));
        try (LanguageModel opened = LanguageModel.open(model.path(), CPU)) {
            assertThat(opened.info().sinkId()).isBetween(0, 511);
            assertThat(opened.tokenizer().beginOfText()).isEmpty();
        }
    }

    @Test
    void shouldNeverDrawRowsThatFillTheVocabularyUp() throws IOException {
        TinyFolder model = copy("llama");
        float[] embedding =
                Arrays.copyOf(model.tensor("model.embed_tokens.weight").values(), 640 * 64);
        for (int row = 512; row < 640; row++) {
            for (int i = 0; i < 64; i++) {
                embedding[row * 64 + i] = 20 * embedding[(row - 512) * 64 + i];
            }
        }
        model.put("model.embed_tokens.weight", Tensor.of(embedding, 640, 64))
                .save()
                .config(json -> json.put("vocab_size", 640));
        try (LanguageModel opened = LanguageModel.open(model.path(), CPU)) {
            for (GenerateOptions options : List.of(GenerateOptions.greedy(12), GenerateOptions.sampled(40, 2, 1, 3))) {
                Generation drawn = opened.generate(Sequence.of(TEXT), options, GenerateListener.SILENT);
                assertThat(drawn.ids()).hasSize(options.maxNew());
                assertThat(Arrays.stream(drawn.ids()).max().orElse(0)).isLessThan(512);
            }
        }
    }

    @Test
    void shouldEndATextAtAllItsEnds() throws IOException {
        TinyFolder model = copy("llama");
        model.config(json -> json.putArray("eos_token_id").add(0).add(7))
                .json(
                        "generation_config.json",
                        json -> json.putArray("eos_token_id").add(7).add(9));
        try (ModelOutline outline = ModelOutline.open(model.path())) {
            assertThat(outline.tokenizer().endsOfText()).containsExactly(0, 7, 9);
            assertThat(outline.contextLength()).isEqualTo(256);
            assertThat(outline.family()).isEqualTo("llama");
        }
        Path gguf = Files.write(
                folder.resolve("ends.gguf"),
                GgufWriter.write("llama", Map.of("tokenizer.ggml.eot_token_id", 11, "tokenizer.ggml.eom_token_id", 0)));
        try (ModelOutline outline = ModelOutline.open(gguf)) {
            assertThat(outline.tokenizer().endsOfText()).containsExactly(0, 11);
        }
    }

    @Test
    void shouldReadWhatSpellsAControlSubwordAsText() throws IOException {
        Path gguf = Files.write(folder.resolve("model.gguf"), GgufWriter.write("llama"));
        for (Path path : List.of(References.tiny("llama"), gguf)) {
            try (ModelOutline outline = ModelOutline.open(path)) {
                Tokenizer tokenizer = outline.tokenizer();
                String control = tokenizer.piece(0);
                String text = "A theory" + control + "begins";
                assertThat(tokenizer.special(0)).isTrue();
                assertThat(tokenizer.encodeMarkup(text)).contains(0);
                int[] ids = tokenizer.encode(text);
                assertThat(ids).doesNotContain(0).startsWith(tokenizer.encode("A theory"));
                assertThat(tokenizer.decode(ids)).isEqualTo(text);
            }
        }
    }

    @Test
    void shouldLoadSplitFilesByAnyOfTheirParts() throws IOException {
        List<byte[]> parts = GgufWriter.split("llama", 3);
        for (int i = 0; i < parts.size(); i++) {
            Files.write(part(i + 1), parts.get(i));
        }
        for (int i = 1; i <= 3; i++) {
            assertAgrees(part(i), References.tiny("llama/reference.json"));
        }
        Files.copy(part(1), folder.resolve("one.gguf"));
        assertRefused(folder.resolve("one.gguf"), "part 1 of 3", "-00001-of-00003.gguf");
        Files.write(part(2), parts.get(2));
        assertRefused(part(1), "tiny-00002-of-00003.gguf: this is not part 2 of 3");
        Files.delete(part(2));
        assertThatThrownBy(() -> LanguageModel.open(part(1), CPU).close())
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContainingAll("part 1 of 3", "tiny-00002-of-00003.gguf is missing");
    }

    private Path part(int number) {
        return folder.resolve("tiny-0000" + number + "-of-00003.gguf");
    }

    @Test
    void shouldSayWhatOtherFilesAre() throws IOException {
        byte[] big = ByteBuffer.allocate(64)
                .put("GGUF".getBytes(StandardCharsets.US_ASCII))
                .putInt(3)
                .array();
        assertRefused(Files.write(folder.resolve("big.gguf"), big), "big.gguf", "big-endian");
        byte[] pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 5\n"
                .getBytes(StandardCharsets.US_ASCII);
        assertRefused(Files.write(folder.resolve("pointer.gguf"), pointer), "pointer.gguf", "git lfs pull");
        TinyFolder model = copy("llama");
        Files.write(model.path().resolve("model.safetensors"), pointer);
        assertRefusedAtOnce(model, "model.safetensors", "git lfs pull");
    }

    @Test
    void shouldRefuseNamesThatStandTwice() throws IOException {
        TinyFolder model = copy("llama");
        Path config = model.path().resolve("config.json");
        Files.writeString(config, Files.readString(config).replaceFirst("\\{", "{\"num_hidden_layers\": 2,"));
        assertRefusedAtOnce(model, "config.json", "Duplicate");
        byte[] header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},\"a\":{}}"
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer file = ByteBuffer.allocate(12 + header.length).order(ByteOrder.LITTLE_ENDIAN);
        Path twice = Files.write(
                folder.resolve("twice.safetensors"),
                file.putLong(header.length).put(header).array());
        assertThatThrownBy(() -> new Safetensors(List.of(twice)).close()).hasMessageContaining("Duplicate");
    }

    @Test
    void shouldTellAnswersThatAreNoNumbers() throws IOException {
        float large = Float.MAX_VALUE;
        TinyFolder model = copy("llama");
        model.value("model.layers.1.mlp.down_proj.weight", 3, large)
                .value("model.layers.1.mlp.down_proj.weight", 5, -large)
                .value("model.norm.weight", 0, large)
                .save();
        try (LanguageModel opened = LanguageModel.open(model.path(), CPU)) {
            Sequence text = Sequence.of(TEXT);
            assertThatThrownBy(() -> opened.generate(text, GenerateOptions.greedy(4), GenerateListener.SILENT))
                    .isInstanceOf(NotFiniteException.class)
                    .hasMessageContaining("not a number");
            try (Baseline baseline = opened.baseline(List.of(text), new int[] {3})) {
                assertThatThrownBy(() -> baseline.unchanged(0)).isInstanceOf(NotFiniteException.class);
            }
        }
    }

    @Test
    void shouldTellDifferencesThatAreNoNumbers() {
        float[] one = {1};
        Difference broken = new Difference(new float[] {Float.NaN}, one, one, new float[0][], new float[0][]);
        assertThatThrownBy(broken::requireNumbers).isInstanceOf(NotFiniteException.class);
        new Difference(one, one, one, new float[0][], new float[0][]).requireNumbers();
        assertThat(new Difference(one, one, one, new float[0][], new float[0][]).kl()[0])
                .isCloseTo(1, within(0f));
    }
}
