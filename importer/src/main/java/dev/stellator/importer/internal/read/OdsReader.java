package dev.stellator.importer.internal.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * OpenDocument spreadsheets (OASIS OpenDocument 1.2, part 1, section 9): rows of the sheets that are shown, read as a
 * stream. Hidden sheets, rows and columns, annotations and tracked changes are left out.
 */
final class OdsReader implements RecordReader {
    private static final int MOST_COLUMNS = 1 << 14;

    private static final Set<String> GONE =
            Set.of("annotation", "tracked-changes", "forms", "shapes", "frame", "content-validations", "ruby-text");

    private final long limit;
    private final TextColumn textColumn;

    /** @param limit bytes of a workbook at most */
    OdsReader(long limit, @Nullable String textColumn) {
        this.limit = limit;
        this.textColumn = new TextColumn(textColumn);
    }

    @Override
    public String format() {
        return "ods";
    }

    @Override
    public void read(Content content, RecordSink sink) throws IOException {
        try (XmlParts parts = XmlParts.open(content, format(), limit)) {
            parts.read("META-INF/manifest.xml", OdtReader::refuseEncrypted);
            SheetRows rows = new SheetRows(textColumn, sink, true);
            parts.read("content.xml", xml -> new Part(xml, rows, sink).read());
            rows.end();
        }
    }

    /** The content on its way. */
    private static final class Part {
        private final XMLStreamReader xml;
        private final SheetRows rows;
        private final Account account;
        private final Set<String> hiddenStyles = new HashSet<>();
        private final Set<Integer> hiddenColumns = new HashSet<>();
        private String style = "";
        private int column;
        private long number;
        private List<String> cells = new ArrayList<>();
        private long repeated;
        private boolean shown = true;

        Part(XMLStreamReader xml, SheetRows rows, Account account) {
            this.xml = xml;
            this.rows = rows;
            this.account = account;
        }

        void read() throws XMLStreamException {
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    start(xml.getLocalName());
                } else if (event == XMLStreamConstants.END_ELEMENT
                        && xml.getLocalName().equals("table-row")) {
                    rows.row(number + 1, cells, shown);
                    number += repeated;
                }
            }
        }

        private void start(String element) throws XMLStreamException {
            switch (element) {
                case "style" -> style = XmlParts.attribute(xml, "name");
                case "table-properties" -> {
                    if (XmlParts.attribute(xml, "display").equals("false")) {
                        hiddenStyles.add(style);
                    }
                }
                case "table" -> {
                    if (hiddenStyles.contains(XmlParts.attribute(xml, "style-name"))) {
                        account.leftOut("hidden sheets", XmlParts.skipped(xml));
                        return;
                    }
                    rows.sheet(XmlParts.attribute(xml, "name"));
                    number = 0;
                    column = 0;
                    hiddenColumns.clear();
                }
                case "table-column" -> {
                    int last = (int) Math.min(MOST_COLUMNS, column + repeats("number-columns-repeated"));
                    for (; column < last; column++) {
                        if (isHidden()) {
                            hiddenColumns.add(column);
                        }
                    }
                }
                case "table-row" -> {
                    cells = new ArrayList<>();
                    column = 0;
                    repeated = repeats("number-rows-repeated");
                    shown = !isHidden();
                }
                case "table-cell", "covered-table-cell" -> cell();
                default -> {
                    if (GONE.contains(element)) {
                        account.leftOut("comments", XmlParts.skipped(xml));
                    }
                }
            }
        }

        private boolean isHidden() {
            String visibility = XmlParts.attribute(xml, "visibility");
            return visibility.equals("collapse") || visibility.equals("filter");
        }

        private long repeats(String attribute) {
            try {
                return Math.max(1, Integer.parseInt(XmlParts.attribute(xml, attribute)));
            } catch (NumberFormatException e) {
                return 1;
            }
        }

        private void cell() throws XMLStreamException {
            int last = (int) Math.min(MOST_COLUMNS, column + repeats("number-columns-repeated"));
            String text = text();
            for (; column < last; column++) {
                if (text.isEmpty() || hiddenColumns.contains(column)) {
                    continue;
                }
                while (cells.size() < column) {
                    cells.add("");
                }
                cells.add(text);
            }
        }

        /** The paragraphs of a cell, a line each, up to the end of its element. */
        private String text() throws XMLStreamException {
            StringBuilder text = new StringBuilder();
            int paragraphs = 0;
            for (int depth = 1; depth > 0 && xml.hasNext(); ) {
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> {
                        String element = xml.getLocalName();
                        if (GONE.contains(element)) {
                            account.leftOut("comments", XmlParts.skipped(xml));
                            continue;
                        }
                        depth++;
                        boolean paragraph = element.equals("p");
                        text.append(paragraph && !text.isEmpty() ? "\n" : "");
                        paragraphs += paragraph ? 1 : 0;
                        text.append(element.equals("s") || element.equals("tab") ? " " : "");
                    }
                    case XMLStreamConstants.END_ELEMENT -> depth--;
                    case XMLStreamConstants.CHARACTERS -> text.append(paragraphs > 0 ? xml.getText() : "");
                    default -> {
                        // Comments of XML and the like are no text.
                    }
                }
            }
            return text.toString();
        }
    }
}
