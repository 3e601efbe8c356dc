package dev.stellator.importer.internal.read;

import dev.stellator.importer.internal.repair.TextNormaliser;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Documents in a known kind of XML, read as a stream: their paragraphs and headings. Notes and lists that stand within a
 * paragraph follow it.
 */
final class XmlReader implements DocumentReader {
    /** What is left of a citation in brackets whose number is a mark. */
    private static final Pattern EMPTY_BRACKETS = Pattern.compile("\\s?[\\[(][\\s,;–-]{0,20}[\\])]");

    private final XmlVocabulary words;

    XmlReader(XmlVocabulary words) {
        this.words = words;
    }

    @Override
    public String format() {
        return words.format();
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        FilteredSink furnished = new FilteredSink(sink);
        try (InputStream in = new BufferedInputStream(content.open())) {
            XmlParts.read(in, words.format(), xml -> new Pass(xml, words, furnished).run());
        }
        furnished.end();
    }

    /** One reading of one document. */
    private static final class Pass implements BlockSink {
        /** Of two spellings in a choice (TEI, 3.5) the edited one is read. */
        private static final Set<String> UNEDITED = Set.of("sic", "orig", "abbr");

        /** Elements between which there is space. */
        private static final Set<String> SPACED = Set.of("lb", "l", "v", "br", "verse-line", "line", "sbr");

        private static final Set<String> MARKS = Set.of("bibr", "fn", "table-fn", "note");

        private final XMLStreamReader xml;
        private final XmlVocabulary words;
        private final BlockSink sink;
        private final OfficeText text;
        private final Deque<Runnable> open = new ArrayDeque<>();
        private final Deque<String> names = new ArrayDeque<>();
        private final StringBuilder outside = new StringBuilder();
        private boolean titled;
        private int paragraphs;
        private int headings;

        Pass(XMLStreamReader xml, XmlVocabulary words, BlockSink sink) {
            this.xml = xml;
            this.words = words;
            this.sink = sink;
            this.text = new OfficeText(this);
        }

        void run() throws XMLStreamException {
            while (xml.hasNext()) {
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> start(xml.getLocalName());
                    case XMLStreamConstants.END_ELEMENT -> {
                        names.pop();
                        open.pop().run();
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> found(xml.getText());
                    case XMLStreamConstants.ENTITY_REFERENCE -> found(XmlParts.reference(xml));
                    default -> {
                        // Comments and the like are no text.
                    }
                }
            }
            leaveOutside();
        }

        @Override
        public void found(String found) {
            if (paragraphs > 0) {
                text.text(found);
            } else if (!found.isBlank()) {
                outside.append(found).append(' ');
            }
        }

        private void leaveOutside() {
            if (!outside.isEmpty()) {
                sink.leftOut(XmlVocabulary.METADATA, outside.toString());
                outside.setLength(0);
            }
        }

        private void start(String element) throws XMLStreamException {
            String rule = gone(element);
            if (rule != null) {
                sink.leftOut(rule, skipped());
            } else if (words.code().contains(element)) {
                block(Block.code(skipped()));
            } else if (isMark(element)) {
                mark(skipped());
            } else {
                names.push(element);
                open.push(opened(element));
            }
        }

        private @Nullable String gone(String element) {
            return "choice".equals(names.peek()) && UNEDITED.contains(element)
                    ? "spellings that were edited"
                    : words.gone().get(element);
        }

        private boolean isMark(String element) {
            return (element.equals("xref") && MARKS.contains(XmlParts.attribute(xml, "ref-type")))
                    || (element.equals("a") && XmlParts.attribute(xml, "type").equals("note"));
        }

        /** A citation by name and year is read, a number is not. */
        private void mark(String mark) {
            if (mark.codePoints().filter(Character::isLetter).count() > 1) {
                found(mark.strip());
            } else {
                sink.leftOut("marks of notes", mark);
            }
        }

        /** Begins what an element is; gives what ends it. */
        private Runnable opened(String element) {
            XmlVocabulary.Tables tables = words.tables();
            if (tables.tables().contains(element)) {
                text.beginTable();
                return text::endTable;
            }
            if (tables.rows().contains(element)) {
                text.beginRow();
            } else if (tables.cells().contains(element)) {
                text.beginCell();
                return paragraph(Block.Kind.PARAGRAPH);
            } else if (words.headings().contains(element)) {
                headings++;
                Runnable end = paragraph(Block.Kind.HEADING);
                return () -> {
                    end.run();
                    headings--;
                };
            } else if (words.terms().contains(element)) {
                return paragraph(Block.Kind.TERM);
            } else if (words.paragraphs().contains(element)
                    || (paragraphs == 0 && words.loose().contains(element))) {
                return paragraph(headings > 0 ? Block.Kind.HEADING : Block.Kind.PARAGRAPH);
            } else if (SPACED.contains(element)
                    && !XmlParts.attribute(xml, "break").equals("no")) {
                found(" ");
            }
            return () -> {};
        }

        private Runnable paragraph(Block.Kind kind) {
            leaveOutside();
            paragraphs++;
            text.begin(kind);
            return () -> {
                text.end();
                paragraphs--;
            };
        }

        /** The text of an element, up to its end; the document's title may be in it. */
        private String skipped() throws XMLStreamException {
            StringBuilder left = new StringBuilder();
            int titleAt = -1;
            int titleDepth = 0;
            for (int depth = 1; depth > 0 && xml.hasNext(); ) {
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        depth++;
                        if (!titled && titleAt < 0 && xml.getLocalName().equals(words.title())) {
                            titleAt = left.length();
                            titleDepth = depth;
                        }
                    }
                    case XMLStreamConstants.END_ELEMENT -> {
                        if (titleAt >= 0 && depth == titleDepth) {
                            title(left.substring(titleAt));
                            titleAt = -1;
                        }
                        depth--;
                        left.append(depth == titleDepth ? "" : " ");
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> left.append(xml.getText());
                    case XMLStreamConstants.ENTITY_REFERENCE -> left.append(XmlParts.reference(xml));
                    default -> {
                        // Comments and the like are no text.
                    }
                }
            }
            return left.toString();
        }

        @Override
        public void title(String title) {
            if (!titled && !title.isBlank()) {
                titled = true;
                sink.title(TextNormaliser.tidy(title));
            }
        }

        @Override
        public void block(Block block) {
            if (block.kind() == Block.Kind.CODE) {
                sink.block(block);
                return;
            }
            if (block.kind() == Block.Kind.HEADING) {
                title(block.text());
            }
            sink.block(block.withText(EMPTY_BRACKETS.matcher(block.text()).replaceAll("")));
        }

        @Override
        public void leftOut(String rule, String text) {
            sink.leftOut(rule, text);
        }
    }
}
