package dev.stellator.importer.internal.read;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/** The prose of a parsed page: no navigation, page furniture, form fields, scripts, tables of data; code as code. */
final class HtmlBlocks {
    /** Where the elements come from. */
    enum Source {
        PAGE,
        BOOK,
        /** A piece of HTML inside of another text, which has no furniture of a page around it. */
        FRAGMENT
    }

    private static final Pattern ENCODING =
            Pattern.compile("(?i)(?:charset|encoding)\\s*+=\\s*+[\"']?\\s*+([\\w:.-]++)");
    private static final PhraseList AROUND = PhraseList.of("furniture.txt");
    private static final Set<String> HEADINGS = Set.of("h1", "h2", "h3", "h4", "h5", "h6");

    private static final Set<String> BLOCKS = Set.of(
            "p",
            "div",
            "section",
            "article",
            "main",
            "header",
            "footer",
            "body",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "blockquote",
            "table",
            "caption",
            "thead",
            "tbody",
            "tr",
            "td",
            "th",
            "figure",
            "figcaption",
            "hr",
            "address",
            "details",
            "summary",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "pre",
            "center",
            "fieldset");

    private HtmlBlocks() {}

    static void read(Document page, BlockSink sink) {
        read(page, Source.PAGE, sink);
    }

    static void read(Document page, Source source, BlockSink sink) {
        Element root = new HtmlCleaner(page.body(), source, sink).mainPart();
        Walk walk = new Walk(sink, source == Source.PAGE);
        root.traverse(walk);
        walk.flush();
    }

    /** Collects text between the borders of block elements. */
    private static final class Walk implements NodeVisitor {
        private final BlockSink sink;
        private final StringBuilder text = new StringBuilder();
        private Block.Kind kind = Block.Kind.PARAGRAPH;
        private int pre;
        private boolean code;
        private boolean broken;
        private final boolean page;

        Walk(BlockSink sink, boolean page) {
            this.sink = sink;
            this.page = page;
        }

        @Override
        public void head(Node node, int depth) {
            if (node instanceof TextNode words) {
                broken &= words.isBlank();
                text.append(words.getWholeText());
            } else if (node instanceof Element element) {
                open(element);
            }
        }

        private void open(Element element) {
            String tag = element.normalName();
            if (tag.equals("br")) {
                if (broken && pre == 0) {
                    flush();
                }
                broken = true;
                text.append(pre > 0 ? '\n' : ' ');
            } else if (BLOCKS.contains(tag)) {
                flush();
                if (tag.equals("pre")) {
                    code = pre == 0 ? HtmlCleaner.isCode(element) : code;
                    pre++;
                }
                kind = kind(element);
            }
        }

        private Block.Kind kind(Element element) {
            if (pre > 0) {
                return Block.Kind.CODE;
            }
            if (HEADINGS.contains(element.normalName())) {
                return Block.Kind.HEADING;
            }
            return PageTables.isTerm(element) ? Block.Kind.TERM : Block.Kind.PARAGRAPH;
        }

        @Override
        public void tail(Node node, int depth) {
            if (node instanceof Element element && BLOCKS.contains(element.normalName())) {
                flush();
                pre -= element.normalName().equals("pre") ? 1 : 0;
                kind = pre > 0 ? Block.Kind.CODE : Block.Kind.PARAGRAPH;
            }
        }

        void flush() {
            String found = text.toString();
            text.setLength(0);
            broken = false;
            if (found.isBlank()) {
                return;
            }
            if (page && kind != Block.Kind.CODE && AROUND.opens(found)) {
                sink.leftOut("page furniture", found);
            } else if (kind == Block.Kind.CODE && !code) {
                sink.leftOut("quoted mail", MailText.notOwn(found));
                Records.paragraphs(MailText.own(found), null, sink).forEach(sink::block);
            } else {
                sink.block(new Block(kind, kind == Block.Kind.CODE ? found : found.strip(), null));
            }
        }
    }

    /** The encoding that a page names in its head, in lower case; empty where it names none. */
    static String namedEncoding(String start) {
        var found = ENCODING.matcher(start);
        return found.find() ? found.group(1).toLowerCase(Locale.ROOT) : "";
    }
}
