package dev.stellator.importer.internal.read;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tika.parser.microsoft.rtf.RTFParser;

/** Rich text by Tika, which does not tell headers and footers from the rest: their groups are taken out before. */
final class RtfReader implements DocumentReader {
    private static final Pattern FURNITURE = Pattern.compile("\\{\\\\(?:header|footer)[flr]?(?![a-z])");

    private final long limit;
    private final TikaReader tika;

    RtfReader(long limit) {
        this.limit = limit;
        this.tika = new TikaReader("rtf", false, limit, RTFParser::new);
    }

    @Override
    public String format() {
        return "rtf";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        tika.read(Content.of(withoutFurniture(content.whole(limit, "RTF"))), sink);
    }

    private static byte[] withoutFurniture(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream kept = new ByteArrayOutputStream(bytes.length);
        Matcher furniture = FURNITURE.matcher(text);
        int from = 0;
        while (furniture.find(from)) {
            kept.write(bytes, from, furniture.start() - from);
            from = groupEnd(text, furniture.start());
        }
        kept.write(bytes, from, bytes.length - from);
        return kept.toByteArray();
    }

    /** Behind the bracket that closes the group; the end of the text where none does. */
    private static int groupEnd(String text, int start) {
        int depth = 0;
        for (int at = start; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return at + 1;
            }
        }
        return text.length();
    }
}
