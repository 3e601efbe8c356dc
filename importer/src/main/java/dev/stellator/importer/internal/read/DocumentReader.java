package dev.stellator.importer.internal.read;

import java.io.IOException;
import java.io.InputStream;

/** Reads one format. Implementations hold no state between documents, and no more of a document than they state. */
public interface DocumentReader {
    /** Short name of the format, as it stands in the summary: {@code text}, {@code markdown}. */
    String format();

    /** Whether files with this extension (lower case, without the dot) are read. */
    boolean reads(String extension);

    /**
     * Streams a document into the sink. The stream is read to its end and not closed.
     *
     * @throws dev.stellator.engine.InputRefusedException with the reason, when the content is not what the format asks
     */
    void read(InputStream in, BlockSink sink) throws IOException;
}
