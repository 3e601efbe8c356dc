package dev.stellator.importer;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.ThoughtUnit;
import dev.stellator.importer.internal.analyse.LanguageGuess;
import dev.stellator.importer.internal.read.Block;
import dev.stellator.importer.internal.read.Content;
import dev.stellator.importer.internal.read.Format;
import dev.stellator.importer.internal.read.Formats;
import dev.stellator.importer.internal.read.RecordReader;
import dev.stellator.importer.internal.segment.SentenceSplitter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a thought is in an import, and why.
 *
 * @param reason in a few words
 */
record UnitChoice(ThoughtUnit unit, String reason) {
    private static final Set<String> TABLES = Set.of("csv", "tsv", "jsonl", "json", "xlsx", "ods");
    private static final int ROWS = 500;
    private static final int FILES = 20;
    private static final int SHORT_ROW = 3;

    /**
     * @param wanted null to choose
     * @param stored what the graph holds; null where it holds nothing
     * @throws InputRefusedException when the graph was cut in another way
     */
    static UnitChoice of(
            @Nullable ThoughtUnit wanted,
            @Nullable ThoughtUnit stored,
            List<FileScan.Source> sources,
            ReadSettings read) {
        if (stored != null) {
            if (wanted != null && wanted != stored) {
                throw new InputRefusedException(
                        "the graph's thoughts are " + stored.word() + "s, and thoughts that are "
                                + wanted.word()
                                + "s cannot be compared with them; leave --unit out, or import into another graph"
                                + " (--data)");
            }
            return new UnitChoice(stored, "as in the graph");
        }
        return wanted != null ? new UnitChoice(wanted, "as asked for") : byRows(sources, read);
    }

    private static UnitChoice byRows(List<FileScan.Source> sources, ReadSettings read) {
        Formats formats = new Formats(read);
        long tables = 0;
        long others = 0;
        Rows rows = new Rows();
        for (FileScan.Source source : sources.stream().limit(FILES).toList()) {
            try {
                Content content = Content.of(source.path());
                Format format = formats.of(String.valueOf(source.path().getFileName()), content);
                if (format instanceof RecordReader reader && TABLES.contains(format.format())) {
                    tables += source.size();
                    rows.read(reader, content);
                } else {
                    others += source.size();
                }
            } catch (IOException | RuntimeException e) {
                others += source.size(); // the import itself says what is wrong with it
            }
        }
        if (tables <= others || rows.sentences.isEmpty()) {
            return new UnitChoice(ThoughtUnit.SENTENCE, "most of the text stands in documents");
        }
        double median = rows.median();
        String found = String.format(
                java.util.Locale.ROOT, "the median row has %s sentence%s", whole(median), median == 1 ? "" : "s");
        return new UnitChoice(median < SHORT_ROW ? ThoughtUnit.RECORD : ThoughtUnit.SENTENCE, found);
    }

    private static String whole(double value) {
        return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }

    /** Sentences a row of the first rows. */
    private static final class Rows {
        private final SentenceSplitter splitter = new SentenceSplitter();
        private final LanguageGuess guess = new LanguageGuess();
        private final List<Integer> sentences = new ArrayList<>();

        private static final class Enough extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }

        void read(RecordReader reader, Content content) throws IOException {
            int before = sentences.size();
            try {
                reader.read(content, new RecordReader.RecordSink() {
                    @Override
                    public void record(RecordReader.Row record) {
                        if (record.blocks().stream().allMatch(block -> block.speaker() == null)) {
                            sentences.add(record.blocks().stream()
                                    .map(Block::text)
                                    .mapToInt(text -> splitter.split(text, guess.likely(text))
                                            .size())
                                    .sum());
                        }
                        if (sentences.size() - before >= ROWS) {
                            throw new Enough();
                        }
                    }

                    @Override
                    public void damaged(String member, String reason) {}
                });
            } catch (Enough e) {
                // The first rows tell.
            }
        }

        double median() {
            List<Integer> sorted = sentences.stream().sorted().toList();
            int half = sorted.size() / 2;
            return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2.0;
        }
    }
}
