package dev.stellator.importer.internal.read;

/** What a file is: a document, a series of small ones, or an archive of files. */
public sealed interface Format permits DocumentReader, RecordReader, ArchiveReader {
    /** Short name of the format, as it stands in the summary: {@code text}, {@code markdown}. */
    String format();
}
