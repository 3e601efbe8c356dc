package dev.stellator.importer.internal.repair;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the encoding of a text. Byte order marks and escape sequences tell it; UTF-8 tells itself by all bytes of the text,
 * not by its beginning alone. Of the others, the one is taken in which the text looks most like one in a language that is
 * known ({@link LetterModel}); where it does in none, the encoding is not known. A name that the text brings along is
 * believed unless another encoding looks much better.
 */
public final class Encodings {
    /** Bytes of the beginning that tell whether a text has two or four bytes a character. */
    public static final int SNIFFED = 1 << 16;

    /** Bytes of lines with letters beyond ASCII that are tried in each encoding. */
    private static final int TRIED = 1 << 14;

    /** Earlier ones are taken where a later one does not look better. */
    private static final List<String> CANDIDATES = List.of(
            "windows-1252",
            "windows-1251",
            "windows-1250",
            "KOI8-R",
            "IBM866",
            "windows-1253",
            "windows-1254",
            "windows-1255",
            "windows-1256",
            "windows-1257",
            "windows-31j",
            "EUC-JP",
            "GB18030",
            "Big5-HKSCS",
            "x-windows-949",
            "x-windows-874",
            "ISO-8859-2",
            "ISO-8859-5",
            "ISO-8859-7",
            "ISO-8859-6",
            "ISO-8859-8",
            "ISO-8859-9",
            "ISO-8859-13",
            "ISO-8859-15",
            "KOI8-U",
            "x-MacCyrillic",
            "x-MacRoman",
            "x-MacCentralEurope",
            "x-MacGreek",
            "x-MacTurkish",
            "windows-1258",
            "IBM852",
            "IBM850",
            "IBM437",
            "IBM855",
            "IBM737",
            "IBM857",
            "IBM862",
            "ISO-8859-1",
            "UTF-16LE",
            "UTF-16BE");

    /** Names that are commonly given to what is another encoding with more characters. */
    private static final Map<String, String> MEANT = Map.of(
            "iso-8859-1", "windows-1252",
            "latin1", "windows-1252",
            "gb2312", "GB18030",
            "gbk", "GB18030",
            "shift_jis", "windows-31j",
            "ks_c_5601-1987", "x-windows-949",
            "euc-kr", "x-windows-949",
            "tis-620", "x-windows-874",
            "iso-8859-8-i", "ISO-8859-8",
            "big5", "Big5-HKSCS");

    private static final double CLEARLY = 0.05;

    /** How much better another encoding must look than the one that is named. */
    private static final double MUCH = 2;

    /** A text that looks worse is none in any language that is known. */
    private static final double LEAST = -13.5;

    private static final int ESCAPE = 0x1B;

    private Encodings() {}

    /** A text that can be read more than once. */
    public interface Bytes {
        /** The caller closes it. */
        InputStream open() throws IOException;
    }

