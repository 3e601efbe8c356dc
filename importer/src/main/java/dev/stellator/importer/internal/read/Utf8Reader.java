package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8: drops a byte order mark, refuses binary content and malformed bytes, naming the byte offset. */
final class Utf8Reader extends Reader {
    private static final int CHUNK = 1 << 16;

    private final InputStream in;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer bytes = ByteBuffer.allocate(CHUNK).flip();
    private final CharBuffer chars = CharBuffer.allocate(CHUNK).flip();
    /** Offset in the file of the buffer's first byte. */
    private long base;

    private boolean started;
    private boolean ended;

    Utf8Reader(InputStream in) {
        this.in = in;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        while (!chars.hasRemaining()) {
            if (ended) {
                return -1;
            }
            fill();
        }
        int count = Math.min(length, chars.remaining());
        chars.get(target, offset, count);
        return count;
    }

    private void fill() throws IOException {
        base += bytes.position();
        bytes.compact();
        int from = bytes.position();
        int count = in.readNBytes(bytes.array(), from, bytes.remaining());
        bytes.position(from + count).flip();
        ended = count < CHUNK - from;
        refuseBinary(from);
        chars.clear();
        CoderResult result = decoder.decode(bytes, chars, ended);
        if (result.isError()) {
            throw new InputRefusedException("not valid UTF-8 at byte " + (base + bytes.position())
                    + "; save the file as UTF-8 and import it again");
        }
        chars.flip();
        if (!started && chars.hasRemaining() && chars.get(0) == '\uFEFF') {
            chars.get();
        }
        started = true;
    }

    private void refuseBinary(int from) {
        if (!started && bytes.remaining() >= 2) {
            int mark = (bytes.get(0) & 0xFF) << 8 | (bytes.get(1) & 0xFF);
            if (mark == 0xFEFF || mark == 0xFFFE) {
                throw new InputRefusedException("UTF-16 text, UTF-8 is expected; save the file as UTF-8");
            }
        }
        for (int i = from; i < bytes.limit(); i++) {
            if (bytes.get(i) == 0) {
                throw new InputRefusedException("binary content, not text: NUL at byte " + (base + i));
            }
        }
    }

    @Override
    public void close() {}
}
