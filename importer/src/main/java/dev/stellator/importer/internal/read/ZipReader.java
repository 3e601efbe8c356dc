package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** The files of a zip archive, without hidden ones. */
final class ZipReader implements ArchiveReader {
    private static final int MOST_MEMBERS = 200_000;

    @Override
    public String format() {
        return "zip";
    }

    @Override
    public void read(String name, Content content, MemberSink sink) throws IOException {
        try (ZipFile zip =
                ZipFile.builder().setSeekableByteChannel(content.channel()).get()) {
            List<ZipArchiveEntry> entries = new ArrayList<>();
            zip.getEntries().asIterator().forEachRemaining(entry -> {
                if (entries.size() >= MOST_MEMBERS) {
                    throw new InputRefusedException("archive of more than " + MOST_MEMBERS + " files");
                }
                if (!entry.isDirectory() && !isHidden(entry.getName())) {
                    entries.add(entry);
                }
            });
            entries.sort(Comparator.comparing(ZipArchiveEntry::getName));
            for (ZipArchiveEntry entry : entries) {
                member(zip, entry, sink);
            }
        }
    }

    private static void member(ZipFile zip, ZipArchiveEntry entry, MemberSink sink) throws IOException {
        if (!zip.canReadEntryData(entry)) {
            sink.damaged(entry.getName(), "encrypted, or packed in a way that is not known");
            return;
        }
        try (Spool spool = Spool.of(Bombs.guarded(zip.getInputStream(entry), entry.getCompressedSize()))) {
            sink.member(entry.getName(), spool.content());
        } catch (InputRefusedException e) {
            sink.damaged(entry.getName(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            sink.damaged(entry.getName(), "damaged: " + e.getMessage());
        }
    }

    private static boolean isHidden(String name) {
        return name.startsWith("__MACOSX/") || name.matches("(?s)(.*/)?\\..*");
    }
}
