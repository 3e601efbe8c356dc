package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Excel workbooks (ECMA-376, part 1, SpreadsheetML): rows of the sheets that are shown, read as a stream; texts that cells
 * share are held up to a limit. Hidden sheets, rows and columns are left out, which the event reader of Apache POI does not
 * tell from the rest; comments, formulas and macros stand in parts and elements that are not read.
 */
final class XlsxReader implements RecordReader {
    private static final int MOST_COLUMNS = 1 << 14;

    private final long limit;
    private final TextColumn textColumn;

    /** @param limit bytes of a workbook at most, and characters of its shared texts */
    XlsxReader(long limit, @Nullable String textColumn) {
        this.limit = limit;
        this.textColumn = new TextColumn(textColumn);
    }

    @Override
    public String format() {
        return "xlsx";
    }

    @Override
    public void read(Content content, RecordSink sink) throws IOException {
        try (XmlParts parts = XmlParts.open(content, format(), limit)) {
            List<Sheet> sheets = new ArrayList<>();
            parts.read("xl/workbook.xml", xml -> sheets(xml, sheets));
            Map<String, String> targets = new HashMap<>();
            parts.read("xl/_rels/workbook.xml.rels", xml -> targets(xml, targets));
            List<String> texts = new ArrayList<>();
            parts.read("xl/sharedStrings.xml", xml -> texts(xml, texts));
            List<Sheet> shown = sheets.stream()
                    .filter(sheet -> sheet.state().isEmpty() || sheet.state().equals("visible"))
                    .toList();
            if (shown.size() < sheets.size()) {
                sink.remark("left out " + (sheets.size() - shown.size()) + " hidden sheets");
            }
            SheetRows rows = new SheetRows(textColumn, sink, shown.size() > 1);
            for (Sheet sheet : shown) {
                rows.sheet(sheet.name());
                parts.read(part(targets.getOrDefault(sheet.relation(), "")), xml -> new Part(xml, texts, rows).read());
            }
            rows.end();
        }
    }

    /** @param state {@code hidden}, {@code veryHidden}, {@code visible} or empty */
    private record Sheet(String name, String relation, String state) {}

    private static void sheets(XMLStreamReader xml, List<Sheet> sheets) throws XMLStreamException {
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT
                    && xml.getLocalName().equals("sheet")) {
                sheets.add(new Sheet(
                        XmlParts.attribute(xml, "name"),
                        XmlParts.attribute(xml, "id"),
                        XmlParts.attribute(xml, "state")));
            }
        }
    }

    private static void targets(XMLStreamReader xml, Map<String, String> targets) throws XMLStreamException {
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT
                    && xml.getLocalName().equals("Relationship")) {
                targets.put(XmlParts.attribute(xml, "Id"), XmlParts.attribute(xml, "Target"));
            }
        }
    }

    private static String part(String target) {
        return target.startsWith("/") ? target.substring(1) : "xl/" + target;
    }

    private void texts(XMLStreamReader xml, List<String> texts) throws XMLStreamException {
        long characters = 0;
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT
                    && xml.getLocalName().equals("si")) {
                String text = runs(xml);
                characters += text.length();
                if (characters > limit) {
                    throw new InputRefusedException(
                            "its cells share texts of more than " + limit + " characters; save it as CSV");
                }
                texts.add(text);
            }
        }
    }

    /** The text of a cell in its runs, up to the end of its element; without readings of Japanese. */
    private static String runs(XMLStreamReader xml) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        boolean inText = false;
        for (int depth = 1; depth > 0 && xml.hasNext(); ) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (xml.getLocalName().equals("rPh")) {
                        XmlParts.skipped(xml);
                    } else {
                        depth++;
                        inText = xml.getLocalName().equals("t");
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    depth--;
                    inText = false;
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.SPACE ->
                    text.append(inText ? xml.getText() : "");
                default -> {
                    // Comments and the like are no text.
                }
            }
        }
        return text.toString();
    }

    /** One sheet on its way. */
    private static final class Part {
        private final XMLStreamReader xml;
        private final List<String> texts;
        private final SheetRows rows;
        private final Set<Integer> hidden = new HashSet<>();
        private List<String> cells = new ArrayList<>();
        private long number;
        private boolean shown = true;

        Part(XMLStreamReader xml, List<String> texts, SheetRows rows) {
            this.xml = xml;
            this.texts = texts;
            this.rows = rows;
        }

        void read() throws XMLStreamException {
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    start(xml.getLocalName());
                } else if (event == XMLStreamConstants.END_ELEMENT
                        && xml.getLocalName().equals("row")) {
                    rows.row(number, cells, shown);
                }
            }
        }

        private void start(String element) throws XMLStreamException {
            switch (element) {
                case "col" -> {
                    int last = Math.min(number("max", 0), MOST_COLUMNS);
                    for (int i = number("min", 1); isOn() && i <= last; i++) {
                        hidden.add(i - 1);
                    }
                }
                case "row" -> {
                    number = number("r", (int) number + 1);
                    shown = !isOn();
                    cells = new ArrayList<>();
                }
                case "c" -> {
                    int place = place(XmlParts.attribute(xml, "r"), cells.size());
                    String text = cell(XmlParts.attribute(xml, "t"));
                    if (place < MOST_COLUMNS && !hidden.contains(place)) {
                        while (cells.size() <= place) {
                            cells.add("");
                        }
                        cells.set(place, text);
                    }
                }
                default -> {
                    // What else a sheet has is no text.
                }
            }
        }

        private boolean isOn() {
            String value = XmlParts.attribute(xml, "hidden");
            return value.equals("1") || value.equals("true");
        }

        private int number(String attribute, int otherwise) {
            try {
                return Integer.parseInt(XmlParts.attribute(xml, attribute));
            } catch (NumberFormatException e) {
                return otherwise;
            }
        }

        /** The column of a reference such as {@code AB12}, counted from 0. */
        private static int place(String reference, int otherwise) {
            int place = 0;
            for (int i = 0; i < reference.length() && i < 4; i++) {
                char letter = reference.charAt(i);
                if (letter >= 'A' && letter <= 'Z') {
                    place = place * 26 + letter - 'A' + 1;
                }
            }
            return place == 0 ? otherwise : place - 1;
        }

        /** The value of a cell, up to the end of its element. */
        private String cell(String type) throws XMLStreamException {
            String value = "";
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.END_ELEMENT
                        && xml.getLocalName().equals("c")) {
                    break;
                }
                if (event == XMLStreamConstants.START_ELEMENT) {
                    value = switch (xml.getLocalName()) {
                        case "v" -> xml.getElementText();
                        case "is" -> runs(xml);
                        default -> {
                            XmlParts.skipped(xml);
                            yield value;
                        }
                    };
                }
            }
            return switch (type) {
                case "s" -> shared(value);
                case "e" -> "";
                default -> value;
            };
        }

        private String shared(String index) {
            try {
                int at = Integer.parseInt(index.strip());
                return at >= 0 && at < texts.size() ? texts.get(at) : "";
            } catch (NumberFormatException e) {
                return "";
            }
        }
    }
}
