package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Dumps and exports of MediaWiki (export-0.11.xsd), read as a stream: each article is a document, in its last revision.
 * Pages of other namespaces (talk, users, templates, modules) and redirects are left out. One page is held in memory.
 */
final class WikiDumpReader implements RecordReader {
    private final long limit;

    /** @param limit characters of one page at most */
    WikiDumpReader(long limit) {
        this.limit = limit;
    }

    @Override
    public String format() {
        return "mediawiki";
    }

    @Override
    public void read(Content content, RecordSink sink) throws IOException {
        try (InputStream in = new BufferedInputStream(content.open(), 1 << 16)) {
            XmlParts.read(in, "MediaWiki dump", xml -> {
                while (xml.hasNext()) {
                    if (xml.next() == XMLStreamConstants.START_ELEMENT
                            && xml.getLocalName().equals("page")) {
                        new Page(xml).read(sink);
                    }
                }
            });
        }
    }

    /** One page on its way. */
    private final class Page {
        private final XMLStreamReader xml;
        private String title = "";
        private String namespace = "0";
        private String model = "wikitext";
        private String text = "";
        private boolean redirect;
        private boolean tooLong;

        Page(XMLStreamReader xml) {
            this.xml = xml;
        }

        void read(RecordSink sink) throws XMLStreamException {
            for (boolean inside = true; inside && xml.hasNext(); ) {
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> start(xml.getLocalName());
                    case XMLStreamConstants.END_ELEMENT ->
                        inside = !xml.getLocalName().equals("page");
                    default -> {
                        // White space stands between the elements of a page.
                    }
                }
            }
            end(sink);
        }

        private void start(String element) throws XMLStreamException {
            switch (element) {
                case "title" -> title = xml.getElementText();
                case "ns" -> namespace = xml.getElementText().strip();
                case "redirect" -> redirect = true;
                case "model" -> model = xml.getElementText().strip();
                case "text" -> text = bounded();
                default -> {
                    // Contributors, times and comments are no text.
                }
            }
        }

        private String bounded() throws XMLStreamException {
            StringBuilder found = new StringBuilder();
            tooLong = false;
            while (xml.hasNext() && xml.next() != XMLStreamConstants.END_ELEMENT) {
                if (xml.isCharacters() && !tooLong) {
                    found.append(xml.getText());
                    tooLong = found.length() > limit;
                }
            }
            return found.toString();
        }

        private void end(RecordSink sink) {
            if (tooLong) {
                sink.damaged(title, "page of more than " + limit + " characters");
            } else if (redirect || WikiText.isRedirect(text)) {
                sink.leftOut("redirects", text);
            } else if (!namespace.equals("0") || !model.equals("wikitext")) {
                sink.leftOut("pages that are no articles", text);
            } else {
                articles(sink);
            }
        }

        private void articles(RecordSink sink) {
            try {
                List<Block> blocks = WikiText.blocks(Records.repaired(text), sink);
                if (!blocks.isEmpty()) {
                    sink.record(new Row(title, title, blocks));
                }
            } catch (InputRefusedException e) {
                sink.damaged(title, String.valueOf(e.getMessage()));
            }
        }
    }
}
