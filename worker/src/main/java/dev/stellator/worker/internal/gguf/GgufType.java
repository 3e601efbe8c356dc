package dev.stellator.worker.internal.gguf;

import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Storage of a tensor: blocks of a fixed number of values in a fixed number of bytes. */
public enum GgufType {
    F32(0, 1, 4, Blocks::f32),
    F16(1, 1, 2, Blocks::f16),
    Q4_0(2, 32, 18, Blocks::q40),
    Q4_1(3, 32, 20, Blocks::q41),
    Q5_0(6, 32, 22, Blocks::q50),
    Q5_1(7, 32, 24, Blocks::q51),
    Q8_0(8, 32, 34, Blocks::q80),
    Q2_K(10, 256, 84, KBlocks::q2),
    Q3_K(11, 256, 110, KBlocks::q3),
    Q4_K(12, 256, 144, KBlocks::q4),
    Q5_K(13, 256, 176, KBlocks::q5),
    Q6_K(14, 256, 210, KBlocks::q6),
    IQ4_NL(20, 32, 18, Blocks::iq4nl),
    IQ4_XS(23, 256, 136, KBlocks::iq4xs),
    BF16(30, 1, 2, Blocks::bf16);

    private static final Map<Integer, String> KNOWN_BUT_UNREAD = Map.ofEntries(
            Map.entry(9, "Q8_1"),
            Map.entry(15, "Q8_K"),
            Map.entry(16, "IQ2_XXS"),
            Map.entry(17, "IQ2_XS"),
            Map.entry(18, "IQ3_XXS"),
            Map.entry(19, "IQ1_S"),
            Map.entry(21, "IQ3_S"),
            Map.entry(22, "IQ2_S"),
            Map.entry(24, "I8"),
            Map.entry(25, "I16"),
            Map.entry(26, "I32"),
            Map.entry(27, "I64"),
            Map.entry(28, "F64"),
            Map.entry(29, "IQ1_M"),
            Map.entry(34, "TQ1_0"),
            Map.entry(35, "TQ2_0"),
            Map.entry(39, "MXFP4"));

    private final int id;
    private final int values;
    private final int bytes;

    @SuppressWarnings("ImmutableEnumChecker") // method references without state
    private final Blocks.Reader reader;

    GgufType(int id, int values, int bytes, Blocks.Reader reader) {
        this.id = id;
        this.values = values;
        this.bytes = bytes;
        this.reader = reader;
    }

    public int id() {
        return id;
    }

    /** Values in a block. */
    public int blockValues() {
        return values;
    }

    /** Bytes of a block. */
    public int blockBytes() {
        return bytes;
    }

    /** Reads {@code count} values of a little-endian buffer. */
    public void read(ByteBuffer from, float[] to, int count) {
        for (int block = 0; block < count / values; block++) {
            reader.read(from, block * bytes, to, block * values);
        }
    }

    Blocks.Reader reader() {
        return reader;
    }

    /** Null when the type cannot be read. */
    static @Nullable GgufType of(int id) {
        for (GgufType type : values()) {
            if (type.id == id) {
                return type;
            }
        }
        return null;
    }

    static String nameOf(int id) {
        return KNOWN_BUT_UNREAD.getOrDefault(id, "number " + id);
    }
}
