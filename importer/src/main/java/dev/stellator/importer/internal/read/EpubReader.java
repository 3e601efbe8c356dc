package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/** Electronic books: the chapters in the order of the spine, one at a time, without the navigation documents. */
final class EpubReader implements DocumentReader {
    /** A page of less text is a cover or a title, where the book says so. */
    private static final int SHORT = 1500;

    private final long limit;

    /** @param limit bytes of one chapter at most */
    EpubReader(long limit) {
        this.limit = limit;
    }

    @Override
    public String format() {
        return "epub";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        try (ZipFile zip =
                ZipFile.builder().setSeekableByteChannel(content.channel()).get()) {
            Parts parts = new Parts(zip, new Unpacking(content.size(), () -> {}));
            Element rootFile = parts.xml("META-INF/container.xml").selectFirst("rootfile");
            String packagePath = rootFile == null ? "" : rootFile.attr("full-path");
            Document book = parts.xml(packagePath);
            refuseEncrypted(parts);
            FilteredSink furnished = new FilteredSink(sink);
            Element title = book.selectFirst("dc|title, title");
            if (title != null) {
                furnished.title(title.text());
            }
            chapters(parts, book, packagePath.substring(0, packagePath.lastIndexOf('/') + 1), furnished);
            furnished.end();
        }
    }

    private static void chapters(Parts parts, Document book, String folder, BlockSink sink) throws IOException {
        Map<String, Element> items = new HashMap<>();
        book.select("manifest > item").forEach(item -> items.put(item.attr("id"), item));
        Map<String, Element> references = new HashMap<>();
        book.select("guide > reference[type~=(?i)toc|cover|title-page|copyright-page]")
                .forEach(reference -> references.putIfAbsent(withoutAnchor(reference.attr("href")), reference));
        Set<String> read = new HashSet<>();
        for (Element place : book.select("spine > itemref")) {
            Element item = items.get(place.attr("idref"));
            String name = item == null ? "" : folder + decoded(withoutAnchor(item.attr("href")));
            if (item == null || !read.add(name)) {
                continue;
            }
            byte[] bytes = parts.member(name);
            if (bytes == null) {
                sink.remark("lacks its chapter " + item.attr("href"));
                continue;
            }
            Document page = HtmlPages.parseXhtml(bytes, HtmlReader.encoding(bytes));
            Element reference = references.get(item.attr("href"));
            boolean aside = place.attr("linear").equals("no") && !Furniture.isProse(page.text());
            if (aside || isFrontPage(page, reference) || isNavigation(page, item)) {
                sink.leftOut("cover and contents", page.text());
            } else {
                contents(page, reference, sink);
                HtmlBlocks.read(page, HtmlBlocks.Source.BOOK, sink);
            }
        }
    }

    /** A cover or a page with the title, by the book's guide; a page that holds a chapter, too, is none. */
    private static boolean isFrontPage(Document page, @Nullable Element reference) {
        if (reference == null || reference.attr("href").contains("#")) {
            return false;
        }
        int linked = page.select("a[href]").stream()
                .mapToInt(link -> link.text().length())
                .sum();
        boolean contents = reference.attr("type").toLowerCase(Locale.ROOT).contains("toc");
        int text = page.text().length();
        boolean prose = page.select("p, div, li").stream()
                .anyMatch(part -> part.select("a[href]").isEmpty() && Furniture.isProse(part.text()));
        return contents ? linked * 2 > text || !prose : text < SHORT;
    }

    /** A navigation document (EPUB 3.3, section 7), unless it is a chapter besides. */
    private static boolean isNavigation(Document page, Element item) {
        if (!item.attr("properties").contains("nav")) {
            return false;
        }
        Element nav = page.selectFirst("nav");
        if (nav == null) {
            return true;
        }
        Document rest = page.clone();
        rest.select("nav").remove();
        return rest.body().text().length() < SHORT && !PageText.isProse(rest.body());
    }

    /** Takes a list of contents out that the book's guide points to inside of a page. */
    private static void contents(Document page, @Nullable Element reference, BlockSink sink) {
        String href = reference == null ? "" : reference.attr("href");
        Element place = href.contains("#") ? page.getElementById(href.substring(href.indexOf('#') + 1)) : null;
        if (place == null) {
            return;
        }
        Element start = place.isBlock() || place.parent() == null ? place : place.parent();
        for (Element next = start.nextElementSibling();
                next != null && isLinks(next);
                next = start.nextElementSibling()) {
            sink.leftOut("contents", next.text());
            next.remove();
        }
        if (isLinks(start) || Furniture.opensContents(start.text())) {
            sink.leftOut("contents", start.text());
            start.remove();
        }
    }

    private static boolean isLinks(Element element) {
        int linked = element.select("a[href]").stream()
                .mapToInt(link -> link.text().length())
                .sum();
        return linked * 2 > element.text().length();
    }

    /** Fonts are obfuscated in many books; anything else that is encrypted cannot be read. */
    private static void refuseEncrypted(Parts parts) throws IOException {
        byte[] encryption = parts.member("META-INF/encryption.xml");
        if (encryption == null) {
            return;
        }
        Document list = Jsoup.parse(new ByteArrayInputStream(encryption), "UTF-8", "", Parser.xmlParser());
        for (Element data : list.select("*|EncryptedData")) {
            Element method = data.selectFirst("*|EncryptionMethod");
            String algorithm = method == null ? "" : method.attr("Algorithm");
            if (!algorithm.contains("idpf.org/2008/embedding") && !algorithm.contains("ns.adobe.com/pdf/enc#RC")) {
                throw new InputRefusedException("encrypted: its publisher's key is needed to read it");
            }
        }
    }

    private static String decoded(String href) {
        try {
            return URLDecoder.decode(href.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return href;
        }
    }

    private static String withoutAnchor(String href) {
        int anchor = href.indexOf('#');
        return anchor < 0 ? href : href.substring(0, anchor);
    }

    /** The files of a book, with one budget for all. */
    private final class Parts {
        private final ZipFile zip;
        private final Unpacking unpacking;

        Parts(ZipFile zip, Unpacking unpacking) {
            this.zip = zip;
            this.unpacking = unpacking;
        }

        Document xml(String name) throws IOException {
            byte[] bytes = member(name);
            if (bytes == null) {
                throw new InputRefusedException(
                        "damaged EPUB: it lacks " + (name.isEmpty() ? "its package file" : name));
            }
            return Jsoup.parse(new ByteArrayInputStream(bytes), "UTF-8", "", Parser.xmlParser());
        }

        byte @Nullable [] member(String name) throws IOException {
            ZipArchiveEntry entry = zip.getEntry(name);
            if (entry == null) {
                return null;
            }
            try (InputStream in =
                    unpacking.guarded(UnpackingGuard.guarded(zip.getInputStream(entry), entry.getCompressedSize()))) {
                byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, limit + 1));
                if (bytes.length > limit) {
                    throw new InputRefusedException("its part " + name + " has more than " + limit + " bytes");
                }
                return bytes;
            }
        }
    }
}
