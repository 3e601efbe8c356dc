package dev.stellator.importer;

import dev.stellator.importer.internal.read.Block;
import dev.stellator.importer.internal.read.BlockSink;
import dev.stellator.importer.internal.read.Content;
import dev.stellator.importer.internal.read.DocumentReader;
import dev.stellator.importer.internal.read.RecordReader;
import java.io.IOException;
import java.util.function.Supplier;

/** Readers that may take only so long, and that end when the import does. Not thread-safe. */
final class TimedReaders {
    private final ReadSettings settings;
    private final StepBatcher out;

    TimedReaders(ReadSettings settings, StepBatcher out) {
        this.settings = settings;
        this.out = out;
    }

    private Supplier<Runnable> checkpoint(long bytes) {
        return () -> {
            TimeBudget budget = new TimeBudget(settings.timeFor(bytes), out::atWork);
            return () -> {
                out.stopIfCancelled();
                budget.check();
            };
        };
    }

    DocumentReader timed(DocumentReader reader, long bytes) {
        Supplier<Runnable> checkpoint = checkpoint(bytes);
        return new DocumentReader() {
            @Override
            public String format() {
                return reader.format();
            }

            @Override
            public void read(Content content, BlockSink sink) throws IOException {
                TimedReading.run(teller -> reader.read(content, new TellingSink(teller, sink)), checkpoint.get());
            }
        };
    }

    RecordReader timed(RecordReader reader, long bytes) {
        Supplier<Runnable> checkpoint = checkpoint(bytes);
        return new RecordReader() {
            @Override
            public String format() {
                return reader.format();
            }

            @Override
            public void read(Content content, RecordSink sink) throws IOException {
                TimedReading.run(teller -> reader.read(content, new TellingRecordSink(teller, sink)), checkpoint.get());
            }
        };
    }

    private record TellingSink(TimedReading.Teller teller, BlockSink sink) implements BlockSink {
        @Override
        public void title(String title) {
            teller.tell(() -> sink.title(title));
        }

        @Override
        public void block(Block block) {
            teller.tell(() -> sink.block(block));
        }

        @Override
        public void remark(String remark) {
            teller.tell(() -> sink.remark(remark));
        }

        @Override
        public void found(String text) {
            teller.tell(() -> sink.found(text));
        }

        @Override
        public void leftOut(String rule, String text) {
            teller.tell(() -> sink.leftOut(rule, text));
        }
    }

    private record TellingRecordSink(TimedReading.Teller teller, RecordReader.RecordSink sink)
            implements RecordReader.RecordSink {
        @Override
        public void record(RecordReader.Row row) {
            teller.tell(() -> sink.record(row));
        }

        @Override
        public void damaged(String member, String reason) {
            teller.tell(() -> sink.damaged(member, reason));
        }

        @Override
        public void noText(String reason) {
            teller.tell(() -> sink.noText(reason));
        }

        @Override
        public void remark(String remark) {
            teller.tell(() -> sink.remark(remark));
        }

        @Override
        public void found(String text) {
            teller.tell(() -> sink.found(text));
        }

        @Override
        public void leftOut(String rule, String text) {
            teller.tell(() -> sink.leftOut(rule, text));
        }
    }
}
