package dev.stellator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.Progress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders in all the forms that they come in, against the same references. */
class ModelFolderTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final ModelOptions CPU = new ModelOptions("cpu", ModelOptions.Precision.F32, 1);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private void copy(String name) throws IOException {
        for (String file : new String[] {"config.json", "tokenizer.json", "model.safetensors", "reference.json"}) {
            Files.copy(References.tiny(name + "/" + file), folder.resolve(file));
        }
    }

    private ObjectNode config() throws IOException {
        return (ObjectNode) MAPPER.readTree(folder.resolve("config.json").toFile());
    }

    private void write(ObjectNode config) throws IOException {
        MAPPER.writeValue(folder.resolve("config.json").toFile(), config);
    }

    private void assertAgrees() {
        try (LanguageModel model = LanguageModel.open(folder, CPU)) {
            ReferenceCheck.Result result = ReferenceCheck.of(model, folder.resolve("reference.json"), Progress.SILENT);
            assertThat(result.agrees()).as(result.toString()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rope_type", "type"})
    void shouldReadTheOlderFormOfScaledPositions(String typeKey) throws IOException {
        copy("llama3-scaled-rope");
        ObjectNode config = config();
        ObjectNode scaling = (ObjectNode) config.remove("rope_parameters");
        config.set("rope_theta", scaling.remove("rope_theta"));
        scaling.set(typeKey, scaling.remove("rope_type"));
        config.set("rope_scaling", scaling);
        write(config);
        assertAgrees();
    }

    @Test
    void shouldReadTheOlderFormOfPlainPositions() throws IOException {
        copy("llama");
        ObjectNode config = config();
        config.set("rope_theta", config.remove("rope_parameters").path("rope_theta"));
        config.putNull("rope_scaling");
        write(config);
        assertAgrees();
    }

    @Test
    void shouldRefuseAScalingThatItDoesNotKnow() throws IOException {
        copy("llama");
        ObjectNode config = config();
        ((ObjectNode) config.path("rope_parameters")).put("rope_type", "yarn");
        write(config);
        assertThatThrownBy(() -> LanguageModel.open(folder, CPU).close())
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("config.json: RoPE scaling yarn");
    }

    @Test
    void shouldReadWeightsInSeveralFiles() throws IOException {
        copy("qwen3");
        split();
        assertAgrees();
        Files.delete(folder.resolve("part-2.safetensors"));
        assertThatThrownBy(() -> LanguageModel.open(folder, CPU).close())
                .isInstanceOf(ModelMissingException.class)
                .hasMessageContaining("part-2.safetensors is missing");
    }

    /** Every second tensor into another file, with an index beside them. */
    private void split() throws IOException {
        byte[] whole = Files.readAllBytes(folder.resolve("model.safetensors"));
        int length = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
        JsonNode header = MAPPER.readTree(whole, 8, length);
        ObjectNode[] headers = {MAPPER.createObjectNode(), MAPPER.createObjectNode()};
        ByteArrayOutputStream[] data = {new ByteArrayOutputStream(), new ByteArrayOutputStream()};
        ObjectNode map = MAPPER.createObjectNode();
        int count = 0;
        for (Map.Entry<String, JsonNode> tensor : header.properties()) {
            if (tensor.getKey().equals("__metadata__")) {
                continue;
            }
            int part = count++ % 2;
            int from = tensor.getValue().path("data_offsets").path(0).asInt();
            int size = tensor.getValue().path("data_offsets").path(1).asInt() - from;
            ObjectNode moved = tensor.getValue().deepCopy();
            moved.putArray("data_offsets").add(data[part].size()).add(data[part].size() + size);
            headers[part].set(tensor.getKey(), moved);
            data[part].write(whole, 8 + length + from, size);
            map.put(tensor.getKey(), "part-" + (part + 1) + ".safetensors");
        }
        for (int part = 0; part < 2; part++) {
            byte[] json = MAPPER.writeValueAsBytes(headers[part]);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(json.length)
                    .array());
            out.write(json);
            data[part].writeTo(out);
            Files.write(folder.resolve("part-" + (part + 1) + ".safetensors"), out.toByteArray());
        }
        Files.delete(folder.resolve("model.safetensors"));
        MAPPER.writeValue(
                folder.resolve("model.safetensors.index.json").toFile(),
                MAPPER.createObjectNode().set("weight_map", map));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpu", "gpu:7"})
    void shouldSayThatADeviceIsNotThere(String device) throws IOException {
        copy("llama");
        assumeTrue(Engine.getEngine("PyTorch").getGpuCount() == 0, "this machine has a GPU");
        assertThatThrownBy(() -> LanguageModel.open(folder, new ModelOptions(device, ModelOptions.Precision.F32, 1))
                        .close())
                .isInstanceOf(InputRefusedException.class)
                .hasMessageStartingWith("--device " + device + ": ");
    }

    @Test
    void shouldAgreeOnAGpu() throws IOException {
        assumeTrue(Engine.getEngine("PyTorch").getGpuCount() > 0, "no GPU on this machine");
        copy("qwen3");
        try (LanguageModel model =
                LanguageModel.open(folder, new ModelOptions("gpu:0", ModelOptions.Precision.F32, 1))) {
            assertThat(ReferenceCheck.of(model, folder.resolve("reference.json"), Progress.SILENT)
                            .agrees())
                    .isTrue();
        }
    }
}
