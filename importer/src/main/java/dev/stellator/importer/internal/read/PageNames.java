package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/**
 * Tells what surrounds a text by the names of classes and ids. A name is a hint only: what it names is weighed by its text
 * against its links, as Readability does, and a wrapper around the text is no furniture whatever its name.
 */
final class PageNames {
    /** Names of what surrounds a text, which hardly any part of a text is called by. */
    private static final Pattern ALWAYS = Pattern.compile(
            "(?:^|[\\s_-])(?:navbar|breadcrumbs?|cookies?|advert[^\\W_]*+|ads?|pagination|pager|newsletter"
                    + "|subscribe|site-?header|site-?footer|page-?header|page-?footer|masthead|pagenum|pageno|page-?number"
                    + "|pg-boilerplate|pg-header|pg-footer|skip-link|mw-editsection|reflist|navbox|catlinks)(?:$|[\\s_-])");

    /** Names of what readers wrote below a text. */
    private static final Pattern COMMENTS =
            Pattern.compile("(?:^|[\\s_-])(?:comments?|commentlist|comments?-?(?:list|area|section"
                    + "|thread|container|wrapper|block)|disqus|disqus_thread|fb-comments|responds?|responses|kommentare?|comentarios|commentaires"
                    + "|komentarze|reader-comments)(?:$|[\\s_-])");

    /** Names that are also words of titles, or parts of the names of wrappers. */
    private static final Pattern PERHAPS = Pattern.compile(
            "(?:^|[\\s_-])(?:nav|navigation|menu|sidebar|share|sharing|social|related|toc|comment-?form|search-?form|login"
                    + "|author-?(?:bio|box|info|card)|byline|meta|tags?|tag-?list|share\\w*+|sharedaddy|recommend\\w*+|popular|trending"
                    + "|most-?read|teasers?|promos?|promo-?box|banner|widget|outbrain|taboola|sponsor\\w*+|credits?|copyright|ratings?"
                    + "|jp-relatedposts|relatedposts|likes?|signup|yarpp|addtoany|post-?nav\\w*+|timestamp|toolbar|cta|paywall)"
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

    private static final int SHORT = 200;
    private static final int FEWEST_TEASERS = 2;

    /** Elements with something to press or to fill in. */
    private final Set<Element> withControls = new HashSet<>();

    /** To be made before controls are taken out of the page. */
    PageNames(Element body) {
        body.select("button, input, select").forEach(control -> withControls.addAll(control.parents()));
    }

    boolean isFurniture(Element element) {
        return SMALL.contains(element.normalName()) && isNamedSo(element);
    }

    private boolean isNamedSo(Element element) {
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
                furniture |= PageText.isMostlyLinks(element)
                        || teasers(element) >= FEWEST_TEASERS
                        || (!PageText.isProse(element) && element.text().length() <= SHORT);
            }
        }
        return furniture && !isWrapper(element);
    }

    /** Whether an element holds what readers wrote below the text. */
    static boolean isOfReaders(Element element) {
        for (String name : element.classNames()) {
            if (COMMENTS.matcher(name.toLowerCase(Locale.ROOT)).matches()) {
                return true;
            }
        }
        return COMMENTS.matcher(element.id().toLowerCase(Locale.ROOT)).matches();
    }

    /** Links that stand alone, as headings of other pages do. */
    static int teasers(Element element) {
        int teasers = 0;
        for (Element link : element.select("a[href]")) {
            Element block = link.parent();
            while (block != null && !block.equals(element) && !block.isBlock()) {
                block = block.parent();
            }
            boolean alone =
                    block != null && link.text().length() * 5 >= block.text().length() * 4;
            teasers += alone && Furniture.isProse(link.text()) ? 1 : 0;
        }
        return teasers;
    }

    /** A heading and prose under it, with few links and nothing to press: a part of a text, whatever its name. */
    private boolean isSection(Element element) {
        return element.selectFirst("h1, h2, h3, h4, h5, h6") != null
                && PageText.isProse(element)
                && !PageText.isMostlyLinks(element)
                && !withControls.contains(element);
    }

    /** Whether the text itself stands in an element. */
    static boolean isWrapper(Element element) {
        return element.selectFirst("main, article, [role=main]") != null
                || (element.selectFirst("h1") != null && element.select("p").size() > 1);
    }
}
