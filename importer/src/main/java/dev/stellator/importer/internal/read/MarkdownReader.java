package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.io.Reader;

/** Markdown up to a limit, held whole: its prose, with its speakers where it is a transcript. */
final class MarkdownReader implements DocumentReader {
    private final long limit;

    MarkdownReader(long limit) {
        this.limit = limit;
    }

    @Override
    public String format() {
        return "markdown";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        String text;
        try (TextInput in = TextInput.open(content, sink::remark)) {
            text = wholeText(in).replace("\r\n", "\n");
        }
        FrontMatter settings = FrontMatter.of(text);
        sink.found(text.substring(0, settings.length()));
        sink.leftOut("front matter", text.substring(0, settings.length()));
        String own = PageProperties.without(text.substring(settings.length()), sink);
        MarkdownBlocks.Read read = MarkdownBlocks.of(Records.repaired(own), sink);
        String title = settings.title() == null ? read.title() : settings.title();
        if (title != null) {
            sink.title(title);
        }
        Transcript.of(read.blocks()).forEach(sink::block);
    }

    private String wholeText(Reader reader) throws IOException {
        StringBuilder text = new StringBuilder();
        char[] chunk = new char[1 << 13];
        for (int count = reader.read(chunk); count >= 0; count = reader.read(chunk)) {
            text.append(chunk, 0, count);
            if (text.length() > limit) {
                throw new InputRefusedException("Markdown of more than " + limit
                        + " characters; split it, or import it as plain text with the extension .txt");
            }
        }
        return text.toString();
    }
}
