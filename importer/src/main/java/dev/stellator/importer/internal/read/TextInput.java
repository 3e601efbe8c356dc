package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.importer.internal.repair.Encodings;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Text in the encoding that its bytes show. Drops a byte order mark, refuses binary content, and reads around bytes
 * that are malformed as long as they are few; a remark names the first of them.
 */
final class TextInput extends Reader {
    private static final int CHUNK = 1 << 16;
    private static final Charset WESTERN = Charset.forName("windows-1252");
    private static final int FEW = 16;
    private static final int ONE_IN = 200;

    private final InputStream in;
    private final Consumer<String> remarks;
    private final ByteBuffer bytes = ByteBuffer.allocate(CHUNK).flip();
    private final CharBuffer chars = CharBuffer.allocate(CHUNK).flip();
    private final Charset charset;
    private final CharsetDecoder decoder;
    /** Offset in the file of the buffer's first byte. */
    private long base;

    private long malformed;
    private long firstMalformed;
    private long rescued;
    private int lastRescued = -1;
    private boolean started;
    private boolean ended;

    private TextInput(InputStream in, Charset charset, Consumer<String> remarks) throws IOException {
        this.in = in;
        this.remarks = remarks;
        this.charset = charset;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        fillBytes();
        if (!isWide()) {
            refuseBinary(0);
        }
        if (!charset.equals(StandardCharsets.UTF_8) && !isMarked()) {
            remarks.accept("read as " + charset.name());
        }
        decode();
    }

    /** Opens a text; its bytes are looked through before, since letters of another encoding may come late. */
    static TextInput open(Content content, Consumer<String> remarks) throws IOException {
        Optional<Charset> charset = Encodings.of(content::open);
        if (charset.isEmpty()) {
            throw unknown(content.beginning(CHUNK));
        }
        InputStream in = content.open();
        try {
            return new TextInput(in, charset.get(), remarks);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private static InputRefusedException unknown(byte[] start) {
        for (int i = 0; i < start.length; i++) {
            if (start[i] == 0) {
                return new InputRefusedException("binary content, not text: NUL at byte " + i);
            }
        }
        return new InputRefusedException(
                "its encoding is not recognised, or it is no text; save the file as UTF-8 and import it again");
    }

    private boolean isWide() {
        return charset.name().startsWith("UTF-16") || charset.name().startsWith("UTF-32");
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        while (!chars.hasRemaining()) {
            if (ended) {
                report();
                return -1;
            }
            int from = fillBytes();
            if (!isWide()) {
                refuseBinary(from);
            }
            decode();
        }
        int count = Math.min(length, chars.remaining());
        chars.get(target, offset, count);
        return count;
    }

    private int fillBytes() throws IOException {
        base += bytes.position();
        bytes.compact();
        int from = bytes.position();
        int count = in.readNBytes(bytes.array(), from, bytes.remaining());
        bytes.position(from + count).flip();
        ended = count < CHUNK - from;
        return from;
    }

    private void decode() {
        chars.clear();
        for (CoderResult result = decoder.decode(bytes, chars, ended);
                result.isError();
                result = decoder.decode(bytes, chars, ended)) {
            skip(result.length());
        }
        chars.flip();
        if (!started && chars.hasRemaining() && chars.get(0) == '\uFEFF') {
            chars.get();
        }
        started = true;
    }

    private void skip(int length) {
        long at = base + bytes.position();
        if (malformed == 0) {
            firstMalformed = at;
        }
        malformed += length;
        if (malformed > FEW && malformed * ONE_IN > at) {
            throw new InputRefusedException("damaged, or no text: " + malformed + " of the first " + (at + length)
                    + " bytes are not valid " + charset.name() + ", the first at byte " + firstMalformed);
        }
        int from = bytes.position();
        for (int i = from; i < from + length && chars.hasRemaining() && charset.equals(StandardCharsets.UTF_8); i++) {
            letter(i);
        }
        bytes.position(from + length);
    }

    /**
     * A byte that is not UTF-8 amid text that is, is read as a letter of windows-1252, where it stands like one: in small
     * letters, or before another letter. What is left of a character that was cut is dropped.
     */
    private void letter(int at) {
        String read = new String(bytes.array(), at, 1, WESTERN);
        char letter = read.charAt(0);
        boolean next = at + 1 < bytes.limit() && isAsciiLetter(bytes.get(at + 1));
        boolean western = at == 0 || bytes.get(at - 1) >= 0 || at - 1 == lastRescued;
        if (western && Character.isLetter(letter) && (Character.isLowerCase(letter) || next)) {
            chars.put(letter);
            rescued++;
            lastRescued = at;
        }
    }

    private static boolean isAsciiLetter(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
    }

    private void report() {
        if (rescued > 0) {
            remarks.accept("read " + rescued + (rescued == 1 ? " letter" : " letters") + " that are not "
                    + charset.name() + " as windows-1252, the first at byte " + firstMalformed);
            malformed -= rescued;
            rescued = 0;
        }
        if (malformed > 0) {
            remarks.accept("left out " + malformed + (malformed == 1 ? " byte that is" : " bytes that are")
                    + " not valid " + charset.name() + ", the first at byte " + firstMalformed);
            malformed = 0;
        }
    }

    private void refuseBinary(int from) {
        for (int i = from; i < bytes.limit(); i++) {
            if (bytes.get(i) == 0) {
                throw new InputRefusedException("binary content, not text: NUL at byte " + (base + i));
            }
        }
    }

    /** Whether a byte order mark names the encoding. */
    private boolean isMarked() {
        int first = bytes.limit() < 2 ? 0 : ((bytes.get(0) & 0xFF) << 8) | (bytes.get(1) & 0xFF);
        return isWide() && (first == 0xFFFE || first == 0xFEFF || first == 0);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
