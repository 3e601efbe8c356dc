package dev.stellator.importer;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.importer.internal.read.Account;
import dev.stellator.importer.internal.read.ArchiveReader;
import dev.stellator.importer.internal.read.Block;
import dev.stellator.importer.internal.read.BlockSink;
import dev.stellator.importer.internal.read.Content;
import dev.stellator.importer.internal.read.DocumentReader;
import dev.stellator.importer.internal.read.Format;
import dev.stellator.importer.internal.read.Formats;
import dev.stellator.importer.internal.read.RecordReader;
import dev.stellator.importer.internal.read.Unpacking;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows what becomes of each passage of some files, before sentences are cut: kept, or left out, and by which rule.
 *
 * <p>For one thread.
 */
public final class ImportExplanation {
    private final ImportSettings settings;
    private final Consumer<Passage> out;

    private ImportExplanation(ImportSettings settings, Consumer<Passage> out) {
        this.settings = settings;
        this.out = out;
    }

    /**
     * A passage of a file.
     *
     * @param uri path of the file below the imported root
     * @param rule what left it out, null where it is kept
     */
    public record Passage(String uri, @Nullable String rule, String text) {}

    /** Reads the files under a path as an import would, and writes nothing. A file that cannot be read is one passage. */
    public static void of(Path root, ImportSettings settings, Consumer<Passage> out) {
        ImportExplanation explanation = new ImportExplanation(settings, out);
        Formats formats = new Formats(settings.read());
        FileScan.Found found = FileScan.scan(root, settings);
        found.refused().forEach((uri, reason) -> out.accept(new Passage(uri, reason, "")));
        for (FileScan.Source source : found.sources()) {
            explanation.file(formats, source);
        }
    }

    private void file(Formats formats, FileScan.Source source) {
        String name = String.valueOf(source.path().getFileName());
        Unpacking unpacking = new Unpacking(source.size(), () -> {});
        try {
            content(formats, source.uri(), name, Content.of(source.path()), new Inside(unpacking, 0));
        } catch (Unpacking.BombException e) {
            out.accept(new Passage(source.uri(), String.valueOf(e.getMessage()), ""));
        }
    }

    private void content(Formats formats, String uri, String name, Content content, Inside inside) {
        try {
            Format format = formats.of(name, content);
            if (format instanceof DocumentReader reader) {
                reader.read(content, new Document(uri));
            } else if (format instanceof RecordReader reader) {
                reader.read(content, new Records(uri));
            } else if (format instanceof ArchiveReader reader) {
                reader.read(name, content, inside.unpacking(), new Members(formats, uri, inside.deeper()));
            }
        } catch (Unpacking.BombException e) {
            throw e; // the budget is that of the whole file
        } catch (InputRefusedException e) {
            out.accept(new Passage(uri, String.valueOf(e.getMessage()), ""));
        } catch (IOException e) {
            out.accept(new Passage(uri, FileScan.reason(e), ""));
        } catch (RuntimeException e) {
            out.accept(new Passage(uri, "damaged: " + e, ""));
        }
    }

    private void block(String uri, Block block) {
        boolean code = block.kind() == Block.Kind.CODE && !settings.read().code();
        String said = block.speaker() == null ? "" : block.speaker() + ": ";
        out.accept(new Passage(uri, code ? "code" : null, said + block.text()));
    }

    /** Explains the files in an archive. */
    private final class Members implements ArchiveReader.MemberSink {
        private final Formats formats;
        private final String archive;
        private final Inside inside;

        Members(Formats formats, String archive, Inside inside) {
            this.formats = formats;
            this.archive = archive;
            this.inside = inside;
        }

        @Override
        public void member(String name, Content content) {
            ImportExplanation.this.content(formats, Inside.place(archive, name), name, content, inside);
        }

        @Override
        public void damaged(String name, String reason) {
            out.accept(new Passage(Inside.place(archive, name), reason, ""));
        }
    }

    /** What both kinds of readers say. */
    private class Told implements Account {
        private final String uri;

        Told(String uri) {
            this.uri = uri;
        }

        final String uri() {
            return uri;
        }

        @Override
        public void remark(String remark) {
            out.accept(new Passage(uri, remark, ""));
        }

        @Override
        public void leftOut(String rule, String text) {
            if (!text.isBlank()) {
                out.accept(new Passage(uri, rule, text));
            }
        }
    }

    private final class Document extends Told implements BlockSink {
        Document(String uri) {
            super(uri);
        }

        @Override
        public void title(String title) {
            // A title is no passage of the text.
        }

        @Override
        public void block(Block block) {
            ImportExplanation.this.block(uri(), block);
        }
    }

    private final class Records extends Told implements RecordReader.RecordSink {
        Records(String uri) {
            super(uri);
        }

        @Override
        public void record(RecordReader.Row row) {
            row.blocks().forEach(block -> ImportExplanation.this.block(uri() + "#" + row.member(), block));
        }

        @Override
        public void damaged(String member, String reason) {
            out.accept(new Passage(uri() + "#" + member, reason, ""));
        }

        @Override
        public void noText(String reason) {
            remark(reason);
        }
    }
}
