package dev.stellator.importer.internal.read;

import java.io.IOException;

/**
 * TeX and LaTeX: the prose of a document. Macros are not expanded, and no other file is read; figures but for their captions,
 * programs and the bibliography are left out. Formulas stay in their sentences.
 */
final class TexReader implements DocumentReader {
    private final long limit;

    /** @param limit characters at most */
    TexReader(long limit) {
        this.limit = limit;
    }

    @Override
    public String format() {
        return "tex";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        FilteredSink furnished = new FilteredSink(sink);
        new TexText(WholeText.of(content, limit, "TeX", sink), furnished).read();
        furnished.end();
    }
}
