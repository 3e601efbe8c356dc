package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.importer.internal.repair.Encodings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jsoup.Jsoup;
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
        Document page = Jsoup.parse(new ByteArrayInputStream(bytes), encoding(bytes), "");
        Furnished furnished = new Furnished(sink);
        if (!page.title().isBlank()) {
            furnished.title(page.title());
        }
        HtmlBlocks.read(page, furnished);
        furnished.end();
    }

    /** What the bytes show; where they show a one-byte encoding, the page's own word for which one goes first. */
    static String encoding(byte[] bytes) {
        int length = Math.min(bytes.length, Encodings.SNIFFED);
        Optional<Charset> seen = Encodings.of(bytes, length);
        boolean certain = seen.isPresent() && seen.get().name().startsWith("UTF");
        String named = HtmlBlocks.namedEncoding(
                new String(bytes, 0, Math.min(bytes.length, HEAD), StandardCharsets.ISO_8859_1));
        try {
            if (!certain && !named.isEmpty() && Charset.isSupported(named)) {
                return named;
            }
        } catch (IllegalArgumentException e) {
            // A name that is no name of an encoding.
        }
        return seen.orElseThrow(() -> new InputRefusedException("its encoding is not recognised, or it is no HTML"))
                .name();
    }
}
