package dev.stellator.importer.internal.read;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.helpers.DefaultHandler;

/** Blocks out of Tika's stream of XHTML events. Entries of a table of contents, headers and footers are left out. */
final class XhtmlBlocks extends DefaultHandler {
    private static final Set<String> BLOCKS = Set.of(
            "p", "div", "li", "td", "th", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "body", "dt",
            "dd", "br");

    private static final Set<String> HEADINGS = Set.of("h1", "h2", "h3", "h4", "h5", "h6");
    private static final Pattern FURNITURE = Pattern.compile("(?:toc|contents|header|footer)(?:[ _-].*+)?|toc\\d*+");

    private final BlockSink sink;
    private final StringBuilder text = new StringBuilder();
    private Block.Kind kind = Block.Kind.PARAGRAPH;
    private int head;
    private int skipped;
    private int depth;

    XhtmlBlocks(BlockSink sink) {
        this.sink = sink;
    }

    @Override
    public void startElement(String uri, String localName, String qName, Attributes attributes) {
        depth++;
        String tag = localName.toLowerCase(Locale.ROOT);
        if (tag.equals("head")) {
            head = depth;
        }
        if (skipped == 0 && isFurniture(attributes.getValue("class"))) {
            flush();
            skipped = depth;
        }
        if (tag.equals("br")) {
            text.append(' ');
        } else if (BLOCKS.contains(tag)) {
            flush();
            kind = HEADINGS.contains(tag) ? Block.Kind.HEADING : Block.Kind.PARAGRAPH;
        }
    }

    private static boolean isFurniture(@Nullable String names) {
        return names != null
                && FURNITURE.matcher(names.toLowerCase(Locale.ROOT)).matches();
    }

    @Override
    public void endElement(String uri, String localName, String qName) {
        String tag = localName.toLowerCase(Locale.ROOT);
        if (BLOCKS.contains(tag) && !tag.equals("br")) {
            flush();
            kind = Block.Kind.PARAGRAPH;
        }
        head = head == depth ? 0 : head;
        if (skipped == depth) {
            text.setLength(0);
            skipped = 0;
        }
        depth--;
    }

    @Override
    public void characters(char[] characters, int start, int length) {
        if (head == 0 && skipped == 0) {
            text.append(characters, start, length);
        }
    }

    @Override
    public void ignorableWhitespace(char[] characters, int start, int length) {
        characters(characters, start, length);
    }

    @Override
    public void endDocument() {
        flush();
    }

    private void flush() {
        String found = text.toString().strip();
        text.setLength(0);
        if (!found.isEmpty()) {
            sink.block(new Block(kind, found, null));
        }
    }
}
