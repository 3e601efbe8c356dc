package dev.stellator.importer.internal.read;

import org.jsoup.nodes.Element;

/** Weighs the text of an element of a page. */
final class PageText {
    private static final double SOME_LINKS = 0.25;
    private static final int IDEOGRAPHS = 10;

    private PageText() {}

    /** Characters that are no link's. */
    static int unlinked(Element element) {
        return element.text().length() - linked(element);
    }

    static int linked(Element element) {
        return element.select("a[href]").stream()
                .mapToInt(link -> link.text().length())
                .sum();
    }

    /** The words of an element that are no link's. */
    static String ownWords(Element element) {
        Element copy = element.clone();
        copy.select("a[href]").remove();
        return copy.text();
    }

    static boolean isMostlyLinks(Element element) {
        return linked(element) > SOME_LINKS * element.text().length();
    }

    /** Whether all of its words are in bold type. */
    static boolean isBold(Element element) {
        String text = element.text();
        return !text.isBlank()
                && element.select("b, strong").stream()
                        .anyMatch(bold -> bold.text().equals(text));
    }

    /** Whether words stand in a row in it. */
    static boolean isProse(Element element) {
        String text = element.text();
        return Furniture.isProse(text)
                || text.codePoints().filter(Character::isIdeographic).count() > IDEOGRAPHS;
    }
}
