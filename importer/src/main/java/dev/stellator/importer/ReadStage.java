package dev.stellator.importer;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.engine.graph.ThoughtUnit;
import dev.stellator.importer.internal.read.ArchiveReader;
import dev.stellator.importer.internal.read.Block;
import dev.stellator.importer.internal.read.Content;
import dev.stellator.importer.internal.read.DocumentReader;
import dev.stellator.importer.internal.read.Format;
import dev.stellator.importer.internal.read.Formats;
import dev.stellator.importer.internal.read.RecordReader;
import dev.stellator.importer.internal.read.Unpacking;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads files: tells their format, opens archives, passes over documents that are stored already, and hands the others
 * to the {@link Distiller}. A file that cannot be read is named, and the next one follows.
 */
final class ReadStage {
    private final ImportSettings settings;
    private final StoredDocuments stored;
    private final StepBatcher out;
    private final Formats formats;
    private final Findings findings = new Findings();
    private final FoundFiles present;
    private final Distiller distiller;
    private final TimedReaders timed;

    ReadStage(ImportSettings settings, ThoughtUnit unit, CorpusGraph graph, StageQueue<List<Step>> out) {
        this.settings = settings;
        this.out = new StepBatcher(out, settings.batchSize());
        this.stored = new StoredDocuments(graph, this.out::stopIfCancelled);
        this.formats = new Formats(settings.read());
        this.present = new FoundFiles(settings.prune());
        this.distiller = new Distiller(settings, unit, this.out, findings);
        this.timed = new TimedReaders(settings.read(), this.out);
    }

    void run(List<FileScan.Source> sources) {
        try (distiller) {
            for (int i = 0; i < sources.size(); i++) {
                if (i % StoredDocuments.TOGETHER == 0) {
                    stored.askAhead(sources.subList(i, Math.min(sources.size(), i + StoredDocuments.TOGETHER)));
                }
                file(sources.get(i));
            }
            out.end();
        } catch (StepBatcher.Stopped e) {
            // The other side wants no more.
        }
    }

    private void file(FileScan.Source source) {
        MeasuredContent content = new MeasuredContent(Content.of(source.path()));
        out.file(source.size(), content);
        present.file(source.uri());
        guarded(source.uri(), () -> {
            FileTime before = Files.getLastModifiedTime(source.path());
            Unpacking unpacking = new Unpacking(source.size(), out::stopIfCancelled);
            open(source.uri(), name(source.path()), content, new Inside(unpacking, 0), () -> {
                if (!Files.getLastModifiedTime(source.path()).equals(before) || content.size() != source.size()) {
                    throw new InputRefusedException("changed while it was read; import it again");
                }
            });
            present.complete(source.uri());
        });
        out.fileEnded();
    }

    private interface Work {
        void run() throws IOException;
    }

    /** Turns whatever a file does to its reader into a reason for leaving it out. */
    private void guarded(String uri, Work work) {
        try {
            work.run();
        } catch (Unpacking.BombException e) {
            if (uri.contains(Inside.MARK)) {
                throw e; // the budget is that of the whole file
            }
            findings.refuse(uri, String.valueOf(e.getMessage()));
        } catch (InputRefusedException e) {
            findings.refuse(uri, e.getMessage() == null ? "refused" : e.getMessage());
        } catch (IOException e) {
            findings.refuse(uri, FileScan.reason(e));
        } catch (StackOverflowError e) {
            findings.refuse(uri, "nested too deeply");
        } catch (OutOfMemoryError e) {
            findings.refuse(uri, "needs more memory than there is; give more with STELLATOR_HEAP, or split it");
        } catch (StepBatcher.Stopped | GraphFailed e) {
            throw e;
        } catch (RuntimeException e) {
            findings.refuse(uri, "damaged: " + e);
        }
    }

    private void open(String uri, String name, Content content, Inside inside, Distiller.Check check)
            throws IOException {
        Format format = formats.of(name, content);
        if (format instanceof DocumentReader reader) {
            document(uri, timed.timed(reader, content.size()), content, check);
        } else if (format instanceof RecordReader reader) {
            records(uri, timed.timed(reader, content.size()), content);
        } else if (format instanceof ArchiveReader reader) {
            archive(uri, name, reader, content, inside);
        }
    }

    private void document(String uri, DocumentReader reader, Content content, Distiller.Check check)
            throws IOException {
        String id = ContentHash.of(content);
        if (findings.isDuplicate(id, uri)) {
            out.step(new Step.Placed(new CorpusGraph.Place(id, uri)));
        } else if (!isStored(stored.of(Set.of(id)), id, uri)) {
            boolean read = false;
            try {
                distiller.document(id, new Distiller.Source(uri, reader, content), check);
                read = true;
            } finally {
                if (!read) {
                    findings.forget(id);
                }
            }
        }
    }

