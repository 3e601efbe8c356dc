package dev.stellator.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stellator.worker.LanguageModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Writes copies of a model in the format of safetensors that have an output head of their own. */
final class PlantedModel {
    private PlantedModel() {}

    /**
     * Copies the model; the head of the copy is its embedding, with something added to the rows of some words.
     *
     * @param rows what is added, by word, times the weight of the last norm
     */
    static void write(LanguageModel model, Map<String, double[]> rows, Path from, Path to) throws IOException {
        ObjectMapper json = new ObjectMapper();
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        ObjectNode config =
                (ObjectNode) json.readTree(from.resolve("config.json").toFile());
        config.put("tie_word_embeddings", false);
        json.writeValue(to.resolve("config.json").toFile(), config);

        ByteBuffer whole = ByteBuffer.wrap(Files.readAllBytes(from.resolve("model.safetensors")))
                .order(ByteOrder.LITTLE_ENDIAN);
        int headerLength = Math.toIntExact(whole.getLong());
        byte[] header = new byte[headerLength];
        whole.get(header);
        ObjectNode tensors = (ObjectNode) json.readTree(header);
        ByteBuffer data = whole.slice().order(ByteOrder.LITTLE_ENDIAN);
        float[] head = floats(data, tensors.get("model.embed_tokens.weight"));
        float[] norm = floats(data, tensors.get("model.norm.weight"));
        for (Map.Entry<String, double[]> row : rows.entrySet()) {
            int id = model.tokenizer().encodeInside(row.getKey())[0];
            for (int i = 0; i < norm.length; i++) {
                head[id * norm.length + i] += (float) (row.getValue()[i] / norm[i]);
            }
        }
        ObjectNode added = tensors.deepCopy();
        ObjectNode own = added.putObject("lm_head.weight");
        own.put("dtype", "F32");
        own.set("shape", tensors.get("model.embed_tokens.weight").get("shape"));
        ArrayNode offsets = own.putArray("data_offsets");
        offsets.add(data.capacity()).add(data.capacity() + 4 * head.length);
        byte[] text = json.writeValueAsBytes(added);
        ByteBuffer out = ByteBuffer.allocate(8 + text.length + data.capacity() + 4 * head.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(text.length).put(text).put(data.duplicate());
        for (float value : head) {
            out.putFloat(value);
        }
        Files.write(to.resolve("model.safetensors"), out.array());
    }

    private static float[] floats(ByteBuffer data, JsonNode tensor) {
        int from = tensor.get("data_offsets").get(0).asInt();
        int to = tensor.get("data_offsets").get(1).asInt();
        float[] values = new float[(to - from) / 4];
        data.slice(from, to - from)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }
}
