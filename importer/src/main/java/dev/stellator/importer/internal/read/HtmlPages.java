package dev.stellator.importer.internal.read;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.parser.Parser;
import org.jsoup.parser.Tag;
import org.jsoup.parser.TagSet;

/**
 * Parses pages. XHTML is XML: there an element may close itself, {@code <span id="p12"/>}, and a parser of HTML takes what
 * follows for its content. It is parsed with that rule added, and with HTML's tolerance for the rest.
 */
final class HtmlPages {
    private static final int HEAD = 4096;

    private HtmlPages() {}

    static Document parse(byte[] bytes, String encoding) throws IOException {
        String head = new String(bytes, 0, Math.min(bytes.length, HEAD), StandardCharsets.ISO_8859_1);
        boolean xml = head.stripLeading().startsWith("<?xml") || head.contains("http://www.w3.org/1999/xhtml");
        return xml ? parseXhtml(bytes, encoding) : Jsoup.parse(new ByteArrayInputStream(bytes), encoding, "");
    }

    static Document parseXhtml(byte[] bytes, String encoding) throws IOException {
        TagSet tags = TagSet.Html();
        tags.onNewTag(tag -> tag.set(Tag.SelfClose));
        return Jsoup.parse(
                new ByteArrayInputStream(bytes),
                encoding,
                "",
                Parser.htmlParser().tagSet(tags));
    }
}
