package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.List;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;

/** Takes headings of other pages out of a page. */
final class PageTeasers {
    private static final String RULE = "teasers of other pages";
    private static final int FEWEST_TEASERS = 3;
    private static final int LONGEST_TEASER = 250;

    private final HtmlCleaner.Removal unlessMost;
    private final HtmlCleaner.Removal always;

    /**
     * @param unlessMost takes an element out unless that is most of the page
     * @param always takes it out
     */
    PageTeasers(HtmlCleaner.Removal unlessMost, HtmlCleaner.Removal always) {
        this.unlessMost = unlessMost;
        this.always = always;
    }

    /**
     * Headings of other pages, each perhaps with its first words; the innermost lists first. What holds most of the main
     * part is the text, with links in it.
     */
    void leaveOut(Element root) {
        int text = PageText.unlinked(root);
        Elements lists = root.select("div, section, ul, ol, table");
        for (int i = lists.size() - 1; i >= 0; i--) {
            Element list = lists.get(i);
            int teasers = list.equals(root) ? 0 : PageNames.teasers(list);
            if (teasers < FEWEST_TEASERS) {
                continue;
            }
            int unlinked = PageText.unlinked(list);
            if (unlinked * 2 > text) {
                among(list);
            } else if (list.selectFirst("h1") == null && unlinked <= LONGEST_TEASER * teasers) {
                unlessMost.remove(RULE, list);
            }
        }
    }

    /** Headings of other pages that stand one after the other among the paragraphs of a text. */
    private void among(Element text) {
        List<Element> row = new ArrayList<>();
        for (Element child : text.children()) {
            if (PageNames.teasers(child) == 1 && PageText.unlinked(child) == 0) {
                row.add(child);
            } else {
                leave(row);
            }
        }
        leave(row);
    }

    private void leave(List<Element> row) {
        if (row.size() >= FEWEST_TEASERS) {
            row.forEach(element -> always.remove(RULE, element));
        }
        row.clear();
    }
}
