package dev.stellator.importer.internal.read;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Word documents (ECMA-376, part 1, WordprocessingML): what is printed of the main part. Deleted, moved and hidden text,
 * comments and tables of contents are left out, which Apache Tika does not tell from the rest; notes follow the paragraph
 * of their mark.
 */
final class DocxReader implements DocumentReader {
    private static final Set<String> CODE = Set.of(
            "source code",
            "code",
            "code block",
            "html preformatted",
            "preformatted text",
            "verbatim",
            "macro text",
            "listing");
    private static final String WORDS = "wordprocessingml";
    private static final String FORMULAS = "/math";
    private static final Set<String> GONE = Set.of("del", "moveFrom", "Fallback", "rt", "delText", "delInstrText");
    private static final Set<String> GALLERIES = Set.of("table of contents", "bibliographies");

    private final long limit;

    /** @param limit bytes of a document at most */
    DocxReader(long limit) {
        this.limit = limit;
    }

    @Override
    public String format() {
        return "docx";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        try (XmlParts parts = XmlParts.open(content, format(), limit)) {
            FilteredSink furnished = new FilteredSink(sink);
            String title = parts.text("docProps/core.xml", "title");
            if (!title.isBlank()) {
                furnished.title(title);
            }
            Styles styles = new Styles();
            parts.read("word/styles.xml", styles::read);
            Map<String, List<Block>> notes = new HashMap<>();
            for (String kind : List.of("footnote", "endnote")) {
                parts.read("word/" + kind + "s.xml", xml -> notes(xml, kind, styles, notes));
            }
            parts.read("word/document.xml", xml -> new Part(xml, styles, notes, new OfficeText(furnished), furnished)
                    .read());
            furnished.end();
        }
    }

