package dev.stellator.importer.internal.read;

import java.io.IOException;

/** A page in the markup of MediaWiki, up to a limit, held whole. */
final class WikiReader implements DocumentReader {
    private final long limit;

    /** @param limit characters at most */
    WikiReader(long limit) {
        this.limit = limit;
    }

    @Override
    public String format() {
        return "wikitext";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        WikiText.blocks(WholeText.of(content, limit, "wiki page", sink), sink).forEach(sink::block);
    }
}
