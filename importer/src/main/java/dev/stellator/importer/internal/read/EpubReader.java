package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
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
            Furnished furnished = new Furnished(sink);
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
        Set<String> skipped = new HashSet<>();
        book.select("guide > reference[type~=(?i)toc|cover|title-page|copyright-page]")
                .forEach(reference -> skipped.add(withoutAnchor(reference.attr("href"))));
        Set<String> read = new HashSet<>();
        for (Element place : book.select("spine > itemref")) {
            Element item = items.get(place.attr("idref"));
            boolean aside = place.attr("linear").equals("no");
            if (item == null
                    || aside
                    || skipped.contains(item.attr("href"))
                    || item.attr("properties").contains("nav")) {
                continue;
            }
            String name = folder + decoded(withoutAnchor(item.attr("href")));
            if (!read.add(name)) {
                continue;
            }
            byte[] page = parts.member(name);
            if (page == null) {
                sink.remark("lacks its chapter " + item.attr("href"));
                continue;
            }
            HtmlBlocks.read(Jsoup.parse(new ByteArrayInputStream(page), HtmlReader.encoding(page), ""), sink);
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
                    unpacking.guarded(Bombs.guarded(zip.getInputStream(entry), entry.getCompressedSize()))) {
                byte[] bytes = in.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, limit + 1));
                if (bytes.length > limit) {
                    throw new InputRefusedException("its part " + name + " has more than " + limit + " bytes");
                }
                return bytes;
            }
        }
    }
}
