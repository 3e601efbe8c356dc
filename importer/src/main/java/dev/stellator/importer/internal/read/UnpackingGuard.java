package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Enumeration;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Refuses compressed content that unpacks to far more than text does. */
final class UnpackingGuard {
    private static final long HARMLESS = 16L << 20;
    private static final int RATIO = 100;

    private UnpackingGuard() {}

    /** Unpacked bytes that are refused once there are many, and more than {@value #RATIO} for each packed one. */
    static InputStream guarded(InputStream unpacked, long packed) {
        return new FilterInputStream(unpacked) {
            private long count;

            @Override
            public int read() throws IOException {
                int value = in.read();
                counted(value < 0 ? 0 : 1);
                return value;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                int read = in.read(target, offset, length);
                counted(Math.max(0, read));
                return read;
            }

            private void counted(int more) {
                count += more;
                if (count > HARMLESS && count > RATIO * Math.max(1, packed)) {
                    throw new InputRefusedException("unpacks to more than " + RATIO + " times its size (" + packed
                            + " bytes): taken for a zip bomb");
                }
            }
        };
    }

    /** Unpacks all members once and throws them away, so that what a parser unpacks afterwards is harmless. */
    static void refuse(Content content) throws IOException {
        try (ZipFile zip =
                ZipFile.builder().setSeekableByteChannel(content.channel()).get()) {
            byte[] chunk = new byte[1 << 16];
            long total = 0;
            for (Enumeration<ZipArchiveEntry> entries = zip.getEntries(); entries.hasMoreElements(); ) {
                ZipArchiveEntry entry = entries.nextElement();
                if (!zip.canReadEntryData(entry)) {
                    throw new InputRefusedException("encrypted, or packed in a way that is not known");
                }
                try (InputStream in = guarded(zip.getInputStream(entry), entry.getCompressedSize())) {
                    for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                        total += read;
                    }
                }
                if (total > HARMLESS && total > RATIO * content.size()) {
                    throw new InputRefusedException("unpacks to more than " + RATIO + " times its size ("
                            + content.size() + " bytes): taken for a zip bomb");
                }
            }
        }
    }
}
