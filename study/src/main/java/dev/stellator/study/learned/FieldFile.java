package dev.stellator.study.learned;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.StellatorException;
import dev.stellator.worker.intervention.RailIntervention.Distance;
import dev.stellator.worker.intervention.RailIntervention.RailGate;
import dev.stellator.worker.intervention.RailIntervention.RailMap;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field as a safetensors file: {@code gains.shown}, {@code gains.next}, {@code gains.previous} and {@code gains.far}
 * (layers, heads), and where there are any {@code contrast} and {@code emphasis} (layers, heads), {@code strengths} (layers),
 * and of a layer L {@code map.L.down} and {@code map.L.up} (rank, width) and {@code gate.L} (heads, width). Its provenance is
 * the metadata's entry {@code stellator.field}, as JSON, and the lowest layer that it is seen in {@code stellator.lowest}. The
 * engine's own writer of this format knows no metadata, hence this one.
 */
public final class FieldFile {
    private static final String METADATA = "__metadata__";
    private static final String PROVENANCE = "stellator.field";
    private static final String LOWEST = "stellator.lowest";
    private static final int LARGEST = 64 << 20;
    private static final ObjectMapper JSON = new ObjectMapper();

    private FieldFile() {}

    /** Writes a file in place of the one that is there, at once. */
    public static void write(LearnedField field, Path file) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(fresh, bytes(field));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StellatorException("cannot write the field " + file + ": " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(LearnedField field) throws IOException {
        Map<String, float[][]> tensors = new LinkedHashMap<>();
        for (Distance distance : Distance.values()) {
            tensors.put(name(distance), field.nats()[distance.index()]);
        }
        if (field.contrast().length > 0) {
            tensors.put("contrast", field.contrast());
        }
        if (field.emphasis().length > 0) {
            tensors.put("emphasis", field.emphasis());
        }
        if (field.strengths().length > 0) {
            tensors.put("strengths", new float[][] {field.strengths()});
        }
        for (RailMap map : field.maps()) {
            tensors.put(mapName(map.layer(), "down"), map.down());
            tensors.put(mapName(map.layer(), "up"), map.up());
        }
        field.gates().forEach(gate -> tensors.put(gateName(gate.layer()), gate.vectors()));
        ObjectNode header = JSON.createObjectNode();
        header.putObject(METADATA)
                .put(PROVENANCE, JSON.writeValueAsString(field.provenance()))
                .put(LOWEST, Integer.toString(field.lowest()));
        int at = 0;
        for (Map.Entry<String, float[][]> entry : tensors.entrySet()) {
            int rows = entry.getValue().length;
            int columns = entry.getValue()[0].length;
            ObjectNode tensor = header.putObject(entry.getKey()).put("dtype", "F32");
            tensor.putArray("shape").add(rows).add(columns);
            tensor.putArray("data_offsets").add(at).add(at + 4 * rows * columns);
            at += 4 * rows * columns;
        }
        byte[] json = JSON.writeValueAsBytes(header);
        ByteBuffer out = ByteBuffer.allocate(8 + json.length + at).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(json.length).put(json);
        tensors.values().forEach(matrix -> {
            for (float[] row : matrix) {
                for (float value : row) {
                    out.putFloat(value);
                }
            }
        });
        return out.array();
    }

    private static String name(Distance distance) {
        return "gains." + distance.name().toLowerCase(Locale.ROOT);
    }

    private static String mapName(int layer, String side) {
        return "map." + layer + "." + side;
    }

    private static String gateName(int layer) {
        return "gate." + layer;
    }

    /**
     * @throws InputRefusedException when there is no such file, or it holds no field
     */
    public static LearnedField read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputRefusedException("there is no field " + file + "; `stellator train` learns one");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return read(in, file.toString());
        } catch (IOException e) {
            throw new InputRefusedException("cannot read the field " + file + ": " + e.getMessage(), e);
        } catch (InputRefusedException e) {
            throw new InputRefusedException(e.getMessage() + "; take the file away, or learn the field anew", e);
        }
    }

    /** @param what names it in errors */
    static LearnedField read(InputStream in, String what) throws IOException {
        byte[] all = in.readNBytes(LARGEST);
        try {
            ByteBuffer bytes = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
            long length = bytes.getLong();
            if (length < 2 || length > bytes.remaining()) {
                throw new InputRefusedException(what + " is no field: its header does not fit");
            }
            JsonNode header = JSON.readTree(new String(all, 8, (int) length, StandardCharsets.UTF_8));
            String provenance = header.path(METADATA).path(PROVENANCE).asText("");
            if (provenance.isEmpty()) {
                throw new InputRefusedException(what + " is no field: it says nothing of where it comes from");
            }
            int data = 8 + (int) length;
            float[][][] nats = new float[Distance.COUNT][][];
            for (Distance distance : Distance.values()) {
                nats[distance.index()] = required(header, name(distance), bytes, data, what);
            }
            float[][] strengths = matrix(header, "strengths", bytes, data, what);
            float[][] contrast = matrix(header, "contrast", bytes, data, what);
            float[][] emphasis = matrix(header, "emphasis", bytes, data, what);
            return new LearnedField(
                    header.path(METADATA).path(LOWEST).asInt(0),
                    nats,
                    contrast == null ? new float[0][] : contrast,
                    emphasis == null ? new float[0][] : emphasis,
                    strengths == null ? new float[0] : strengths[0],
                    maps(header, nats[0].length, bytes, data, what),
                    gates(header, nats[0].length, bytes, data, what),
                    JSON.readValue(provenance, Provenance.class));
        } catch (IOException | BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new InputRefusedException(what + " is no field, or damaged: " + e.getMessage(), e);
        }
    }

    private static List<RailMap> maps(JsonNode header, int layers, ByteBuffer bytes, int data, String what) {
        List<RailMap> maps = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            if (header.has(mapName(layer, "down"))) {
                float[][] down = required(header, mapName(layer, "down"), bytes, data, what);
                float[][] up = required(header, mapName(layer, "up"), bytes, data, what);
                if (down.length != up.length || down[0].length != up[0].length) {
                    throw new InputRefusedException(
                            what + ": the two sides of the map of layer " + layer + " differ in shape");
                }
                maps.add(new RailMap(layer, down, up));
            }
        }
        return maps;
    }

    private static List<RailGate> gates(JsonNode header, int layers, ByteBuffer bytes, int data, String what) {
        List<RailGate> gates = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            float[][] vectors = matrix(header, gateName(layer), bytes, data, what);
            if (vectors != null) {
                gates.add(new RailGate(layer, vectors));
            }
        }
        return gates;
    }

    private static float[][] required(JsonNode header, String name, ByteBuffer bytes, int data, String what) {
        float[][] found = matrix(header, name, bytes, data, what);
        if (found == null) {
            throw new InputRefusedException(what + " is no field: it lacks '" + name + "'");
        }
        return found;
    }

    private static float @Nullable [][] matrix(JsonNode header, String name, ByteBuffer bytes, int data, String what) {
        JsonNode tensor = header.get(name);
        if (tensor == null) {
            return null;
        }
        int rows = tensor.path("shape").path(0).asInt(-1);
        int columns = tensor.path("shape").path(1).asInt(-1);
        int at = tensor.path("data_offsets").path(0).asInt(-1);
        int room = bytes.limit() - data;
        if (!tensor.path("dtype").asText().equals("F32")
                || rows < 1
                || columns < 1
                || at < 0
                || (long) rows * columns * 4 > room - (long) at) {
            throw new InputRefusedException(what + ": '" + name + "' is no matrix of F32 within the file");
        }
        float[][] matrix = new float[rows][columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                matrix[row][column] = bytes.getFloat(data + at + 4 * (row * columns + column));
                if (!Float.isFinite(matrix[row][column])) {
                    throw new InputRefusedException(what + ": '" + name + "' holds a number that is not finite");
                }
            }
        }
        return matrix;
    }
}
