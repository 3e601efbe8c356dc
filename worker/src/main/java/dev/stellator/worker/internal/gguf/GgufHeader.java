package dev.stellator.worker.internal.gguf;

import dev.stellator.engine.InputRefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** Reads metadata and the list of tensors. Nothing is allocated for a count that the file has no bytes for. */
final class GgufHeader {
    private static final int MAGIC = 0x46554747;
    private static final int DEEPEST = 4;
    private static final int MOST_EXTENTS = 4;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    private final Path path;
    private final ByteBuffer in;
    private final long fileSize;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, GgufTensor> tensors = new LinkedHashMap<>();
    private final Map<String, String> unread = new LinkedHashMap<>();

    GgufHeader(Path path, ByteBuffer in, long fileSize) {
        this.path = path;
        this.in = in;
        this.fileSize = fileSize;
    }

    Map<String, Object> metadata() {
        return metadata;
    }

    Map<String, GgufTensor> tensors() {
        return tensors;
    }

    Map<String, String> unread() {
        return unread;
    }

    GgufHeader read() {
        need(24, "the header");
        if (in.getInt() != MAGIC) {
            throw refused(0, "expected the letters GGUF");
        }
        int version = in.getInt();
        if (Integer.reverseBytes(version) > 0 && Integer.reverseBytes(version) <= 3) {
            throw refused(
                    4, "this GGUF file is big-endian, which is not supported; take or convert a little-endian one");
        }
        if (version != 2 && version != 3) {
            throw refused(4, "expected version 2 or 3, found " + version);
        }
        long tensorCount = count(24, "tensors");
        long entryCount = count(13, "metadata entries");
        for (long i = 0; i < entryCount; i++) {
            String key = string("a metadata key");
            int at = in.position();
            if (metadata.put(key, value(integer(), 0)) != null) {
                throw refused(at, "metadata key " + key + " stands twice");
            }
        }
        List<GgufTensor> relative = new ArrayList<>();
        for (long i = 0; i < tensorCount; i++) {
            GgufTensor tensor = tensor();
            if (tensor != null) {
                relative.add(tensor);
            }
        }
        place(relative);
        return this;
    }

    /** Null when it is of a type that cannot be read, which matters only when it is asked for. */
    private @Nullable GgufTensor tensor() {
        String name = string("a tensor's name");
        int at = in.position();
        int extents = integer();
        if (extents < 1 || extents > MOST_EXTENTS) {
            throw refused(at, "expected 1 to 4 extents of tensor " + name + ", found " + extents);
        }
        long columns = extent(name);
        long rows = 1;
        for (int i = 1; i < extents; i++) {
            rows = product(rows, extent(name), name);
        }
        at = in.position();
        int typeId = integer();
        GgufType type = GgufType.of(typeId);
        if (type == null) {
            longInteger();
            if (unread.put(name, GgufType.nameOf(typeId)) != null) {
                throw refused(at, "tensor " + name + " is there twice");
            }
            return null;
        }
        if (columns > Integer.MAX_VALUE || columns % type.blockValues() != 0) {
            throw refused(at, "tensor " + name + " of type " + type + " has rows of " + columns + " values");
        }
        return new GgufTensor(name, type, rows, (int) columns, longInteger());
    }

    private long extent(String name) {
        int at = in.position();
        long extent = longInteger();
        if (extent < 1) {
            throw refused(at, "tensor " + name + " has an extent of " + Long.toUnsignedString(extent));
        }
        return extent;
    }

    /** Turns offsets within the data into offsets in the file, and checks that the data is there. */
    private void place(List<GgufTensor> relative) {
        long alignment = metadata.get("general.alignment") instanceof Long given ? given : 32;
        if (alignment < 1 || alignment > 1 << 20 || Long.bitCount(alignment) != 1) {
            throw refused(in.position(), "expected a power of two as general.alignment, found " + alignment);
        }
        long data = (in.position() + alignment - 1) / alignment * alignment;
        for (GgufTensor tensor : relative) {
            long bytes = product(tensor.rows(), tensor.rowBytes(), tensor.name());
            if (tensor.at() < 0 || tensor.at() > fileSize - data || bytes > fileSize - data - tensor.at()) {
                throw refused(
                        in.position(),
                        "tensor " + tensor.name() + " needs " + bytes + " bytes at " + tensor.at()
                                + " of the data, but the file ends at " + fileSize);
            }
            GgufTensor placed =
                    new GgufTensor(tensor.name(), tensor.type(), tensor.rows(), tensor.columns(), data + tensor.at());
            if (tensors.put(tensor.name(), placed) != null || unread.containsKey(tensor.name())) {
                throw refused(in.position(), "tensor " + tensor.name() + " is there twice");
            }
        }
    }

