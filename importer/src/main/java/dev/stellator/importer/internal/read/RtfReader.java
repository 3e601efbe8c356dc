package dev.stellator.importer.internal.read;

import java.io.IOException;
import org.apache.tika.parser.microsoft.rtf.RTFParser;

/** Rich text by Apache Tika, which does not tell what is printed from the rest: that is taken out before. */
final class RtfReader implements DocumentReader {
    private final long limit;
    private final TikaReader tika;

    RtfReader(long limit) {
        this.limit = limit;
        this.tika = new TikaReader("rtf", limit, RTFParser::new);
    }

    @Override
    public String format() {
        return "rtf";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        byte[] printed = RtfText.printed(content.whole(limit, "RTF"), sink);
        FilteredSink furnished = new FilteredSink(sink);
        RtfTables tables = new RtfTables(furnished);
        String title = tika.parse(Content.of(printed), tables);
        tables.end();
        if (title != null && !title.isBlank()) {
            furnished.title(title);
        }
        furnished.end();
    }
}
