package dev.stellator.engine.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.model.gguf.GgufType;
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

/** One or several safetensors files. */
final class Safetensors implements TensorSource {
    private static final long LONGEST_HEADER = 100_000_000;
    private static final Map<String, GgufType> TYPES =
            Map.of("F32", GgufType.F32, "F16", GgufType.F16, "BF16", GgufType.BF16);

    private final Map<String, Place> places = new HashMap<>();
    private final Map<Path, FileChannel> channels = new HashMap<>();

    private record Place(Path file, GgufType type, long rows, int columns, long at) {
        long end() {
            return at + rows * columns * type.blockBytes();
        }
    }

    Safetensors(List<Path> files) {
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
        if (length < 2 || length > LONGEST_HEADER || length > size - 8) {
            throw new InputRefusedException(
                    file + ": at offset 0: a header of " + Long.toUnsignedString(length) + " bytes does not fit");
        }
        byte[] header = new byte[(int) length];
        map(channel, 8, length).get(header);
        JsonNode json;
        try {
            json = new ObjectMapper().readTree(header);
        } catch (IOException e) {
            throw new InputRefusedException(file + ": at offset 8: the header is not JSON: " + e.getMessage(), e);
        }
        if (!json.isObject()) {
            throw new InputRefusedException(file + ": at offset 8: the header is no JSON object");
        }
        List<Place> own = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            if (!entry.getKey().equals("__metadata__")) {
                Place place = place(file, entry.getKey(), entry.getValue(), 8 + length, size);
                own.add(place);
                places.put(entry.getKey(), place);
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
        String where = file + ": at offset 8: tensor " + name + ": ";
        GgufType type = TYPES.get(json.path("dtype").asText());
        if (type == null) {
            throw new InputRefusedException(where + "number format "
                    + json.path("dtype").asText() + " is not supported; F32, F16 and BF16 are");
        }
        JsonNode shape = json.path("shape");
        long rows = 1;
        long columns = 1;
        for (int i = 0; i < shape.size(); i++) {
            long extent = shape.get(i).asLong(-1);
            if (extent < 1 || Math.multiplyHigh(rows * columns, extent) != 0 || rows * columns * extent < 0) {
                throw new InputRefusedException(where + "shape " + shape + " makes no sense");
            }
            rows *= columns;
            columns = extent;
        }
        long begin = json.path("data_offsets").path(0).asLong(-1);
        long end = json.path("data_offsets").path(1).asLong(-1);
        if (begin < 0 || end < begin || end > size - data || columns > Integer.MAX_VALUE) {
            throw new InputRefusedException(where + "bytes " + begin + " to " + end + " do not lie in the file");
        }
        if ((end - begin) / type.blockBytes() != rows * columns || (end - begin) % type.blockBytes() != 0) {
            throw new InputRefusedException(
                    where + "expected " + rows * columns + " values, found " + (end - begin) + " bytes");
        }
        return new Place(file, type, rows, (int) columns, data + begin);
    }

    Set<String> names() {
        return Collections.unmodifiableSet(places.keySet());
    }

    @Override
    public boolean has(String name) {
        return places.containsKey(name);
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
        long rowBytes = (long) place.columns() * place.type().blockBytes();
        FileChannel channel = Objects.requireNonNull(channels.get(place.file()));
        try {
            ByteBuffer from = map(channel, place.at() + first * rowBytes, rowBytes * count);
            place.type().read(from, to, Math.multiplyExact(place.columns(), count));
        } catch (IOException e) {
            throw new InputRefusedException(place.file() + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private Place place(String name) {
        Place place = places.get(name);
        if (place == null) {
            throw new InputRefusedException(channels.keySet() + ": tensor " + name + " is missing");
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
