package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * OpenDocument texts (OASIS OpenDocument 1.2, part 1): what is printed. Tracked deletions (5.5), annotations, indexes and
 * hidden text are left out, which Apache Tika does not tell from the rest; notes (6.3) follow the paragraph of their mark.
 */
final class OdtReader implements DocumentReader {
    private static final Set<String> INDEXES = Set.of(
            "table-of-content",
            "illustration-index",
            "table-index",
            "object-index",
            "user-index",
            "alphabetical-index",
            "bibliography");
    private static final Set<String> GONE = Set.of(
            "tracked-changes",
            "annotation",
            "annotation-end",
            "note-citation",
            "ruby-text",
            "hidden-text",
            "sequence-decls",
            "variable-decls",
            "user-field-decls",
            "forms",
            "settings",
            "scripts",
            "title",
            "desc",
            "object",
            "event-listeners");

    private final long limit;

    /** @param limit bytes of a document at most */
    OdtReader(long limit) {
        this.limit = limit;
    }

    @Override
    public String format() {
        return "odt";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        try (XmlParts parts = XmlParts.open(content, format(), limit)) {
            parts.read("META-INF/manifest.xml", OdtReader::refuseEncrypted);
            FilteredSink furnished = new FilteredSink(sink);
            String title = parts.has("meta.xml") ? parts.text("meta.xml", "title") : "";
            if (!title.isBlank()) {
                furnished.title(title);
            }
            parts.read("content.xml", xml -> new Part(xml, new OfficeText(furnished), furnished).read());
            furnished.end();
        }
    }

    static void refuseEncrypted(XMLStreamReader xml) throws XMLStreamException {
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT
                    && xml.getLocalName().equals("encryption-data")) {
                throw new InputRefusedException("encrypted: it needs a password");
            }
        }
    }

    /** The content on its way. */
    private static final class Part {
        private final XMLStreamReader xml;
        private final OfficeText text;
        private final Account account;
        private final Set<String> hiddenStyles = new HashSet<>();
        private final Map<String, String> parents = new HashMap<>();
        private String style = "";

        Part(XMLStreamReader xml, OfficeText text, Account account) {
            this.xml = xml;
            this.text = text;
            this.account = account;
        }

        void read() throws XMLStreamException {
            while (xml.hasNext()) {
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> start(xml.getLocalName());
                    case XMLStreamConstants.END_ELEMENT -> end(xml.getLocalName());
                    case XMLStreamConstants.CHARACTERS -> {
                        account.found(xml.getText());
                        text.text(xml.getText());
                    }
                    default -> {
                        // Comments and the like are no text.
                    }
                }
            }
        }

        private void start(String element) throws XMLStreamException {
            if (GONE.contains(element) || isHidden()) {
                leave("deleted and hidden text");
                return;
            }
            if (INDEXES.contains(element)) {
                leave("contents");
                return;
            }
            switch (element) {
                case "style" -> {
                    style = XmlParts.attribute(xml, "name");
                    parents.put(style, XmlParts.attribute(xml, "parent-style-name"));
                }
                case "text-properties" -> {
                    if (XmlParts.attribute(xml, "display").equals("none")) {
                        hiddenStyles.add(style);
                    }
                }
                case "p" -> text.begin(kind(XmlParts.attribute(xml, "style-name")));
                case "h" -> text.begin(Block.Kind.HEADING);
                case "s" -> text.text(" ");
                case "tab", "line-break" -> text.text(" ");
                case "table" -> text.beginTable();
                case "table-row" -> text.beginRow();
                case "table-cell" -> text.beginCell();
                default -> {
                    // The text of other elements stands in those above.
                }
            }
        }

        private void leave(String rule) throws XMLStreamException {
            String left = XmlParts.skipped(xml);
            account.found(left);
            account.leftOut(rule, left);
        }

        /** What the paragraphs of a style are, by its name or that of the one it is made of. */
        private Block.Kind kind(String styled) {
            String names = (styled + " " + parents.getOrDefault(styled, ""))
                    .replace("_20_", " ")
                    .toLowerCase(Locale.ROOT);
            if (names.contains("preformatted") || names.contains("source code") || names.contains("source_code")) {
                return Block.Kind.CODE;
            }
            return names.contains("definition term") ? Block.Kind.TERM : Block.Kind.PARAGRAPH;
        }

        private boolean isHidden() {
            String named = XmlParts.attribute(xml, "style-name");
            boolean body = !xml.getLocalName().toLowerCase(Locale.ROOT).contains("style");
            return (body && hiddenStyles.contains(named))
                    || XmlParts.attribute(xml, "is-hidden").equals("true")
                    || (xml.getLocalName().equals("section")
                            && XmlParts.attribute(xml, "display").equals("none"));
        }

        private void end(String element) {
            switch (element) {
                case "p", "h" -> text.end();
                case "table" -> text.endTable();
                default -> {
                    // Nothing ends with it.
                }
            }
        }
    }
}
