package dev.stellator.importer.internal.read;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The known formats; a new one is one more entry here. */
public final class DocumentReaders {
    private final List<DocumentReader> readers;

    /** @param markdownLimit bytes of Markdown that are held in memory at most */
    public DocumentReaders(long markdownLimit) {
        this.readers = List.of(new PlainTextReader(), new MarkdownReader(markdownLimit));
    }

    /** The reader for a file of this name, by its extension. */
    public Optional<DocumentReader> forName(String fileName) {
        int dot = fileName.lastIndexOf('.');
        String extension = fileName.substring(dot + 1).toLowerCase(Locale.ROOT);
        return dot < 0
                ? Optional.empty()
                : readers.stream().filter(r -> r.reads(extension)).findFirst();
    }
}
