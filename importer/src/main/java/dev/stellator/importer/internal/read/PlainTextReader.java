package dev.stellator.importer.internal.read;

import dev.stellator.importer.internal.repair.Mojibake;
import dev.stellator.importer.internal.repair.TextNormaliser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plain text of any size: holds at most the beginning, by which the layout is judged, and one paragraph, of which
 * long ones come in pieces.
 */
final class PlainTextReader implements DocumentReader {
    private static final int SNIFFED = 1 << 17;
    private static final int LONGEST_HEADING = 80;

    @Override
    public String format() {
        return "text";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        try (TextInput text = TextInput.open(content, sink::remark)) {
            LineReader lines = new LineReader(text);
            List<LineReader.Line> beginning = sniff(lines);
            List<String> plain = beginning.stream().map(LineReader.Line::text).toList();
            if (ChatLog.isLog(plain)) {
                chat(plain, lines, sink);
                return;
            }
            Layout layout = Layout.of(plain);
            new Pass(layout, sink).run(beginning.iterator(), lines);
        }
    }

    private static void chat(List<String> beginning, LineReader rest, BlockSink sink) throws IOException {
        ChatLog log = new ChatLog(beginning, sink);
        beginning.forEach(log::line);
        for (LineReader.@Nullable Line line = rest.next(); line != null; line = rest.next()) {
            log.line(line.text());
        }
        log.end();
    }

    private static List<LineReader.Line> sniff(LineReader lines) throws IOException {
        List<LineReader.Line> beginning = new ArrayList<>();
        for (int read = 0; read < SNIFFED; ) {
            LineReader.Line line = lines.next();
            if (line == null) {
                break;
            }
            beginning.add(line);
            read += line.text().length() + 1;
        }
        return beginning;
    }

    /** One reading of one text. */
    private static final class Pass {
        private final BlockSink sink;
        private final Paragraphs paragraphs;
        private final IndexFilter index;
        private final ContentsFilter contents;
        private boolean header;
        private boolean footer;
        private boolean titled;

        Pass(Layout layout, BlockSink sink) {
            this.sink = sink;
            this.header = layout.header();
            this.index = new IndexFilter(sink, sink::block);
            this.contents = new ContentsFilter(false, sink, index::accept);
            this.paragraphs = new Paragraphs(layout, sink, this::paragraph);
        }

        void run(Iterator<LineReader.Line> beginning, LineReader rest) throws IOException {
            while (beginning.hasNext()) {
                line(beginning.next());
            }
            for (LineReader.@Nullable Line line = rest.next(); line != null; line = rest.next()) {
                line(line);
            }
            paragraphs.end();
            contents.end();
            index.end();
        }

        private void line(LineReader.Line read) {
            LineReader.Line line = read.withText(Mojibake.repair(read.text()));
            sink.found(line.text());
            if (header) {
                String title = Furniture.title(line.text());
                if (title != null && !titled) {
                    titled = true;
                    sink.title(title);
                }
                header = !Furniture.isHeaderEnd(line.text());
                sink.leftOut("library's header and footer", line.text());
            } else if (footer || Furniture.isFooterStart(line.text())) {
                footer = true;
                sink.leftOut("library's header and footer", line.text());
            } else {
                paragraphs.line(line);
            }
        }

        /** A short paragraph all in capitals is a heading. */
        private static Block block(String text) {
            boolean heading =
                    text.length() <= LONGEST_HEADING && text.codePoints().noneMatch(Character::isLowerCase);
            return heading ? Block.heading(text) : Block.paragraph(text);
        }

        private void paragraph(String text) {
            String prose =
                    Furniture.withoutBullet(PlainMarks.without(TextNormaliser.tidy(Furniture.withoutNoteMark(text))));
            if (!prose.isEmpty() && !Furniture.isFurniture(prose)) {
                contents.accept(block(prose));
            } else {
                sink.leftOut("page furniture", text);
            }
        }
    }
}
