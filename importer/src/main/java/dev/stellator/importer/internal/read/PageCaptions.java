package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;

/** Finds captions that stand at each size of a picture, and titles that are given once more for machines. */
final class PageCaptions {
    /** Names of what stands under a picture, or says a page's title once more. */
    private static final Pattern CAPTION = Pattern.compile("(?:^|[\\s_-])(?:caption|headline|title)(?:$|[\\s_-])");

    private static final int FEWEST_CHARACTERS = 20;

    private PageCaptions() {}

    /** Captions and titles that say word for word what was said before them; paragraphs may. */
    static List<Element> repeated(Element root) {
        List<Element> repeated = new ArrayList<>();
        Set<String> said = new HashSet<>();
        for (Element block : root.select("h1, h2, h3, h4, figcaption, p, div, span, cite")) {
            String text = block.text();
            if (text.length() >= FEWEST_CHARACTERS
                    && block.children().stream().noneMatch(Element::isBlock)
                    && !said.add(text)
                    && isCaption(block)) {
                repeated.add(block);
            }
        }
        return repeated;
    }

    private static boolean isCaption(Element block) {
        return block.normalName().equals("figcaption")
                || block.attr("itemprop").equals("headline")
                || block.attr("itemprop").equals("caption")
                || Stream.iterate(block, Objects::nonNull, Element::parent)
                        .limit(2)
                        .flatMap(element -> element.classNames().stream())
                        .anyMatch(name ->
                                CAPTION.matcher(name.toLowerCase(Locale.ROOT)).find());
    }
}
