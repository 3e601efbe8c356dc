package dev.stellator.importer.internal.read;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** One file packed by itself: by gzip, or by bzip2, as dumps of MediaWiki are; streams behind each other are all read. */
final class PackedReader implements ArchiveReader {
    private static final Pattern GZ = Pattern.compile("(?i)\\.gz$");
    private static final Pattern BZ2 = Pattern.compile("(?i)\\.bz2$");
    private static final Pattern TGZ = Pattern.compile("(?i)\\.tgz$");
    private static final int BUFFER = 1 << 16;

    static final PackedReader GZIP = new PackedReader(
            "gzip",
            name -> TGZ.matcher(GZ.matcher(name).replaceFirst("")).replaceFirst(".tar"),
            in -> new GZIPInputStream(in, BUFFER));
    static final PackedReader BZIP2 = new PackedReader(
            "bzip2",
            name -> BZ2.matcher(name).replaceFirst(""),
            in -> new BZip2CompressorInputStream(new BufferedInputStream(in, BUFFER), true));

    private final String format;
    private final UnaryOperator<String> unpackedName;
    private final Unpacker unpacker;

    private interface Unpacker {
        InputStream open(InputStream packed) throws IOException;
    }

    private PackedReader(String format, UnaryOperator<String> unpackedName, Unpacker unpacker) {
        this.format = format;
        this.unpackedName = unpackedName;
        this.unpacker = unpacker;
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public void read(String name, Content content, Unpacking unpacking, MemberSink sink) throws IOException {
        unpacking.member();
        try (InputStream in = content.open();
                Spool spool = Spool.of(unpacking.guarded(UnpackingGuard.guarded(unpacker.open(in), content.size())))) {
            sink.member(unpackedName.apply(name), spool.content());
        }
    }
}
