package dev.stellator.importer.internal.read;

/** Takes what a reader finds, in reading order. */
public interface BlockSink {
    /** The document's title, at most once; a document may have none. */
    void title(String title);

    void block(Block block);

    /** Something about the document that its reader should know, such as damage that was read around. */
    default void remark(String remark) {}
}
