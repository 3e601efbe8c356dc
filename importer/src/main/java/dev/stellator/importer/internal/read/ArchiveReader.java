package dev.stellator.importer.internal.read;

import java.io.IOException;

/** Unpacks a file that holds files. */
public non-sealed interface ArchiveReader extends Format {
    /**
     * Gives each member's content, in the order of names; it is good only during the call.
     *
     * @param name of the archive itself
     * @param unpacking the budget of the file that the archive is, or lies in
     * @throws dev.stellator.engine.InputRefusedException with the reason, when the content is not what the format asks
     */
    void read(String name, Content content, Unpacking unpacking, MemberSink sink) throws IOException;

    /** Takes members. */
    interface MemberSink {
        void member(String name, Content content);

        /** A member that cannot be unpacked; the others follow. */
        void damaged(String name, String reason);
    }
}
