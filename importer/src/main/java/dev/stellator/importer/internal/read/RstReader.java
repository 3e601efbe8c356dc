package dev.stellator.importer.internal.read;

import java.io.IOException;

/**
 * reStructuredText (docutils, reStructuredText Markup Specification): prose without marks; nothing that a document includes
 * is fetched. Comments, targets, fields at its beginning, and directives that hold no prose are left out.
 */
final class RstReader implements DocumentReader {
    private final long limit;

    /** @param limit characters at most */
    RstReader(long limit) {
        this.limit = limit;
    }

    @Override
    public String format() {
        return "rst";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        FilteredSink furnished = new FilteredSink(sink);
        RstMarks marks = new RstMarks();
        MarkupText text = new MarkupText(furnished, marks::words);
        new RstBlocks(WholeText.lines(content, limit, "reStructuredText", sink), text, marks).read();
        furnished.end();
    }
}
