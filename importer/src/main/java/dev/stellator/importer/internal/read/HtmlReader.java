package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.importer.internal.repair.Encodings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jsoup.nodes.Document;

/** Web pages up to a limit, held whole. Nothing that a page refers to is fetched. */
final class HtmlReader implements DocumentReader {
    private static final int HEAD = 4096;

    private final long limit;

    HtmlReader(long limit) {
        this.limit = limit;
    }

    @Override
    public String format() {
        return "html";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        byte[] bytes = content.whole(limit, "HTML");
        Document page = HtmlPages.parse(bytes, encoding(bytes));
        FilteredSink furnished = new FilteredSink(sink);
        if (!page.title().isBlank()) {
            furnished.title(page.title());
        }
        HtmlBlocks.read(page, furnished);
        furnished.end();
    }

    /** What the bytes show, and what the page says of itself. */
    static String encoding(byte[] bytes) {
        String named = HtmlBlocks.namedEncoding(
                new String(bytes, 0, Math.min(bytes.length, HEAD), StandardCharsets.ISO_8859_1));
        return Encodings.of(bytes, named)
                .orElseThrow(() -> new InputRefusedException("its encoding is not recognised, or it is no HTML"))
                .name();
    }
}
