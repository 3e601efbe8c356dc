package dev.stellator.importer.internal.read;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.jsoup.select.NodeFilter;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of a page what is none of its text, each by a rule with a name. Names of classes are a hint only: what they name
 * is weighed by its text against its links, as Readability does, and a wrapper around the text is no furniture whatever its
 * name. A rule that would take more than half of the page's text is not applied, and a remark says so.
 */
final class HtmlCleaner {
    private static final String NO_TEXT = "script, style, template, iframe, object, svg, math, canvas, rt, rp, rtc,"
            + " figure > img, button, select, textarea, input, datalist, label, [role=doc-pagebreak]";
    private static final String HIDDEN =
            "noscript, [hidden], [aria-hidden=true], [style~=(?i)display:\\s*none], [style~=(?i)visibility:\\s*hidden]";
    private static final String NAVIGATION = "nav, menu, [role=navigation], [role=banner], [role=contentinfo],"
            + " [role=search], [role=doc-toc], [role=doc-index], [rel=prev], [rel=next],"
            + " dialog, [role=dialog], [role=alertdialog]";

    private static final Pattern TURNS = Pattern.compile(
            "^(?:«|‹|<|←)?\\s*+(?:previous|prev|next|older|newer|back to|messages sorted by|zurück|weiter|précédent|suivant"
                    + "|anterior|siguiente|назад|вперёд|вперед|следующ|предыдущ).{0,120}",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    private static final Pattern CODE_NAME = Pattern.compile(
            "(?:^|[\\s_-])(?:code|highlight|sourcecode|language|lang|brush|prettyprint|syntax|hljs|console|terminal)(?:$|[\\s_:-])");
    private static final String KEYWORDS = "[itemprop=keywords]:not(:has(p))";
    private static final String SAYS_ARTICLE = "meta[property=og:type][content=article]";

    /** Characters of paragraphs outside of readers' comments, from which an article needs no more. */
    private static final int ARTICLE = 400;

    private static final double LINKS = 0.6;
    private static final int PARAGRAPH = 80;
    private static final String READERS = "comments of readers";
    private static final String OUTSIDE = "outside of the main part";

    private final Element body;
    private final HtmlBlocks.Source source;
    private final BlockSink sink;
    private final int all;
    private final PageNames names;

    /** Comments of readers that are more than half of the page. */
    private final Set<Element> comments = new HashSet<>();

    /** Characters that a rule took already. */
    private final Map<String, Integer> taken = new HashMap<>();

    HtmlCleaner(Element body, HtmlBlocks.Source source, BlockSink sink) {
        this.body = body;
        this.source = source;
        this.sink = sink;
        names = new PageNames(body);
        body.select(NO_TEXT).remove();
        sink.found(body.text());
        all = PageText.unlinked(body);
    }

    /** The part of the page that holds its text, without what is none of it. */
    Element mainPart() {
        new PageNotes(body, sink).settle();
        remove("hidden", body.select(HIDDEN));
        remove("navigation", body.select(NAVIGATION));
        if (source != HtmlBlocks.Source.FRAGMENT) {
            remove("aside", body.select("aside, [role=complementary]"));
        }
        remove("keywords", body.select(KEYWORDS));
        forms();
        names();
        if (source == HtmlBlocks.Source.PAGE) {
            comments();
        }
        Element root = main();
        root.select("header, footer").forEach(this::edge);
        root.select("table").forEach(new PageTables(this::remove)::table);
        if (source == HtmlBlocks.Source.PAGE) {
            new PageTeasers(this::remove, this::take).leaveOut(root);
            PageCaptions.repeated(root).forEach(caption -> remove("repeated", caption));
        }
        root.select("ul, ol, p, div, td, li").forEach(this::links);
        return root;
    }

    /** Takes an element out by a rule, unless the rule may not. */
    interface Removal {
        void remove(String rule, Element element);
    }

    private void remove(String rule, Elements elements) {
        elements.forEach(element -> remove(rule, element));
    }

    /** Applies a rule, unless it would take what it must not. */
    private void remove(String rule, Element element) {
        if (element.parent() == null || element.normalName().equals("body") || PageNotes.isNote(element)) {
            return;
        }
        int own = PageText.unlinked(element);
        if (own > 0 && (taken.getOrDefault(rule, 0) + own) * 2 > all) {
            sink.remark("kept what the rule '" + rule + "' would leave out, since it is more than half of the page");
            return;
        }
        taken.merge(rule, own, Integer::sum);
        take(rule, element);
    }

    private void take(String rule, Element element) {
        sink.leftOut(rule, element.text());
        element.remove();
    }

    /** The text of a form that is wrapped around a page is the page's; a form without prose is furniture. */
    private void forms() {
        for (Element form : body.select("form, fieldset")) {
            if (form.attr("role").equals("search") || !PageText.isProse(form)) {
                remove("form", form);
            }
        }
    }

    private void names() {
        for (Element element : body.select("[class], [id]")) {
            if (element.parent() != null && names.isFurniture(element)) {
                remove("page furniture", element);
            }
        }
    }

    private boolean isSpared(Element element) {
        return comments.contains(element)
                || comments.stream().anyMatch(each -> each.parents().contains(element));
    }

    private void comments() {
        List<Element> readers = body.select("[class], [id]").stream()
                .filter(PageNames::isOfReaders)
                .toList();
        Removal removal = !readers.isEmpty() && isArticle() ? this::take : this::remove;
        for (Element element : readers) {
            if (element.parent() != null && !PageNames.isWrapper(element)) {
                removal.remove(READERS, element);
                if (element.parent() != null) {
                    comments.add(element);
                }
            }
        }
    }

    /**
     * Whether a page says that it is an article, and has paragraphs for one without its readers' comments. A forum, where
     * posts are called comments, does not.
     */
    private boolean isArticle() {
        Document page = body.ownerDocument();
        if (page == null || page.selectFirst(SAYS_ARTICLE) == null) {
            return false;
        }
        int[] prose = {0};
        body.filter((node, depth) -> {
            if (node instanceof Element element) {
                prose[0] += element.normalName().equals("p") ? PageText.unlinked(element) : 0;
                if (PageNames.isOfReaders(element)) {
                    return NodeFilter.FilterResult.SKIP_CHILDREN;
                }
            }
            return NodeFilter.FilterResult.CONTINUE;
        });
        return prose[0] >= ARTICLE;
    }

    /** The only main part of a page, where it names one and at least half of the text stands in it; and the text in that. */
    private Element main() {
        Element main = body;
        for (String query : new String[] {"main, [role=main]", "article"}) {
            Elements found = main.select(query);
            if (found.size() == 1 && PageText.unlinked(found.get(0)) * 2 > PageText.unlinked(main)) {
                main = alone(found.get(0));
            }
        }
        if (source == HtmlBlocks.Source.PAGE) {
            around(new MainText(main, comments));
        }
        return main;
    }

    private Element alone(Element main) {
        if (main.parent() != null) {
            main.remove();
            sink.leftOut(OUTSIDE, body.text());
        }
        return main;
    }

    /** Takes out what stands around the text, save the heading above it, and paragraphs of its own beside it. */
    private void around(MainText text) {
        Element heading = text.root().selectFirst("h1");
        Element inside = text.find();
        for (Element above = inside.parent(); above != null && !inside.equals(text.root()); above = inside.parent()) {
            int place = inside.elementSiblingIndex();
            for (Element beside : above.children()) {
                boolean stays = beside.equals(inside)
                        || beside.equals(heading)
                        || text.isParagraph(beside, beside.elementSiblingIndex() < place)
                        || isSpared(beside);
                if (!stays) {
                    leave(beside, heading);
                }
            }
            inside = above;
        }
    }

    /** Takes an element out; the page's heading stays, if it is in there. */
    private void leave(Element element, @Nullable Element heading) {
        if (heading != null && heading.parents().contains(element)) {
            heading.remove();
            element.before(heading);
        }
        take(OUTSIDE, element);
    }

    /**
     * The page's header may hold its heading; the rest of it is furniture. The header of an article or a section may hold
     * its lead, too.
     */
    private void edge(Element edge) {
        if (edge.parent() == null) {
            return;
        }
        if (edge.normalName().equals("footer")) {
            remove("footer", edge);
            return;
        }
        Element around = edge.parent().closest("article, section, main, [role=main]");
        if (around == null && source == HtmlBlocks.Source.PAGE) {
            Elements headings = edge.select("h1, h2").remove();
            sink.leftOut("header", edge.text());
            edge.empty();
            headings.forEach(edge::appendChild);
            return;
        }
        for (Element part : edge.children()) {
            if (part.selectFirst("h1, h2, h3, h4, h5, h6") == null && !PageText.isProse(part)) {
                remove("header", part);
            }
        }
    }

    /** Lists of links, and links to the page before and after. */
    private void links(Element element) {
        if (element.parent() == null) {
            return;
        }
        Elements links = element.select("a[href]");
        if (links.isEmpty()) {
            return;
        }
        String text = element.text();
        int linked = PageText.linked(element);
        boolean turns =
                TURNS.matcher(text).matches() && element.children().stream().noneMatch(Element::isBlock);
        boolean sentences = links.stream().filter(PageText::isProse).count() * 2 >= links.size();
        if (turns
                || (links.size() >= 3
                        && !hasParagraph(element)
                        && linked > LINKS * text.length()
                        && !(sentences && linked * 2 > body.text().length()))) {
            take("links", element);
        }
    }

    /** Whether a block in an element is a paragraph of words that are mostly no links'. */
    private static boolean hasParagraph(Element element) {
        return element.select("p, div, td, li, blockquote").stream()
                .anyMatch(block -> PageText.unlinked(block) >= PARAGRAPH
                        && block.children().stream().noneMatch(Element::isBlock)
                        && Furniture.isProse(PageText.ownWords(block)));
    }

    /** Whether preformatted text is code: marked as such, or looking so. */
    static boolean isCode(Element pre) {
        String names = (pre.className() + " " + pre.id()).toLowerCase(Locale.ROOT);
        Element above = pre.parent();
        String around = above == null ? "" : above.className().toLowerCase(Locale.ROOT);
        return pre.selectFirst("code, samp, kbd") != null
                || CODE_NAME.matcher(names).find()
                || CODE_NAME.matcher(around).find()
                || !Prose.isProse(pre.wholeText());
    }
}