    /** Whether a document is stored; a new place of it is then noted. */
    private boolean isStored(Map<String, Set<String>> stored, String id, String uri) {
        Set<String> places = stored.get(id);
        if (places == null) {
            return false;
        }
        findings.unchanged();
        if (!places.contains(uri)) {
            findings.moved();
            out.step(new Step.Placed(new CorpusGraph.Place(id, uri)));
        }
        return true;
    }

    private void records(String uri, RecordReader reader, Content content) throws IOException {
        RecordBatch batch = new RecordBatch(uri, reader.format());
        try {
            reader.read(content, batch);
        } finally {
            batch.flush();
            findings.balance(uri, batch.balance);
        }
        if (batch.isEmpty()) {
            throw new InputRefusedException("no text in it");
        }
    }

    private void archive(String uri, String name, ArchiveReader reader, Content content, Inside inside)
            throws IOException {
        Inside deeper = inside.deeper();
        boolean[] empty = {true};
        reader.read(name, content, inside.unpacking(), new ArchiveReader.MemberSink() {
            @Override
            public void member(String member, Content unpacked) {
                empty[0] = false;
                String place = Inside.place(uri, member);
                present.member(place);
                guarded(place, () -> open(place, member, unpacked, deeper, () -> {}));
            }

            @Override
            public void damaged(String member, String reason) {
                empty[0] = false;
                present.member(Inside.place(uri, member));
                findings.refuse(Inside.place(uri, member), reason);
            }
        });
        if (empty[0]) {
            throw new InputRefusedException("no files in it");
        }
    }

    private static String name(Path path) {
        Path name = path.getFileName();
        return name == null ? "" : name.toString();
    }

    Findings findings() {
        return findings;
    }

    FoundFiles present() {
        return present;
    }

    double readingSeconds() {
        return out.atWork() - distiller.analysingSeconds();
    }

    double analysingSeconds() {
        return distiller.analysingSeconds();
    }

    /** Looks records up some hundreds at a time. */
    private final class RecordBatch implements RecordReader.RecordSink {
        private static final int MOST = 500;
        private static final int MOST_CHARACTERS = 1 << 20;

        private final String uri;
        private final String format;
        private final java.util.ArrayList<RecordReader.Row> waiting = new java.util.ArrayList<>();
        private final java.util.ArrayList<String> ids = new java.util.ArrayList<>();
        private final boolean code;
        private int characters;
        private boolean empty = true;
        private final TextBalance balance = new TextBalance();

        RecordBatch(String uri, String format) {
            this.uri = uri;
            this.format = format;
            this.code = settings.read().code();
            distiller.newFile();
        }

        boolean isEmpty() {
            return empty;
        }

        @Override
        public void record(RecordReader.Row record) {
            empty = false;
            String content = record.content();
            record.blocks().stream()
                    .filter(block -> block.kind() != Block.Kind.CODE || code)
                    .forEach(block -> balance.kept(block.text()));
            waiting.add(record);
            ids.add(Hashes.sha256(content));
            characters += content.length();
            if (waiting.size() >= MOST || characters >= MOST_CHARACTERS) {
                flush();
            }
        }

        @Override
        public void damaged(String member, String reason) {
            empty = false;
            findings.refuse(uri + "#" + member, reason);
        }

        @Override
        public void noText(String reason) {
            empty = false;
            findings.remark(uri, reason);
        }

        @Override
        public void remark(String remark) {
            findings.remark(uri, remark);
        }

        @Override
        public void leftOut(String rule, String text) {
            balance.leftOut(rule, text);
        }

        @Override
        public void found(String text) {
            balance.found(text);
        }

        void flush() {
            distiller.learnLanguage(waiting);
            Map<String, Set<String>> known = waiting.isEmpty() ? Map.of() : stored.of(Set.copyOf(ids));
            for (int i = 0; i < waiting.size(); i++) {
                String place = uri + "#" + waiting.get(i).member();
                present.member(place);
                if (findings.isDuplicateRecord(ids.get(i), place)) {
                    Set<String> places = known.get(ids.get(i));
                    if (places == null || !places.contains(place)) {
                        out.step(new Step.Placed(new CorpusGraph.Place(ids.get(i), place)));
                    }
                } else if (!isStored(known, ids.get(i), place)) {
                    distiller.record(ids.get(i), place, format, waiting.get(i), balance);
                }
            }
            waiting.clear();
            ids.clear();
            characters = 0;
        }
    }

    /** A failure that is not the file's. */
    static final class GraphFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        GraphFailed(RuntimeException cause) {
            super(cause);
        }
    }
}
