package dev.stellator.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.WholeFiles;
import dev.stellator.worker.intervention.HiddenIntervention;
import dev.stellator.worker.intervention.Window;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One vector a layer, added to the residual stream as it leaves that layer at every position: what other engines call a
 * control vector. Immutable, but for the arrays, which are not copied on the way out.
 *
 * @param modelHint architecture of the model, as GGUF files name it
 * @param directions by layer, counted from 0, (width) each. GGUF's readers know none of layer 0.
 */
public record ControlVector(String modelHint, SortedMap<Integer, float[]> directions) {
    private static final String ARCHITECTURE = "controlvector";
    private static final int GGUF_VERSION = 3;
    private static final int ALIGNMENT = 32;
    private static final int STRING = 8;
    private static final int UINT32 = 4;
    private static final int F32 = 0;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @throws IllegalArgumentException when there is no direction, or they differ in width */
    public ControlVector {
        SortedMap<Integer, float[]> copy = new TreeMap<>();
        directions.forEach((layer, vector) -> copy.put(layer, vector.clone()));
        directions = copy;
        long widths = copy.values().stream()
                .mapToInt(vector -> vector.length)
                .distinct()
                .count();
        if (widths != 1) {
            throw new IllegalArgumentException("expected directions of one width, found " + widths + " widths");
        }
    }

    /** The same as an intervention of this worker. */
    public HiddenIntervention.DirectionSweep intervention(int layers) {
        float[][][] vectors = new float[layers][][];
        float[] strengths = new float[layers];
        for (int layer = 0; layer < layers; layer++) {
            float[] vector = directions.get(layer);
            vectors[layer] = vector == null ? new float[0][] : new float[][] {vector};
            strengths[layer] = vector == null ? 0 : 1;
        }
        return new HiddenIntervention.DirectionSweep(vectors, strengths, new Window.Sweep(0, 0, 0));
    }

    /**
     * Writes a GGUF file with {@code general.architecture = controlvector}, {@code controlvector.model_hint},
     * {@code controlvector.layer_count} and a tensor {@code direction.N} for each layer N.
     *
     * @throws IllegalArgumentException when there is a direction of layer 0
     */
    public void writeGguf(Path file) {
        if (directions.containsKey(0)) {
            throw new IllegalArgumentException("readers of control vectors in GGUF count layers from 1");
        }
        Buffer header = new Buffer();
        header.int32(0x46554747).int32(GGUF_VERSION).int64(directions.size()).int64(3);
        header.text("general.architecture").int32(STRING).text(ARCHITECTURE);
        header.text(ARCHITECTURE + ".model_hint").int32(STRING).text(modelHint);
        header.text(ARCHITECTURE + ".layer_count").int32(UINT32).int32(directions.size());
        long at = 0;
        for (Map.Entry<Integer, float[]> entry : directions.entrySet()) {
            header.text(name(entry.getKey())).int32(1).int64(entry.getValue().length);
            header.int32(F32).int64(at);
            at += aligned((long) Float.BYTES * entry.getValue().length);
        }
        header.pad();
        directions.values().forEach(vector -> header.floats(vector).pad());
        write(file, header.bytes());
    }

    /**
     * Writes a safetensors file with a tensor {@code direction.N} for each layer N.
     *
     * @param metadata texts that say where it comes from
     */
    public void writeSafetensors(Path file, Map<String, String> metadata) {
        ObjectNode header = JSON.createObjectNode();
        ObjectNode about = header.putObject("__metadata__");
        metadata.forEach(about::put);
        Buffer tensors = new Buffer();
        directions.forEach((layer, vector) -> {
            ObjectNode tensor = header.putObject(name(layer)).put("dtype", "F32");
            tensor.putArray("shape").add(vector.length);
            tensor.putArray("data_offsets").add(tensors.size()).add(tensors.size() + Float.BYTES * vector.length);
            tensors.floats(vector);
        });
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        Buffer all = new Buffer().int64(json.length);
        all.raw(json).raw(tensors.bytes());
        write(file, all.bytes());
    }

    private static String name(int layer) {
        return "direction." + layer;
    }

    private static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static void write(Path file, byte[] content) {
        try {
            WholeFiles.put(file, fresh -> Files.write(fresh, content));
        } catch (IOException e) {
            throw new StellatorException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** Little-endian bytes. */
    private static final class Buffer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        private static ByteBuffer room(int bytes) {
            return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        }

        Buffer raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        Buffer int32(int value) {
            return raw(room(Integer.BYTES).putInt(value).array());
        }

        Buffer int64(long value) {
            return raw(room(Long.BYTES).putLong(value).array());
        }

        Buffer text(String value) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            return int64(bytes.length).raw(bytes);
        }

        Buffer floats(float[] values) {
            for (float value : values) {
                int32(Float.floatToRawIntBits(value));
            }
            return this;
        }

        void pad() {
            raw(new byte[(int) (aligned(out.size()) - out.size())]);
        }

        int size() {
            return out.size();
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
