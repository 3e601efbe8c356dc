package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jsoup.parser.Parser;

/** The XML parts of an office document, which is a zip archive; each is read as a stream, and nothing outside of it. */
final class XmlParts implements AutoCloseable {
    private final ZipFile zip;
    private final String format;

    private XmlParts(ZipFile zip, String format) {
        this.zip = zip;
        this.format = format;
    }

    /**
     * Opens a document.
     *
     * @param limit bytes that it has at most
     * @throws InputRefusedException when it is larger, or would unpack to far more than its size
     */
    static XmlParts open(Content content, String format, long limit) throws IOException {
        content.requireAtMost(limit, format);
        UnpackingGuard.refuse(content);
        return new XmlParts(
                ZipFile.builder().setSeekableByteChannel(content.channel()).get(), format);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** Takes the elements of a part. */
    interface Handler {
        void read(XMLStreamReader xml) throws XMLStreamException;
    }

    boolean has(String name) {
        return zip.getEntry(name) != null;
    }

    /** Reads a part, if the document has it. */
    void read(String name, Handler handler) throws IOException {
        ZipArchiveEntry entry = zip.getEntry(name);
        if (entry == null) {
            return;
        }
        if (!zip.canReadEntryData(entry)) {
            throw new InputRefusedException("encrypted: it needs a password");
        }
        try (InputStream in = UnpackingGuard.guarded(zip.getInputStream(entry), entry.getCompressedSize())) {
            read(in, format, handler);
        }
    }

    /**
     * Reads XML as a stream. Entities that a document declares are not resolved; the names of characters that HTML knows come
     * as references, see {@link #reference}.
     */
    static void read(InputStream in, String format, Handler handler) throws IOException {
        try {
            XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
            factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
            factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
            factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, false);
            factory.setProperty(XMLInputFactory.IS_COALESCING, false);
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            handler.read(xml);
        } catch (XMLStreamException e) {
            String reason =
                    String.valueOf(e.getMessage()).lines().reduce((a, b) -> b).orElse("malformed");
            throw new InputRefusedException("damaged " + format + ": " + reason, e);
        }
    }

    /** The character that a reference stands for, where HTML has its name; empty else. */
    static String reference(XMLStreamReader xml) {
        String named = "&" + xml.getLocalName() + ";";
        String character = Parser.unescapeEntities(named, true);
        return character.equals(named) ? "" : character;
    }

    /** Reads up to the end of the element that has begun; gives the text in it. */
    static String skipped(XMLStreamReader xml) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        for (int depth = 1; depth > 0 && xml.hasNext(); ) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> depth++;
                case XMLStreamConstants.END_ELEMENT -> depth--;
                case XMLStreamConstants.CHARACTERS -> text.append(xml.getText()).append(' ');
                default -> {
                    // Comments and the like are no text.
                }
            }
        }
        return text.toString();
    }

    /** The text of the first element of a name in a part; empty where there is none. */
    String text(String part, String element) throws IOException {
        StringBuilder text = new StringBuilder();
        read(part, xml -> {
            while (xml.hasNext() && text.isEmpty()) {
                if (xml.next() == XMLStreamConstants.START_ELEMENT
                        && xml.getLocalName().equals(element)) {
                    text.append(xml.getElementText());
                }
            }
        });
        return text.toString();
    }

    /** An attribute by its local name; empty where there is none. */
    static String attribute(XMLStreamReader xml, String name) {
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            if (xml.getAttributeLocalName(i).equals(name)) {
                return xml.getAttributeValue(i);
            }
        }
        return "";
    }
}
