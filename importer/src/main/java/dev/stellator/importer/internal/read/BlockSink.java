package dev.stellator.importer.internal.read;

/** Takes what a reader finds, in reading order. */
public interface BlockSink extends Account {
    /** The document's title, at most once; a document may have none. */
    void title(String title);

    void block(Block block);
}
