package dev.stellator.importer.internal.repair;

import com.ibm.icu.text.CharsetDetector;
import com.ibm.icu.text.CharsetMatch;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds the encoding of a text by its beginning. */
public final class Encodings {
    /** Bytes of the beginning that are enough. */
    public static final int SNIFFED = 1 << 16;

    private static final int CONFIDENT = 10;
    private static final Set<String> ONE_BYTE_AND_EAST_ASIAN = Set.of(
            "windows-1250",
            "windows-1251",
            "windows-1252",
            "windows-1253",
            "windows-1254",
            "windows-1255",
            "windows-1256",
            "KOI8-R",
            "ISO-8859-1",
            "ISO-8859-2",
            "ISO-8859-5",
            "ISO-8859-7",
            "ISO-8859-9",
            "Shift_JIS",
            "EUC-JP",
            "EUC-KR",
            "Big5",
            "GB18030");

    private Encodings() {}

    /** The encoding, or nothing where the bytes are no text in any that is known. */
    public static Optional<Charset> of(byte[] bytes, int length) {
        byte[] start = Arrays.copyOf(bytes, length);
        Optional<Charset> marked = byMark(start);
        if (marked.isPresent()) {
            return marked;
        }
        int nuls = 0;
        for (byte b : start) {
            nuls += b == 0 ? 1 : 0;
        }
        if (nuls > 0) {
            return wide(start);
        }
        return isMostlyUtf8(start) ? Optional.of(StandardCharsets.UTF_8) : oneByte(start);
    }

    private static Optional<Charset> byMark(byte[] b) {
        if (b.length >= 4 && b[0] == (byte) 0xFF && b[1] == (byte) 0xFE && b[2] == 0 && b[3] == 0) {
            return Optional.of(Charset.forName("UTF-32LE"));
        }
        if (b.length >= 4 && b[0] == 0 && b[1] == 0 && b[2] == (byte) 0xFE && b[3] == (byte) 0xFF) {
            return Optional.of(Charset.forName("UTF-32BE"));
        }
        if (b.length >= 2 && b[0] == (byte) 0xFF && b[1] == (byte) 0xFE) {
            return Optional.of(StandardCharsets.UTF_16LE);
        }
        if (b.length >= 2 && b[0] == (byte) 0xFE && b[1] == (byte) 0xFF) {
            return Optional.of(StandardCharsets.UTF_16BE);
        }
        return Optional.empty();
    }

    /** Two bytes a character, where one of the two byte orders gives letters and signs of European scripts. */
    private static Optional<Charset> wide(byte[] start) {
        return Stream.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)
                .filter(charset -> start.length >= 8 && isEuropean(charset.decode(ByteBuffer.wrap(start))))
                .findFirst();
    }

    private static boolean isEuropean(CharSequence text) {
        long usual = text.chars()
                .filter(c -> (c < 0x600 && !Character.isISOControl(c))
                        || Character.isWhitespace(c)
                        || (c >= 0x2000 && c < 0x2100))
                .count();
        return usual * 50L >= text.length() * 49L;
    }

    /** Whether at most a twentieth of the characters beyond ASCII are malformed. */
    private static boolean isMostlyUtf8(byte[] start) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(start);
        CharBuffer out = CharBuffer.allocate(start.length + 1);
        int malformed = 0;
        for (CoderResult result = decoder.decode(in, out, false);
                result.isError();
                result = decoder.decode(in, out, false)) {
            malformed++;
            in.position(in.position() + result.length());
        }
        out.flip();
        long wide = out.chars().filter(c -> c >= 0x80).count();
        return malformed * 20L <= wide;
    }

    private static Optional<Charset> oneByte(byte[] start) {
        CharsetDetector detector = new CharsetDetector();
        detector.setText(start);
        for (CharsetMatch match : detector.detectAll()) {
            if (match.getConfidence() >= CONFIDENT
                    && ONE_BYTE_AND_EAST_ASIAN.contains(match.getName())
                    && Charset.isSupported(match.getName())) {
                Charset charset = Charset.forName(match.getName());
                if (isText(charset.decode(ByteBuffer.wrap(start)))) {
                    return Optional.of(charset);
                }
            }
        }
        return Optional.empty();
    }

    /** Whether hardly anything but letters, digits, marks and white space comes out. */
    private static boolean isText(CharSequence text) {
        long strange = text.chars()
                .filter(c -> c == 0xFFFD || (Character.isISOControl(c) && !Character.isWhitespace(c)))
                .count();
        return strange * 50 <= text.length();
    }
}
