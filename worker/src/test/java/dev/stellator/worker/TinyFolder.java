package dev.stellator.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** A copy of a tiny model, to be changed in one point. */
final class TinyFolder {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path folder;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    record Tensor(String type, List<Integer> shape, byte[] bytes) {
        static Tensor of(float[] values, Integer... shape) {
            ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
            buffer.asFloatBuffer().put(values);
            return new Tensor("F32", List.of(shape), buffer.array());
        }

        float[] values() {
            float[] values = new float[bytes.length / 4];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values);
            return values;
        }
    }

    private TinyFolder(Path folder) {
        this.folder = folder;
    }

    static TinyFolder copy(String name, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String file : new String[] {"config.json", "tokenizer.json", "model.safetensors", "reference.json"}) {
            Files.copy(References.tiny(name + "/" + file), folder.resolve(file));
        }
        TinyFolder copy = new TinyFolder(folder);
        copy.read();
        return copy;
    }

    private void read() throws IOException {
        byte[] whole = Files.readAllBytes(folder.resolve("model.safetensors"));
        int length = (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
        for (Map.Entry<String, JsonNode> entry :
                MAPPER.readTree(whole, 8, length).properties()) {
            if (!entry.getKey().equals("__metadata__")) {
                JsonNode json = entry.getValue();
                int[] shape = References.ints(json.path("shape"));
                int[] offsets = References.ints(json.path("data_offsets"));
                tensors.put(
                        entry.getKey(),
                        new Tensor(
                                json.path("dtype").asText(),
                                Arrays.stream(shape).boxed().toList(),
                                Arrays.copyOfRange(whole, 8 + length + offsets[0], 8 + length + offsets[1])));
            }
        }
    }

    Path path() {
        return folder;
    }

    Tensor tensor(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    TinyFolder put(String name, Tensor tensor) {
        tensors.put(name, tensor);
        return this;
    }

    TinyFolder without(String name) {
        Objects.requireNonNull(tensors.remove(name), name);
        return this;
    }

    /** Sets one value of a tensor of float32. */
    TinyFolder value(String name, int at, float value) {
        Tensor tensor = tensor(name);
        float[] values = tensor.values();
        values[at] = value;
        return put(name, Tensor.of(values, tensor.shape().toArray(Integer[]::new)));
    }

    TinyFolder config(Consumer<ObjectNode> change) throws IOException {
        return json("config.json", change);
    }

    TinyFolder json(String file, Consumer<ObjectNode> change) throws IOException {
        Path path = folder.resolve(file);
        ObjectNode json = Files.exists(path) ? (ObjectNode) MAPPER.readTree(path.toFile()) : MAPPER.createObjectNode();
        change.accept(json);
        MAPPER.writeValue(path.toFile(), json);
        return this;
    }

    static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    TinyFolder save() throws IOException {
        return save("model.safetensors");
    }

    TinyFolder save(String file) throws IOException {
        ObjectNode header = MAPPER.createObjectNode();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            ObjectNode place = header.putObject(entry.getKey()).put("dtype", tensor.type());
            tensor.shape().forEach(place.putArray("shape")::add);
            place.putArray("data_offsets").add(data.size()).add(data.size() + tensor.bytes().length);
            data.writeBytes(tensor.bytes());
        }
        byte[] json = MAPPER.writeValueAsBytes(header);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .array());
        out.writeBytes(json);
        out.writeBytes(data.toByteArray());
        Files.write(folder.resolve(file), out.toByteArray());
        return this;
    }
}
