package dev.stellator.importer.internal.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** A file packed by gzip. */
final class GzipReader implements ArchiveReader {
    private static final Pattern PACKED = Pattern.compile("(?i)\\.gz$");
    private static final Pattern TAR = Pattern.compile("(?i)\\.tgz$");
    private static final int BUFFER = 1 << 16;

    @Override
    public String format() {
        return "gzip";
    }

    @Override
    public void read(String name, Content content, Unpacking unpacking, MemberSink sink) throws IOException {
        String inner = TAR.matcher(PACKED.matcher(name).replaceFirst("")).replaceFirst(".tar");
        unpacking.member();
        try (InputStream in = content.open();
                Spool spool = Spool.of(
                        unpacking.guarded(UnpackingGuard.guarded(new GZIPInputStream(in, BUFFER), content.size())))) {
            sink.member(inner, spool.content());
        }
    }
}