    private long product(long a, long b, String name) {
        if (Math.multiplyHigh(a, b) != 0 || a * b < 0) {
            throw refused(in.position(), "tensor " + name + " is larger than any file");
        }
        return a * b;
    }

    private Object value(int type, int depth) {
        int at = in.position();
        if (type == STRING) {
            return string("a text");
        }
        if (type == ARRAY) {
            return array(at, depth);
        }
        int size = size(type, at);
        need(size, "a value");
        in.position(at + size);
        return number(in, at, type);
    }

    private List<Object> array(int at, int depth) {
        if (depth >= DEEPEST) {
            throw refused(at, "lists are nested more than " + DEEPEST + " deep");
        }
        int type = integer();
        if (type == STRING || type == ARRAY) {
            long count = count(type == STRING ? 8 : 12, "list elements");
            List<Object> values = new ArrayList<>();
            for (long i = 0; i < count; i++) {
                values.add(value(type, depth + 1));
            }
            return values;
        }
        int each = size(type, at);
        int count = Math.toIntExact(count(each, "list elements"));
        List<Object> values = new Numbers(in.slice(in.position(), count * each).order(in.order()), type, each);
        in.position(in.position() + count * each);
        return values;
    }

    /** Numbers that stay in the file until they are asked for. */
    private static final class Numbers extends AbstractList<Object> implements RandomAccess {
        private final ByteBuffer bytes;
        private final int type;
        private final int each;

        Numbers(ByteBuffer bytes, int type, int each) {
            this.bytes = bytes;
            this.type = type;
            this.each = each;
        }

        @Override
        public Object get(int index) {
            return number(bytes, Objects.checkIndex(index, size()) * each, type);
        }

        @Override
        public int size() {
            return bytes.capacity() / each;
        }
    }

    private static Object number(ByteBuffer from, int at, int type) {
        return switch (type) {
            case 0 -> (long) (from.get(at) & 0xFF);
            case 1 -> (long) from.get(at);
            case 2 -> (long) (from.getShort(at) & 0xFFFF);
            case 3 -> (long) from.getShort(at);
            case 4 -> from.getInt(at) & 0xFFFFFFFFL;
            case 5 -> (long) from.getInt(at);
            case 6 -> (double) from.getFloat(at);
            case 7 -> from.get(at) != 0;
            case 12 -> from.getDouble(at);
            default -> from.getLong(at);
        };
    }

    private int size(int type, int at) {
        return switch (type) {
            case 0, 1, 7 -> 1;
            case 2, 3 -> 2;
            case 4, 5, 6 -> 4;
            case 10, 11, 12 -> 8;
            default -> throw refused(at, "expected a metadata type from 0 to 12, found " + type);
        };
    }

    private String string(String what) {
        int at = in.position();
        long length = longInteger();
        if (length < 0 || length > in.remaining()) {
            throw refused(at, what + " of " + Long.toUnsignedString(length) + " bytes does not fit in the file");
        }
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A count of things that take at least {@code each} bytes. */
    private long count(int each, String what) {
        int at = in.position();
        long count = longInteger();
        if (count < 0 || count > in.remaining() / each) {
            throw refused(at, Long.toUnsignedString(count) + " " + what + " do not fit in the file");
        }
        return count;
    }

    private int integer() {
        need(4, "a number");
        return in.getInt();
    }

    private long longInteger() {
        need(8, "a number");
        return in.getLong();
    }

    private void need(int bytes, String what) {
        if (in.remaining() < bytes) {
            throw refused(in.position(), "the file ends within " + what);
        }
    }

    private InputRefusedException refused(long at, String what) {
        return new InputRefusedException(path + ": at offset " + at + ": " + what);
    }
}