    /** The encoding, or nothing where the bytes are no text in any that is known. */
    public static Optional<Charset> of(byte[] bytes, int length) {
        try {
            return of(() -> new ByteArrayInputStream(bytes, 0, length));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The encoding, by all bytes, or nothing where they are no text in any that is known. */
    public static Optional<Charset> of(Bytes text) throws IOException {
        byte[] start;
        try (InputStream in = text.open()) {
            start = in.readNBytes(SNIFFED);
        }
        Optional<Charset> marked = byMark(start);
        if (marked.isPresent()) {
            return marked;
        }
        for (byte b : start) {
            if (b == 0) {
                return wide(start);
            }
        }
        Utf8Scan scan = scan(text);
        if (scan.isEscaped()) {
            return escaped(start);
        }
        return scan.isUtf8()
                ? Optional.of(StandardCharsets.UTF_8)
                : best(sample(text)).map(Scored::charset);
    }

    /**
     * The encoding of a text that names one.
     *
     * @param name what it names; empty or null where it names none
     */
    public static Optional<Charset> of(byte[] bytes, @Nullable String name) {
        Charset named = charset(name);
        Optional<Charset> seen = of(bytes, bytes.length);
        boolean marked = byMark(bytes).isPresent();
        if (named == null || named.equals(StandardCharsets.US_ASCII) || marked || seen.equals(Optional.of(named))) {
            return seen;
        }
        byte[] sample = sample(bytes);
        if (sample.length == 0) {
            boolean plain = seen.equals(Optional.of(StandardCharsets.UTF_8));
            return plain
                    ? Optional.of(named.newEncoder().canEncode('a') && isAscii(named) ? StandardCharsets.UTF_8 : named)
                    : seen;
        }
        double asNamed = score(sample, named);
        double asSeen = seen.map(charset -> score(sample, charset)).orElse(Double.NEGATIVE_INFINITY);
        boolean sure = seen.equals(Optional.of(StandardCharsets.UTF_8));
        return asNamed >= asSeen + (sure ? MUCH : -MUCH) ? Optional.of(named) : seen;
    }

    private static boolean isAscii(Charset charset) {
        return Arrays.equals("a~\\".getBytes(charset), "a~\\".getBytes(StandardCharsets.US_ASCII))
                && !charset.name().startsWith("ISO-2022");
    }

    /** The charset that a name means, or null where the name is none. */
    private static @Nullable Charset charset(@Nullable String name) {
        String plain = name == null ? "" : name.strip().toLowerCase(Locale.ROOT);
        try {
            String meant = MEANT.getOrDefault(plain, plain);
            return !meant.isEmpty()
                            && Charset.isSupported(meant)
                            && Charset.forName(meant).canEncode()
                    ? Charset.forName(meant)
                    : null;
        } catch (IllegalCharsetNameException e) {
            return null;
        }
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

    /** Two or four bytes a character, in the byte order that gives text. */
    private static Optional<Charset> wide(byte[] start) {
        return Stream.of("UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")
                .map(Charset::forName)
                .map(charset -> new Scored(charset, start.length < 8 ? LEAST : wideScore(start, charset)))
                .filter(scored -> scored.score() > LEAST)
                .max(Comparator.comparingDouble(Scored::score))
                .map(Scored::charset);
    }

    private static double wideScore(byte[] start, Charset charset) {
        String text = decoded(start, charset);
        long strange = text.codePoints()
                .filter(c -> c == 0
                        || c == 0xFFFD
                        || !Character.isDefined(c)
                        || (Character.isISOControl(c) && !Character.isWhitespace(c)))
                .count();
        boolean blank = text.isBlank();
        return blank || strange * 50 > text.length() ? Double.NEGATIVE_INFINITY : LetterModel.score(text);
    }

    /** ISO 2022: pure ASCII, in which escape sequences announce other characters (RFC 1468, RFC 1557, RFC 1922). */
    private static Optional<Charset> escaped(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        return Stream.of(
                        Map.entry("\u001B$)C", "ISO-2022-KR"),
                        Map.entry("\u001B$)A", "ISO-2022-CN"),
                        Map.entry("\u001B$B", "ISO-2022-JP"),
                        Map.entry("\u001B$@", "ISO-2022-JP"),
                        Map.entry("\u001B(J", "ISO-2022-JP"),
                        Map.entry("\u001B(I", "x-windows-iso2022jp"))
                .filter(entry -> text.contains(entry.getKey()) && Charset.isSupported(entry.getValue()))
                .map(entry -> Charset.forName(entry.getValue()))
                .findFirst()
                .or(() -> Optional.of(StandardCharsets.UTF_8));
    }

    private static Utf8Scan scan(Bytes text) throws IOException {
        Utf8Scan scan = new Utf8Scan();
        try (InputStream in = text.open()) {
            byte[] chunk = new byte[SNIFFED];
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                scan.bytes(chunk, count);
            }
        }
        scan.end();
        return scan;
    }

    private static byte[] sample(byte[] bytes) {
        try {
            return sample(() -> new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lines with bytes beyond ASCII, up to a limit. */
    private static byte[] sample(Bytes text) throws IOException {
        ByteArrayOutputStream sample = new ByteArrayOutputStream();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean told = false;
        try (InputStream in = text.open()) {
            byte[] chunk = new byte[SNIFFED];
            for (int count = in.read(chunk); count >= 0 && sample.size() < TRIED; count = in.read(chunk)) {
                for (int i = 0; i < count && sample.size() < TRIED; i++) {
                    told |= chunk[i] < 0 || chunk[i] == ESCAPE;
                    line.write(chunk[i]);
                    boolean full = line.size() >= TRIED && (chunk[i] == ' ' || line.size() >= 2 * TRIED);
                    if (chunk[i] == '\n' || full) {
                        sample.write(line.toByteArray(), 0, told ? line.size() : 0);
                        line.reset();
                        told = false;
                    }
                }
            }
        }
        sample.write(line.toByteArray(), 0, told ? line.size() : 0);
        return sample.toByteArray();
    }

    private record Scored(Charset charset, double score) {}

    private static Optional<Scored> best(byte[] sample) {
        Scored best = null;
        List<String> seen = new ArrayList<>();
        for (String name : CANDIDATES) {
            if (Charset.isSupported(name)) {
                Charset charset = Charset.forName(name);
                String text = decoded(sample, charset);
                double score = seen.contains(text) ? Double.NEGATIVE_INFINITY : LetterModel.score(text);
                seen.add(text);
                if (score > LEAST && (best == null || score > best.score() + CLEARLY)) {
                    best = new Scored(charset, score);
                }
            }
        }
        return Optional.ofNullable(best);
    }

    private static double score(byte[] sample, Charset charset) {
        return LetterModel.score(decoded(sample, charset));
    }

    /** The text, with a mark in place of what is malformed; a character that is cut off at the end is left out. */
    private static String decoded(byte[] bytes, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
        CharBuffer out = CharBuffer.allocate((int) (bytes.length * (double) decoder.maxCharsPerByte()) + 16);
        CoderResult result = decoder.decode(ByteBuffer.wrap(bytes), out, false);
        if (result.isOverflow()) {
            throw new IllegalStateException(
                    "a text of " + bytes.length + " bytes has more characters than its encoding allows");
        }
        return out.flip().toString();
    }
}
