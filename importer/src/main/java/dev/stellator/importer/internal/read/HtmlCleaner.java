package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.Elements;

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
            + " [role=search], [role=doc-toc], [role=doc-index], [rel=prev], [rel=next]";

    /** Names of what surrounds a text, which hardly any part of a text is called by. */
    private static final Pattern ALWAYS = Pattern.compile(
            "(?:^|[\\s_-])(?:navbar|breadcrumbs?|cookies?|advert[^\\W_]*+|ads?|pagination|pager|newsletter"
                    + "|subscribe|site-?header|site-?footer|page-?header|page-?footer|masthead|pagenum|pageno|page-?number"
                    + "|pg-boilerplate|pg-header|pg-footer|skip-link|mw-editsection|reflist|navbox|catlinks)(?:$|[\\s_-])");

    /** Names that are also words of titles, or parts of the names of wrappers. */
    private static final Pattern PERHAPS = Pattern.compile(
            "(?:^|[\\s_-])(?:nav|navigation|menu|sidebar|share|sharing|social|related|toc|comment-?form|search-?form|login)"
                    + "(?:$|[\\s_-])");

    /** What a whole name says. */
    private static final Set<String> WHOLE = Set.of(
            "nav",
            "navigation",
            "menu",
            "sidebar",
            "share",
            "sharing",
            "social",
            "related",
            "toc",
            "sidebar-left",
            "sidebar-right",
            "left-sidebar",
            "right-sidebar",
            "widget-area",
            "related-posts",
            "related-articles",
            "related-content",
            "related-links",
            "related-stories",
            "social-links",
            "social-share",
            "share-buttons",
            "comment-form",
            "commentform",
            "comment-respond",
            "search-form",
            "searchform",
            "login-form",
            "main-menu",
            "main-nav",
            "site-nav",
            "site-navigation");

    /** Whole names that a section of a text may have, too: then its prose decides. */
    private static final Set<String> TOPICS = Set.of("menu", "navigation", "share", "sharing", "social", "related");

    /** A name of this form tells how a page is laid out, and not what an element holds. */
    private static final Pattern LAYOUT = Pattern.compile(
            "^(?:has|no|with|without|is|hide)-.*+|^.*-(?:wrap|wrapper|layout|container|inner|outer|row|grid|page|body|main)$"
                    + "|^content-.*+");

    /** Elements that may be furniture by their names. */
    private static final Set<String> SMALL =
            Set.of("span", "a", "p", "div", "section", "ul", "ol", "table", "header", "footer", "li", "form", "aside");

    private static final Pattern TURNS = Pattern.compile(
            "^(?:«|‹|<|←)?\\s*+(?:previous|prev|next|older|newer|back to|messages sorted by|zurück|weiter|précédent|suivant"
                    + "|anterior|siguiente|назад|вперёд|вперед|следующ|предыдущ).{0,120}",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);
    private static final Pattern NOTE_MARK = Pattern.compile(
            "^[\\[(]?(?:\\p{Nd}{1,3}|[*†‡§¶]{1,3}|[ivxl]{1,5}|[a-z]|note \\p{Nd}{1,3}|nb \\p{Nd}{1,3})[\\])]?$");
    private static final Pattern NOTE_NUMBER = Pattern.compile("^\\s*+[\\[(]?(?:\\p{Nd}{1,3}|[*†‡§])[\\]).:]?\\s++");
    private static final Set<String> BACK = Set.of("↩", "↩︎", "↵", "^", "↑", "⏎", "back", "return");
    private static final Pattern NOTES = Pattern.compile("(?:^|\\s)(?:foot|end|rear)notes?(?:$|\\s)");
    private static final Pattern CODE_NAME = Pattern.compile(
            "(?:^|[\\s_-])(?:code|highlight|sourcecode|language|lang|brush|prettyprint|syntax|hljs|console|terminal)(?:$|[\\s_:-])");
    private static final String TERM = "stellator-term";
    private static final double LINKS = 0.6;
    private static final double SOME_LINKS = 0.25;
    private static final int LONGEST_TERM = 60;
    private static final int SHORT = 200;

    private final Element body;
    private final HtmlBlocks.Source source;
    private final BlockSink sink;
    private final int all;
    /** Elements with something to press or to fill in. */
    private final Set<Element> withControls = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Characters that a rule took already. */
    private final Map<String, Integer> taken = new HashMap<>();

    HtmlCleaner(Element body, HtmlBlocks.Source source, BlockSink sink) {
        this.body = body;
        this.source = source;
        this.sink = sink;
        body.select("button, input, select").forEach(control -> withControls.addAll(control.parents()));
        body.select(NO_TEXT).remove();
        sink.found(body.text());
        all = unlinked(body);
    }

    /** The part of the page that holds its text, without what is none of it. */
    Element mainPart() {
        notes();
        remove("hidden", body.select(HIDDEN));
        remove("navigation", body.select(NAVIGATION));
        if (source != HtmlBlocks.Source.FRAGMENT) {
            remove("aside", body.select("aside, [role=complementary]"));
        }
        forms();
        names();
        Element root = main();
        root.select("header, footer").forEach(this::edge);
        root.select("table").forEach(this::table);
        root.select("ul, ol, p, div, td, li").forEach(this::links);
        return root;
    }

    private void remove(String rule, Elements elements) {
        elements.forEach(element -> remove(rule, element));
    }

    /** Applies a rule, unless it would take what it must not. */
    private void remove(String rule, Element element) {
        if (element.parent() == null || element.normalName().equals("body") || isNote(element)) {
            return;
        }
        int own = unlinked(element);
        if (own > 0 && (taken.getOrDefault(rule, 0) + own) * 2 > all) {
            sink.remark("kept what the rule '" + rule + "' would leave out, since it is more than half of the page");
            return;
        }
        taken.merge(rule, own, Integer::sum);
        sink.leftOut(rule, element.text());
        element.remove();
    }

    /** Characters that are no link's. */
    private static int unlinked(Element element) {
        return element.text().length() - linked(element);
    }

    private static int linked(Element element) {
        return element.select("a[href]").stream()
                .mapToInt(link -> link.text().length())
                .sum();
    }

    /** Marks of notes go, and notes that stand inside of a paragraph go behind it. */
    private void notes() {
        for (Element link : body.select("a, [role=doc-noteref], [epub:type*=noteref]")) {
            if (isNoteMark(link)) {
                Element above = link.parent();
                boolean raised = above != null
                        && above.normalName().equals("sup")
                        && above.text().equals(link.text());
                drop(above != null && raised ? above : link);
            }
        }
        body.select("sup").stream().filter(HtmlCleaner::isRaisedMark).forEach(this::drop);
        for (Element note : body.select("*")) {
            if (isNote(note) && note.parent() != null) {
                note.removeAttr("hidden");
                note(note);
            }
        }
    }

    private void drop(Element mark) {
        sink.leftOut("mark of a note", mark.text());
        mark.remove();
    }

    private static void note(Element note) {
        TextNode first = firstText(note);
        if (first != null) {
            first.text(NOTE_NUMBER.matcher(first.getWholeText()).replaceFirst(""));
        }
        Element paragraph = note.closest("p");
        if (paragraph != null && !note.normalName().equals("p")) {
            note.tagName("div");
            paragraph.after(note);
        }
    }

    private static @org.jspecify.annotations.Nullable TextNode firstText(Element element) {
        for (TextNode text : element.selectNodes("::text", TextNode.class)) {
            if (!text.isBlank()) {
                return text;
            }
        }
        return null;
    }

    private static boolean isNote(Element element) {
        String role = element.attr("role");
        return role.equals("doc-footnote")
                || role.equals("doc-endnote")
                || role.equals("doc-endnotes")
                || NOTES.matcher(element.attr("epub:type")).find();
    }

    private static boolean isNoteMark(Element link) {
        String text = link.text().strip().toLowerCase(Locale.ROOT);
        boolean named = link.attr("role").equals("doc-noteref")
                || link.attr("role").equals("doc-backlink")
                || link.attr("epub:type").contains("noteref");
        boolean inside = link.attr("href").contains("#");
        return named || (inside && (NOTE_MARK.matcher(text).matches() || BACK.contains(text)));
    }

    /** A raised number after a word, which is no power and no unit's. */
    private static boolean isRaisedMark(Element raised) {
        Node before = raised.previousSibling();
        String text =
                before instanceof TextNode words ? words.getWholeText() : before instanceof Element e ? e.text() : "";
        if (text.isEmpty() || !NOTE_MARK.matcher(raised.text().strip()).matches()) {
            return false;
        }
        int letters = 0;
        while (letters < text.length() && Character.isLetter(text.charAt(text.length() - 1 - letters))) {
            letters++;
        }
        return letters >= 3 || ".,;:!?”’»\")".indexOf(text.charAt(text.length() - 1)) >= 0;
    }

    /** The text of a form that is wrapped around a page is the page's; a form without prose is furniture. */
    private void forms() {
        for (Element form : body.select("form, fieldset")) {
            if (form.attr("role").equals("search") || !isProse(form)) {
                remove("form", form);
            }
        }
    }

    private static boolean isProse(Element element) {
        String text = element.text();
        return Furniture.isProse(text)
                || text.codePoints().filter(Character::isIdeographic).count() > 10;
    }

    private void names() {
        for (Element element : body.select("[class], [id]")) {
            if (element.parent() != null && SMALL.contains(element.normalName()) && isFurniture(element)) {
                remove("page furniture", element);
            }
        }
    }

    private boolean isFurniture(Element element) {
        List<String> names = new ArrayList<>(element.classNames());
        names.add(element.id());
        boolean furniture = false;
        for (String mixed : names) {
            String name = mixed.toLowerCase(Locale.ROOT);
            if (ALWAYS.matcher(name).find() && !LAYOUT.matcher(name).matches()) {
                return !isWrapper(element) && !isSection(element);
            }
            boolean whole = WHOLE.contains(name);
            if (whole && !TOPICS.contains(name)) {
                furniture = true;
            } else if (whole || PERHAPS.matcher(name).find()) {
                furniture |= isMostlyLinks(element)
                        || (!isProse(element) && element.text().length() <= SHORT);
            }
        }
        return furniture && !isWrapper(element);
    }

    /** A heading and prose under it, with few links and nothing to press: a part of a text, whatever its name. */
    private boolean isSection(Element element) {
        return element.selectFirst("h1, h2, h3, h4, h5, h6") != null
                && isProse(element)
                && !isMostlyLinks(element)
                && !withControls.contains(element);
    }

    /** Whether the text itself stands in an element. */
    private static boolean isWrapper(Element element) {
        return element.selectFirst("main, article, [role=main]") != null
                || (element.selectFirst("h1") != null && element.select("p").size() > 1);
    }

    private static boolean isMostlyLinks(Element element) {
        return linked(element) > SOME_LINKS * element.text().length();
    }

    /** The only main part of a page, where it names one and at least half of the text stands in it. */
    private Element main() {
        for (String query : new String[] {"main, [role=main]", "article"}) {
            Elements found = body.select(query);
            if (found.size() == 1 && unlinked(found.get(0)) * 2 > unlinked(body)) {
                Element main = found.get(0);
                main.remove();
                sink.leftOut("outside of the main part", body.text());
                return main;
            }
        }
        return body;
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
            if (part.selectFirst("h1, h2, h3, h4, h5, h6") == null && !isProse(part)) {
                remove("header", part);
            }
        }
    }

    private void table(Element table) {
        if (table.parent() == null) {
            return;
        }
        if (Furniture.isData(table.select("td, th").eachText())) {
            remove("table of data", table);
            return;
        }
        for (Element row : table.select("tr")) {
            boolean heads = row.select("> td").isEmpty() && !row.select("> th").isEmpty() && !isProse(row);
            if (heads && table.selectFirst("td") != null) {
                remove("head of a table", row);
            } else {
                term(row);
            }
        }
    }

    /** The first cell of a row names what the others say of it. */
    private static void term(Element row) {
        Elements cells = row.select("> td, > th");
        if (cells.size() > 1) {
            Element first = cells.get(0);
            boolean names = !first.text().isBlank()
                    && first.text().length() <= LONGEST_TERM
                    && !Furniture.isProse(first.text())
                    && first.selectFirst("p, div, ul, ol, table, h1, h2, h3, h4, h5, h6, br") == null;
            if (names && cells.stream().skip(1).anyMatch(HtmlCleaner::isProse)) {
                first.attr(TERM, "");
            }
        }
    }

    static boolean isTerm(Element element) {
        return element.normalName().equals("dt") || element.hasAttr(TERM);
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
        int linked = linked(element);
        boolean turns =
                TURNS.matcher(text).matches() && element.children().stream().noneMatch(Element::isBlock);
        boolean sentences = links.stream().filter(HtmlCleaner::isProse).count() * 2 >= links.size();
        if (turns
                || (links.size() >= 3
                        && linked > LINKS * text.length()
                        && !(sentences && linked * 2 > body.text().length()))) {
            sink.leftOut("links", text);
            element.remove();
        }
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
