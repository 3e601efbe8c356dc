package dev.stellator.importer.internal.read;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Pattern;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** A file packed by bzip2, as dumps of MediaWiki are; of several streams behind each other all are read. */
final class Bzip2Reader implements ArchiveReader {
    private static final Pattern PACKED = Pattern.compile("(?i)\\.bz2$");
    private static final int BUFFER = 1 << 16;

    @Override
    public String format() {
        return "bzip2";
    }

    @Override
    public void read(String name, Content content, Unpacking unpacking, MemberSink sink) throws IOException {
        unpacking.member();
        try (InputStream in = new BufferedInputStream(content.open(), BUFFER);
                Spool spool = Spool.of(unpacking.guarded(
                        UnpackingGuard.guarded(new BZip2CompressorInputStream(in, true), content.size())))) {
            sink.member(PACKED.matcher(name).replaceFirst(""), spool.content());
        }
    }
}
