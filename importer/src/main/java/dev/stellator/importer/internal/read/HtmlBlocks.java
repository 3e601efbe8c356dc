package dev.stellator.importer.internal.read;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.Elements;
import org.jsoup.select.NodeVisitor;

/** The prose of a parsed page: no navigation, page furniture, forms, scripts, tables of data; code as code. */
final class HtmlBlocks {
    private static final String NEVER =
            "script, style, noscript, template, nav, aside, form, button, select, textarea, iframe,"
                    + " object, svg, math, figure > img, canvas, [hidden], [aria-hidden=true], [role=navigation], [role=banner],"
                    + " [role=contentinfo], [role=complementary], [role=search], [role=doc-toc], [role=doc-pagebreak],"
                    + " [style~=(?i)display:\\s*none], sup:has(a), a[role=doc-noteref]";
    private static final Pattern FURNITURE = Pattern.compile(
            "(?:^|[\\s_-])(?:nav|navbar|navigation|menu|sidebar|breadcrumbs?|cookies?|advert[^\\W_]*+|ads?|share|sharing|social"
                    + "|related|pagination|pager|toc|newsletter|subscribe|site-?header|site-?footer|page-?header|page-?footer"
                    + "|masthead|pagenum|pageno|page-?number|pg-boilerplate|pg-header|pg-footer|skip-link|mw-editsection"
                    + "|reflist|navbox|catlinks)(?:$|[\\s_-])",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ENCODING =
            Pattern.compile("(?i)(?:charset|encoding)\\s*+=\\s*+[\"']?\\s*+([\\w:.-]++)");
    private static final Set<String> HEADINGS = Set.of("h1", "h2", "h3", "h4", "h5", "h6");

    /** Elements that may be furniture by their names. */
    private static final Set<String> SMALL =
            Set.of("span", "a", "p", "div", "section", "ul", "ol", "table", "header", "footer", "li");

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
    private static final double LINKS = 0.6;

    private HtmlBlocks() {}

    static void read(Document page, BlockSink sink) {
        page.select(NEVER).remove();
        Element body = page.body();
        for (Element element : body.select("[class], [id]")) {
            if (element.parent() != null && !element.equals(body) && isFurniture(element)) {
                element.remove();
            }
        }
        Element root = mainPart(body);
        root.select("header, footer").forEach(HtmlBlocks::removePageEdge);
        root.select("table").forEach(HtmlBlocks::removeData);
        root.select("ul, ol, p, div, td").forEach(HtmlBlocks::removeLinks);
        Walk walk = new Walk(sink);
        root.traverse(walk);
        walk.flush();
    }

    private static boolean isFurniture(Element element) {
        String names = element.className() + " " + element.id();
        return SMALL.contains(element.tagName()) && FURNITURE.matcher(names).find();
    }

    /** The only main part of a page, where it names one. */
    private static Element mainPart(Element body) {
        for (String query : new String[] {"main, [role=main]", "article"}) {
            Elements found = body.select(query);
            if (found.size() == 1 && found.text().length() * 3 > body.text().length()) {
                return found.get(0);
            }
        }
        return body;
    }

    /** The page's header may hold its heading; the rest of it is furniture. */
    private static void removePageEdge(Element edge) {
        if (edge.tagName().equals("footer")) {
            edge.remove();
            return;
        }
        Elements headings = edge.select("h1, h2");
        edge.empty();
        headings.forEach(edge::appendChild);
    }

    private static void removeData(Element table) {
        if (Furniture.isData(table.select("td, th").eachText())) {
            table.remove();
        }
    }

    private static void removeLinks(Element element) {
        Elements links = element.select("a[href]");
        if (links.size() >= 3) {
            int linked = links.stream().mapToInt(link -> link.text().length()).sum();
            if (linked > LINKS * element.text().length()) {
                element.remove();
            }
        }
    }

    /** Collects text between the borders of block elements. */
    private static final class Walk implements NodeVisitor {
        private final BlockSink sink;
        private final StringBuilder text = new StringBuilder();
        private Block.Kind kind = Block.Kind.PARAGRAPH;
        private int pre;
        private boolean broken;

        Walk(BlockSink sink) {
            this.sink = sink;
        }

        @Override
        public void head(Node node, int depth) {
            if (node instanceof TextNode words) {
                broken &= words.isBlank();
                text.append(words.getWholeText());
            } else if (node instanceof Element element) {
                open(element.normalName());
            }
        }

        private void open(String tag) {
            if (tag.equals("br")) {
                if (broken) {
                    flush();
                }
                broken = true;
                text.append(pre > 0 ? '\n' : ' ');
            } else if (BLOCKS.contains(tag)) {
                flush();
                pre += tag.equals("pre") ? 1 : 0;
                kind = pre > 0 ? Block.Kind.CODE : HEADINGS.contains(tag) ? Block.Kind.HEADING : Block.Kind.PARAGRAPH;
            }
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
            if (!found.isBlank()) {
                sink.block(new Block(kind, found.strip(), null));
            }
        }
    }

    /** The encoding that a page names in its head, in lower case; empty where it names none. */
    static String namedEncoding(String start) {
        var found = ENCODING.matcher(start);
        return found.find() ? found.group(1).toLowerCase(Locale.ROOT) : "";
    }
}
