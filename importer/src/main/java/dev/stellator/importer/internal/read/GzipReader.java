package dev.stellator.importer.internal.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** A file packed by gzip. */
final class GzipReader implements ArchiveReader {
    private static final int BUFFER = 1 << 16;

    @Override
    public String format() {
        return "gzip";
    }

    @Override
    public void read(String name, Content content, MemberSink sink) throws IOException {
        String inner = name.replaceFirst("(?i)\\.gz$", "").replaceFirst("(?i)\\.tgz$", ".tar");
        try (InputStream in = content.open();
                Spool spool = Spool.of(Bombs.guarded(new GZIPInputStream(in, BUFFER), content.size()))) {
            sink.member(inner, spool.content());
        }
    }
}
