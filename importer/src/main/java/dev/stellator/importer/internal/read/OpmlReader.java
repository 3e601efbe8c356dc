package dev.stellator.importer.internal.read;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jsoup.Jsoup;

/**
 * Outlines (OPML 2.0): the text of each node and the note that outliners keep with it ({@code _note}). Nodes that are
 * subscriptions and links are left out.
 */
final class OpmlReader implements DocumentReader {
    @Override
    public String format() {
        return "opml";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        FilteredSink furnished = new FilteredSink(sink);
        try (InputStream in = new BufferedInputStream(content.open())) {
            XmlParts.read(in, "opml", xml -> outline(xml, furnished));
        }
        furnished.end();
    }

    private static void outline(XMLStreamReader xml, BlockSink sink) throws XMLStreamException {
        while (xml.hasNext()) {
            if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            if (xml.getLocalName().equals("title")) {
                sink.title(xml.getElementText());
            } else if (xml.getLocalName().equals("outline")) {
                node(xml, sink);
            }
        }
    }

    private static void node(XMLStreamReader xml, BlockSink sink) {
        String text = words(XmlParts.attribute(xml, "text"));
        boolean link = !XmlParts.attribute(xml, "xmlUrl").isEmpty()
                || !XmlParts.attribute(xml, "url").isEmpty()
                || XmlParts.attribute(xml, "isComment").equals("true");
        if (link) {
            sink.leftOut("subscriptions and links", text);
        } else {
            sink.block(Block.paragraph(text));
            String note = XmlParts.attribute(xml, "_note");
            Records.paragraphs(words(note), null, sink).forEach(sink::block);
        }
    }

    /** Outliners set parts of a text in HTML's bold and italic type. */
    private static String words(String text) {
        return text.indexOf('<') >= 0 ? Jsoup.parseBodyFragment(text).text() : text;
    }
}
