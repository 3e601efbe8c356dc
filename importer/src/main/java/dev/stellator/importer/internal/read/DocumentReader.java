package dev.stellator.importer.internal.read;

import java.io.IOException;

/** Reads one format. Implementations hold no state between documents, and no more of a document than they state. */
public non-sealed interface DocumentReader extends Format {
    /**
     * Streams a document into the sink.
     *
     * @throws dev.stellator.engine.InputRefusedException with the reason, when the content is not what the format asks
     */
    void read(Content content, BlockSink sink) throws IOException;
}
