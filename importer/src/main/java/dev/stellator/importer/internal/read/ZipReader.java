package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** The files of a zip archive, without hidden ones. */
final class ZipReader implements ArchiveReader {
    private static final Pattern HIDDEN = Pattern.compile("(?s)^(?:__MACOSX/.*|(?:.*/)?\\..*)");

    @Override
    public String format() {
        return "zip";
    }

    @Override
    public void read(String name, Content content, Unpacking unpacking, MemberSink sink) throws IOException {
        try (ZipFile zip =
                ZipFile.builder().setSeekableByteChannel(content.channel()).get()) {
            refuseOverlaps(zip);
            List<ZipArchiveEntry> entries = new ArrayList<>();
            zip.getEntries().asIterator().forEachRemaining(entry -> {
                unpacking.member();
                if (!entry.isDirectory() && !isHidden(entry.getName())) {
                    entries.add(entry);
                }
            });
            entries.sort(Comparator.comparing(ZipArchiveEntry::getName));
            for (ZipArchiveEntry entry : entries) {
                member(zip, entry, unpacking, sink);
            }
        }
    }

    /** In a directory of an honest archive no two entries have the same bytes. */
    private static void refuseOverlaps(ZipFile zip) {
        long end = 0;
        for (Iterator<ZipArchiveEntry> entries = zip.getEntriesInPhysicalOrder().asIterator(); entries.hasNext(); ) {
            ZipArchiveEntry entry = entries.next();
            if (entry.getLocalHeaderOffset() < end) {
                throw new InputRefusedException(
                        "its entries lie over each other ('" + entry.getName() + "'): taken for a zip bomb");
            }
            end = entry.getLocalHeaderOffset() + Math.max(1, entry.getCompressedSize());
        }
    }

    private static void member(ZipFile zip, ZipArchiveEntry entry, Unpacking unpacking, MemberSink sink)
            throws IOException {
        if (!zip.canReadEntryData(entry)) {
            sink.damaged(entry.getName(), "encrypted, or packed in a way that is not known");
            return;
        }
        try (Spool spool = Spool.of(
                unpacking.guarded(UnpackingGuard.guarded(zip.getInputStream(entry), entry.getCompressedSize())))) {
            sink.member(entry.getName(), new Member(zip, entry.getName(), spool.content(), unpacking));
        } catch (Unpacking.BombException e) {
            throw e;
        } catch (InputRefusedException e) {
            sink.damaged(entry.getName(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            sink.damaged(entry.getName(), "damaged: " + e.getMessage());
        }
    }

    /** A member, and those beside it. */
    private record Member(ZipFile zip, String name, Content content, Unpacking unpacking) implements Content {
        private static final long LARGEST_BESIDE = 16 << 20;

        @Override
        public InputStream open() throws IOException {
            return content.open();
        }

        @Override
        public SeekableByteChannel channel() throws IOException {
            return content.channel();
        }

        @Override
        public long size() throws IOException {
            return content.size();
        }

        @Override
        public Optional<Content> beside(String other) throws IOException {
            String place =
                    Path.of(name).resolveSibling(other).normalize().toString().replace('\\', '/');
            ZipArchiveEntry entry = zip.getEntry(place);
            if (entry == null || entry.getSize() > LARGEST_BESIDE) {
                return Optional.empty();
            }
            try (InputStream in =
                    unpacking.guarded(UnpackingGuard.guarded(zip.getInputStream(entry), entry.getCompressedSize()))) {
                return Optional.of(Content.of(in.readNBytes((int) LARGEST_BESIDE)));
            }
        }
    }

    private static boolean isHidden(String name) {
        return HIDDEN.matcher(name).matches();
    }
}
