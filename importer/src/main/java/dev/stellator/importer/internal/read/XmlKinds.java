package dev.stellator.importer.internal.read;

import dev.stellator.engine.InputRefusedException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Tells kinds of XML by their root element, and those that have one in common by what stands near it. */
final class XmlKinds {
    static final Set<String> EXTENSIONS = Set.of("xml", "fb2", "opml", "tei", "nxml", "docbook", "dbk");

    /** The first tag that begins with a letter: declarations, comments and instructions do not. */
    private static final Pattern ROOT = Pattern.compile("<(?:[A-Za-z][\\w.-]{0,40}:)?([A-Za-z][\\w.-]{0,60})[\\s/>]");

    private final Map<String, Format> byRoot;
    private final Format jats = new XmlReader(XmlVocabulary.JATS);
    private final Format docbook = new XmlReader(XmlVocabulary.DOCBOOK);

    /** The reader of XML of no known kind; null where no element of it was named. */
    private final @Nullable Format other;

    /**
     * @param limit characters of one page of a wiki at most
     * @param textElement names of elements of other kinds that hold paragraphs, parted by commas
     */
    XmlKinds(long limit, @Nullable String textElement) {
        other = textElement == null ? null : new XmlReader(XmlVocabulary.ofElements(textElement));
        Format tei = new XmlReader(XmlVocabulary.TEI);
        byRoot = Map.ofEntries(
                Map.entry("FictionBook", new XmlReader(XmlVocabulary.FICTION_BOOK)),
                Map.entry("opml", new OpmlReader()),
                Map.entry("mediawiki", new WikiDumpReader(limit)),
                Map.entry("TEI", tei),
                Map.entry("TEI.2", tei),
                Map.entry("teiCorpus", tei),
                Map.entry("pmc-articleset", jats),
                Map.entry("book", docbook),
                Map.entry("chapter", docbook),
                Map.entry("set", docbook),
                Map.entry("part", docbook),
                Map.entry("section", docbook),
                Map.entry("refentry", docbook));
    }

    /** The kind of a file, by its beginning. */
    Optional<Format> of(String start) {
        String root = root(start);
        if (root == null) {
            return Optional.empty();
        }
        boolean isDocbook = start.contains("docbook") || start.contains("DocBook") || start.contains("<para>");
        if (root.equals("article")) {
            return Optional.of(isDocbook ? docbook : jats);
        }
        Format format = byRoot.get(root);
        return Optional.ofNullable(format == null || (format == docbook && !isDocbook) ? other : format);
    }

    /** Says that a file is of no kind that is read. */
    static InputRefusedException unknown(String start) {
        String root = root(start);
        return new InputRefusedException(
                root == null
                        ? "no XML, or damaged: it has no root element, in spite of its name"
                        : "XML of another kind, with the root element " + root
                                + "; DocBook, FictionBook, JATS, MediaWiki, OPML and TEI are read; name the element that holds its paragraphs with --text-element");
    }

    private static @Nullable String root(String start) {
        String rest = start.stripLeading();
        if (!rest.startsWith("<")) {
            return null;
        }
        for (int begin = rest.indexOf("<!--"); begin >= 0; begin = rest.indexOf("<!--")) {
            int end = rest.indexOf("-->", begin);
            rest = rest.substring(0, begin) + (end < 0 ? "" : rest.substring(end + 3));
        }
        Matcher root = ROOT.matcher(rest);
        return root.find() ? root.group(1) : null;
    }
}
