package dev.stellator.importer.internal.read;

import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;

/** Tables of a page: those of data are no text, heads of columns neither, and the first cell of a row may name the others. */
final class PageTables {
    private static final String TERM = "stellator-term";
    private static final int LONGEST_TERM = 60;

    private final HtmlCleaner.Removal removal;

    PageTables(HtmlCleaner.Removal removal) {
        this.removal = removal;
    }

    void table(Element table) {
        if (table.parent() == null) {
            return;
        }
        if (Furniture.isData(table.select("td, th").eachText())) {
            removal.remove("table of data", table);
            return;
        }
        for (Element row : table.select("tr")) {
            boolean heads = row.select("> td").isEmpty() && !row.select("> th").isEmpty() && !PageText.isProse(row);
            heads |= isBoldHead(row, table);
            if (heads && table.selectFirst("td") != null) {
                removal.remove("head of a table", row);
            } else {
                term(row);
            }
        }
    }

    /** A first row in bold type of a table whose other rows say something. */
    private static boolean isBoldHead(Element row, Element table) {
        Elements cells = row.select("> td");
        return row.equals(table.selectFirst("tr"))
                && cells.size() > 1
                && table.select("tr").size() > 1
                && !PageText.isProse(row)
                && cells.stream().allMatch(cell -> PageText.isBold(cell));
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
            if (names && cells.stream().skip(1).anyMatch(PageText::isProse)) {
                first.attr(TERM, "");
            }
        }
    }

    static boolean isTerm(Element element) {
        return element.normalName().equals("dt") || element.hasAttr(TERM) || isBoldTerm(element);
    }

    /** A short paragraph all in bold type, which ends as no sentence does, names what the next one says. */
    private static boolean isBoldTerm(Element element) {
        String name = element.normalName();
        if (!name.equals("p") && !name.equals("div")) {
            return false;
        }
        String text = element.text();
        return text.length() <= LONGEST_TERM
                && !text.isBlank()
                && ".!?…:,;".indexOf(text.charAt(text.length() - 1)) < 0
                && PageText.isBold(element)
                && element.children().stream().noneMatch(Element::isBlock);
    }
}
