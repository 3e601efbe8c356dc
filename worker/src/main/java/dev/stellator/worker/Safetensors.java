package dev.stellator.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.worker.internal.gguf.GgufType;
import dev.stellator.worker.internal.gguf.LfsPointer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One or several safetensors files. */
final class Safetensors implements TensorSource {
    private static final long LONGEST_HEADER = 100_000_000;
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
    private static final Map<String, GgufType> TYPES =
            Map.of("F32", GgufType.F32, "F16", GgufType.F16, "BF16", GgufType.BF16);

    private final Map<String, Place> places = new HashMap<>();
    private final Map<Path, FileChannel> channels = new HashMap<>();
    private final List<Path> files;

    /**
     * Where a tensor lies.
     *
     * @param type null when it holds numbers of another kind than weights
     * @param problem why it cannot be read as a matrix, which matters only when it is asked for; empty for none
     */
    private record Place(
            Path file, @Nullable GgufType type, long rows, int columns, long at, long end, String problem) {}

    /** @param files at least one */
    Safetensors(List<Path> files) {
        this.files = List.copyOf(files);
        for (Path file : files) {
            try {
                FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                channels.put(file, channel);
                readHeader(file, channel);
            } catch (IOException e) {
                close();
                throw new InputRefusedException(file + ": cannot be read: " + e.getMessage(), e);
            } catch (InputRefusedException e) {
                close();
                throw e;
            }
        }
    }

    private void readHeader(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        if (size < 8) {
            throw new InputRefusedException(file + ": at offset 0: the file ends within the header");
        }
        long length = map(channel, 0, 8).getLong();
        LfsPointer.refuse(file, channel);
        if (length < 2 || length > LONGEST_HEADER || length > size - 8) {
            throw new InputRefusedException(
                    file + ": at offset 0: a header of " + Long.toUnsignedString(length) + " bytes does not fit");
        }
        byte[] header = new byte[(int) length];
        map(channel, 8, length).get(header);
        JsonNode json;
        try {
            json = JSON.readTree(header);
        } catch (IOException e) {
            String why = e instanceof JsonProcessingException broken ? broken.getOriginalMessage() : e.getMessage();
            throw new InputRefusedException(file + ": at offset 8: the header is not JSON: " + why, e);
        }
        if (!json.isObject()) {
            throw new InputRefusedException(file + ": at offset 8: the header is no JSON object");
        }
        List<Place> own = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            if (!entry.getKey().equals("__metadata__")) {
                Place place = place(file, entry.getKey(), entry.getValue(), 8 + length, size);
                own.add(place);
                Place other = places.put(entry.getKey(), place);
                if (other != null) {
                    throw new InputRefusedException(file + ": at offset 8: tensor " + entry.getKey() + " stands in "
                            + other.file() + ", too; leave the model's own files in the folder alone");
                }
            }
        }
        requireDisjoint(file, own);
    }

    private static void requireDisjoint(Path file, List<Place> own) {
        own.sort(Comparator.comparingLong(Place::at));
        for (int i = 1; i < own.size(); i++) {
            if (own.get(i - 1).end() > own.get(i).at()) {
                throw new InputRefusedException(
                        file + ": at offset " + own.get(i).at() + ": two tensors overlap");
            }
        }
    }

    private static Place place(Path file, String name, JsonNode json, long data, long size) {
        long begin = whole(json.path("data_offsets").path(0));
        long end = whole(json.path("data_offsets").path(1));
        if (begin < 0 || end < begin || end > size - data) {
            throw new InputRefusedException(file + ": at offset 8: tensor " + name + ": bytes " + begin + " to " + end
                    + " do not lie in the file; it is cut off or damaged, so fetch it anew");
        }
        GgufType type = TYPES.get(json.path("dtype").asText());
        JsonNode shape = json.path("shape");
        long rows = 1;
        long columns = 1;
        for (int i = 0; i < shape.size(); i++) {
            long extent = whole(shape.get(i));
            if (extent < 1 || Math.multiplyHigh(rows * columns, extent) != 0 || rows * columns * extent < 0) {
                return new Place(file, type, 0, 0, data + begin, data + end, "shape " + shape + " makes no sense");
            }
            rows *= columns;
            columns = extent;
        }
        String problem = "";
        if (type == null) {
            problem = "number format " + json.path("dtype").asText() + " is not supported; F32, F16 and BF16 are";
        } else if (columns > Integer.MAX_VALUE) {
            problem = "rows of " + columns + " values are too long";
        } else if ((end - begin) / type.blockBytes() != rows * columns || (end - begin) % type.blockBytes() != 0) {
            problem = "expected " + rows * columns + " values, found " + (end - begin) + " bytes";
        }
        return new Place(file, type, rows, (int) columns, data + begin, data + end, problem);
    }

    /** -1 for what is no whole number. */
    private static long whole(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() ? node.asLong() : -1;
    }

    @Override
    public Set<String> names() {
        return Collections.unmodifiableSet(places.keySet());
    }

    @Override
    public boolean has(String name) {
        return places.containsKey(name);
    }

    @Override
    public boolean holdsWeights(String name) {
        Place place = places.get(name);
        return place != null && place.type() != null;
    }

    @Override
    public Path file(String name) {
        Place place = places.get(name);
        return place == null ? files.get(0) : place.file();
    }

    @Override
    public long rows(String name) {
        return place(name).rows();
    }

    @Override
    public int columns(String name) {
        return place(name).columns();
    }

    @Override
    public void read(String name, long first, int count, float[] to) {
        Place place = place(name);
        GgufType type = Objects.requireNonNull(place.type());
        long rowBytes = (long) place.columns() * type.blockBytes();
        FileChannel channel = Objects.requireNonNull(channels.get(place.file()));
        try {
            ByteBuffer from = map(channel, place.at() + first * rowBytes, rowBytes * count);
            type.read(from, to, Math.multiplyExact(place.columns(), count));
        } catch (IOException e) {
            throw new InputRefusedException(place.file() + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private Place place(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new InputRefusedException(file(name) + ": tensor " + name + " is missing");
        }
        if (!place.problem().isEmpty()) {
            throw new InputRefusedException(place.file() + ": at offset 8: tensor " + name + ": " + place.problem());
        }
        return place;
    }

    private static ByteBuffer map(FileChannel channel, long at, long length) throws IOException {
        return channel.map(FileChannel.MapMode.READ_ONLY, at, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        for (FileChannel channel : channels.values()) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new InputRefusedException("cannot be closed: " + e.getMessage(), e);
            }
        }
    }
}
