package dev.stellator.importer.internal.read;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a file of many small documents: rows of a table, messages of a mailbox, conversations. */
public non-sealed interface RecordReader extends Format {
    /**
     * Streams the records into the sink, one at a time.
     *
     * @throws dev.stellator.engine.InputRefusedException with the reason, when the content is not what the format asks;
     *     the records before stay good
     */
    void read(Content content, RecordSink sink) throws IOException;

    /** Takes records, in order. */
    interface RecordSink extends Account {
        void record(Row record);

        /** A record that could not be read; reading goes on with the next one. */
        void damaged(String member, String reason);

        /** The file holds no text and needs none, such as a list of names that others refer to. */
        default void noText(String reason) {}
    }

    /**
     * A small document.
     *
     * @param member its place in the file, such as a row's number
     */
    record Row(String member, @Nullable String title, List<Block> blocks) {
        public Row {
            blocks = List.copyOf(blocks);
        }

        /** What the document's identity is the hash of. */
        public String content() {
            return blocks.stream()
                    .map(block -> block.kind() + "\t" + (block.speaker() == null ? "" : block.speaker()) + "\t"
                            + block.text())
                    .collect(Collectors.joining("\n"));
        }
    }
}