    /** Notes by their kind and number. */
    private static void notes(XMLStreamReader xml, String kind, Styles styles, Map<String, List<Block>> notes)
            throws XMLStreamException {
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT
                    && xml.getLocalName().equals(kind)) {
                boolean separator = !XmlParts.attribute(xml, "type").isEmpty();
                String number = kind + XmlParts.attribute(xml, "id");
                List<Block> blocks = new ArrayList<>();
                BlockSink collected = new BlockSink() {
                    @Override
                    public void title(String title) {
                        // A note has none.
                    }

                    @Override
                    public void block(Block block) {
                        blocks.add(block);
                    }
                };
                new Part(xml, styles, Map.of(), new OfficeText(collected), Account.NONE).readElement();
                if (!separator) {
                    notes.put(number, blocks);
                }
            }
        }
    }

    /** What the names of styles say. */
    private static final class Styles {
        private final Map<String, String> names = new HashMap<>();
        private final Set<String> hidden = new HashSet<>();
        private final Map<String, String> parents = new HashMap<>();

        void read(XMLStreamReader xml) throws XMLStreamException {
            String id = "";
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                String element = xml.getLocalName();
                if (element.equals("style")) {
                    id = XmlParts.attribute(xml, "styleId");
                } else if (element.equals("name")) {
                    names.put(id, XmlParts.attribute(xml, "val").toLowerCase(Locale.ROOT));
                } else if (element.equals("basedOn")) {
                    parents.put(id, XmlParts.attribute(xml, "val"));
                } else if (element.equals("vanish") && isOn(xml)) {
                    hidden.add(id);
                }
            }
        }

        private String name(String id) {
            return names.getOrDefault(id, id.toLowerCase(Locale.ROOT));
        }

        boolean isHeading(String id) {
            String name = name(id);
            return name.startsWith("heading") || name.equals("title") || name.equals("subtitle");
        }

        boolean isContents(String id) {
            String name = name(id);
            return name.startsWith("toc") || name.startsWith("contents ") || name.equals("table of figures");
        }

        boolean isHidden(String id) {
            Set<String> seen = new HashSet<>();
            String at = id;
            while (!at.isEmpty() && seen.add(at)) {
                if (hidden.contains(at)) {
                    return true;
                }
                at = parents.getOrDefault(at, "");
            }
            return false;
        }

        boolean isCode(String id) {
            return CODE.contains(name(id));
        }
    }

    /** Whether a property that is there is not switched off. */
    private static boolean isOn(XMLStreamReader xml) {
        String value = XmlParts.attribute(xml, "val");
        return !(value.equals("0") || value.equals("false") || value.equals("off"));
    }

    /** One part of a document on its way. */
    private static final class Part {
        private final XMLStreamReader xml;
        private final Styles styles;
        private final Map<String, List<Block>> notes;
        private final OfficeText text;
        private final Account account;
        /** For each field that is open: what it computes. */
        private final Deque<StringBuilder> fields = new ArrayDeque<>();

        private boolean inParagraphProperties;
        private boolean hidden;
        private boolean paragraphHidden;
        private boolean contents;
        /** Whether the content control that has begun is a table of contents. */
        private boolean sdtContents;

        Part(XMLStreamReader xml, Styles styles, Map<String, List<Block>> notes, OfficeText text, Account account) {
            this.xml = xml;
            this.styles = styles;
            this.notes = notes;
            this.text = text;
            this.account = account;
        }

        void read() throws XMLStreamException {
            while (xml.hasNext()) {
                event(xml.next());
            }
        }

        /** Reads the element that has begun. */
        void readElement() throws XMLStreamException {
            for (int depth = 1; depth > 0 && xml.hasNext(); ) {
                int event = xml.next();
                int before = depth;
                depth += event == XMLStreamConstants.START_ELEMENT
                        ? 1
                        : event == XMLStreamConstants.END_ELEMENT ? -1 : 0;
                if (depth > 0 && event(event) && before < depth) {
                    depth--;
                }
            }
        }

        /** Returns whether an element was read to its end. */
        private boolean event(int event) throws XMLStreamException {
            if (event == XMLStreamConstants.START_ELEMENT) {
                return start(xml.getLocalName());
            }
            if (event == XMLStreamConstants.END_ELEMENT) {
                end(xml.getLocalName());
            }
            return false;
        }

        private boolean isOfWords() {
            String namespace = String.valueOf(xml.getNamespaceURI());
            return namespace.contains(WORDS) || namespace.endsWith(FORMULAS);
        }

        private boolean start(String element) throws XMLStreamException {
            if (GONE.contains(element) && (isOfWords() || element.equals("Fallback"))) {
                leave("deleted text");
                return true;
            }
            if (!isOfWords()) {
                return false;
            }
            switch (element) {
                case "p" -> {
                    text.begin(Block.Kind.PARAGRAPH);
                    contents = false;
                    paragraphHidden = false;
                }
                case "pPr" -> inParagraphProperties = true;
                case "pStyle" -> style(XmlParts.attribute(xml, "val"));
                case "r" -> hidden = false;
                case "rStyle" -> hidden |= styles.isHidden(XmlParts.attribute(xml, "val"));
                case "vanish" -> hidden |= !inParagraphProperties && isOn(xml);
                case "t" -> {
                    words(xml.getElementText());
                    return true;
                }
                case "tab", "br", "cr" -> words(inParagraphProperties ? "" : " ");
                case "noBreakHyphen" -> words("-");
                case "fldChar" -> field(XmlParts.attribute(xml, "fldCharType"));
                case "instrText" -> {
                    String instruction = xml.getElementText();
                    if (!fields.isEmpty()) {
                        fields.element().append(instruction);
                    }
                    return true;
                }
                case "fldSimple" -> {
                    if (isContentsField(XmlParts.attribute(xml, "instr"))) {
                        leave("contents");
                        return true;
                    }
                }
                case "sdt" -> sdtContents = false;
                case "docPartGallery" ->
                    sdtContents |=
                            GALLERIES.contains(XmlParts.attribute(xml, "val").toLowerCase(Locale.ROOT));
                case "sdtContent" -> {
                    if (sdtContents) {
                        sdtContents = false;
                        leave("contents");
                        return true;
                    }
                }
                case "footnoteReference" -> note("footnote");
                case "endnoteReference" -> note("endnote");
                case "tbl" -> text.beginTable();
                case "tr" -> text.beginRow();
                case "tc" -> text.beginCell();
                default -> {
                    // The text of other elements stands in those above.
                }
            }
            return false;
        }

        private void leave(String rule) throws XMLStreamException {
            String left = XmlParts.skipped(xml);
            account.found(left);
            account.leftOut(rule, left);
        }

        private void end(String element) {
            if (!isOfWords()) {
                return;
            }
            switch (element) {
                case "pPr" -> inParagraphProperties = false;
                case "p" -> {
                    if (contents) {
                        text.drop("contents");
                    } else {
                        text.end();
                    }
                    contents = false;
                }
                case "tbl" -> text.endTable();
                default -> {
                    // Nothing ends with it.
                }
            }
        }

        private void style(String id) {
            contents |= styles.isContents(id);
            paragraphHidden |= styles.isHidden(id);
            if (styles.isHeading(id)) {
                text.become(Block.Kind.HEADING);
            } else if (styles.isCode(id)) {
                text.become(Block.Kind.CODE);
            } else if (styles.name(id).equals("definition term")) {
                text.become(Block.Kind.TERM);
            }
        }

        private void words(String words) {
            account.found(words);
            boolean left =
                    hidden || paragraphHidden || fields.stream().anyMatch(field -> isContentsField(field.toString()));
            if (left) {
                account.leftOut(hidden || paragraphHidden ? "hidden text" : "contents", words);
            } else {
                text.text(words);
            }
        }

        private static boolean isContentsField(String instruction) {
            String name = instruction.strip().toUpperCase(Locale.ROOT);
            return name.startsWith("TOC") || name.startsWith("INDEX") || name.startsWith("PAGEREF");
        }

        private void field(String type) {
            if (type.equals("begin")) {
                fields.push(new StringBuilder());
            } else if (type.equals("end") && !fields.isEmpty()) {
                fields.pop();
            }
        }

        private void note(String kind) {
            text.afterwards(notes.getOrDefault(kind + XmlParts.attribute(xml, "id"), List.of()));
        }
    }
}
