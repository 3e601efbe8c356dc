package dev.stellator.importer.internal.read;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/**
 * Finds the element that a page's text stands in, as Readability and Trafilatura do: by where its paragraphs are. Each run of
 * words counts for the block that it stands in, by its characters that are no link's, where these are as many as a paragraph
 * has; the deepest element that holds nearly all of them holds the text.
 */
final class MainText {
    private static final Set<String> INLINE = Set.of(
            "a", "abbr", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
            "kbd", "mark", "q", "ruby", "rb", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time",
            "tt", "u", "var", "wbr");

    /** What is never the whole of a text, however long. */
    private static final Set<String> PARTS = Set.of(
            "p", "pre", "li", "ul", "ol", "dl", "dt", "dd", "blockquote", "tr", "tbody", "thead", "table", "figure");

    private static final Set<String> ALONE = Set.of("p", "blockquote", "pre", "ul", "ol", "h2", "h3");

    /** Characters from which a block is a paragraph; an ideograph is as long as a syllable. */
    private static final int PARAGRAPH = 80;

    private static final int SYLLABLE = 3;

    /** Characters of paragraphs from which a page is long enough to have a main part. */
    private static final int LONG = 1000;

    private static final double NEARLY_ALL = 0.75;

    private static final double MOSTLY = 0.6;

    private final Map<Element, Integer> weights = new HashMap<>();
    private final Element root;
    private final Set<Element> spared;

    /**
     * @param root a page or a part of it
     * @param spared elements that a rule of removal may not take, and which are no text's
     */
    MainText(Element root, Set<Element> spared) {
        this.root = root;
        this.spared = spared;
    }

    Element root() {
        return root;
    }

    /** The element; the root itself where no part of it stands out. */
    Element find() {
        Map<Element, Integer> blocks = new HashMap<>();
        for (TextNode text : root.selectNodes("::text", TextNode.class)) {
            Element block = text.isBlank() ? null : block(text);
            if (block != null) {
                blocks.merge(block, length(text.text()), Integer::sum);
            }
        }
        blocks.forEach((block, length) -> {
            if (length >= PARAGRAPH) {
                for (Element above = block; above != null && !above.equals(root.parent()); above = above.parent()) {
                    weights.merge(above, length, Integer::sum);
                }
            }
        });
        int all = weight(root);
        Element found = root;
        for (Element child = heaviest(found);
                all >= LONG
                        && child != null
                        && weight(child) >= NEARLY_ALL * all
                        && !PARTS.contains(child.normalName());
                child = heaviest(found)) {
            found = child;
        }
        return found;
    }

    /**
     * Whether an element beside the text is mostly paragraphs, such as a lead, and no list of links or teasers. What
     * follows the text must be a paragraph itself.
     */
    boolean isParagraph(Element element, boolean before) {
        int length = length(element.text());
        return weight(element) >= PARAGRAPH
                && weight(element) >= MOSTLY * length
                && (before || ALONE.contains(element.normalName()))
                && !PageText.isMostlyLinks(element)
                && !PageNames.isOfReaders(element);
    }

    /** The block that a text stands in; null where it is a link's, or a spared element's. */
    private @Nullable Element block(TextNode text) {
        Element element = text.parent();
        while (element != null && !element.equals(root) && INLINE.contains(element.normalName())) {
            if (element.normalName().equals("a") && element.hasAttr("href")) {
                return null;
            }
            element = element.parent();
        }
        for (Element above = element; above != null && !above.equals(root); above = above.parent()) {
            if (spared.contains(above)) {
                return null;
            }
        }
        return element;
    }

    private static int length(String text) {
        int ideographs =
                (int) text.codePoints().filter(Character::isIdeographic).count();
        return text.length() + ideographs * (SYLLABLE - 1);
    }

    private int weight(Element element) {
        return weights.getOrDefault(element, 0);
    }

    private @Nullable Element heaviest(Element element) {
        Element heaviest = null;
        for (Element child : element.children()) {
            heaviest = heaviest == null || weight(child) > weight(heaviest) ? child : heaviest;
        }
        return heaviest;
    }
}
