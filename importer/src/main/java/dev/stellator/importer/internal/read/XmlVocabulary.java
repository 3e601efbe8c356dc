package dev.stellator.importer.internal.read;

import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the elements of a kind of XML are. Elements that are not named here are passed through: their text belongs to the
 * paragraph that is open.
 *
 * @param format as it stands in the summary
 * @param title the element with the document's title, first of its name in what is left out as metadata
 * @param paragraphs with text of their own; one inside of another follows it
 * @param loose paragraphs where none is open, and runs of words where one is
 * @param headings headings, or what paragraphs of a heading stand in
 * @param terms what the next paragraph defines or says
 * @param code set as it stands
 * @param gone what is left out, and the rule that does it
 * @param tables names of tables, rows and cells
 */
record XmlVocabulary(
        String format,
        String title,
        Set<String> paragraphs,
        Set<String> loose,
        Set<String> headings,
        Set<String> terms,
        Set<String> code,
        Map<String, String> gone,
        Tables tables) {
    static final String METADATA = "metadata";
    private static final String REFERENCES = "references";
    private static final Pattern COMMA = Pattern.compile(",");

    /** XML of another kind, of which the elements with these names hold paragraphs; they are parted by commas. */
    static XmlVocabulary ofElements(String names) {
        Set<String> paragraphs = Set.copyOf(COMMA.splitAsStream(names)
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList());
        Set<String> none = Set.of();
        return new XmlVocabulary(
                "xml", "title", paragraphs, none, none, none, none, Map.of(), new Tables(none, none, none));
    }

    record Tables(Set<String> tables, Set<String> rows, Set<String> cells) {}

    /** FictionBook 2.1; notes stand in a body of their own at the end, and are read there without their marks. */
    static final XmlVocabulary FICTION_BOOK = new XmlVocabulary(
            "fb2",
            "book-title",
            Set.of("p", "stanza", "text-author"),
            Set.of(),
            Set.of("title", "subtitle"),
            Set.of(),
            Set.of(),
            Map.of("description", METADATA, "binary", "pictures", "stylesheet", METADATA, "history", METADATA),
            new Tables(Set.of("table"), Set.of("tr"), Set.of("td", "th")));

    /** Text Encoding Initiative, P5. */
    static final XmlVocabulary TEI = new XmlVocabulary(
            "tei",
            "title",
            Set.of("p", "ab", "lg", "item", "note", "stage", "sp", "u"),
            Set.of(
                    "quote",
                    "q",
                    "cit",
                    "said",
                    "l",
                    "epigraph",
                    "byline",
                    "salute",
                    "signed",
                    "dateline",
                    "opener",
                    "closer"),
            Set.of("head"),
            Set.of("speaker", "label"),
            Set.of("eg"),
            Map.of(
                    "teiHeader",
                    METADATA,
                    "fw",
                    "running heads",
                    "figDesc",
                    "descriptions of pictures",
                    "listBibl",
                    REFERENCES,
                    "del",
                    "deleted and hidden text",
                    "index",
                    "index",
                    "facsimile",
                    METADATA,
                    "standOff",
                    METADATA,
                    "rt",
                    "readings"),
            new Tables(Set.of("table"), Set.of("row"), Set.of("cell")));

    /** Journal Article Tag Suite (ANSI/NISO Z39.96), and its forerunner of the National Library of Medicine. */
    static final XmlVocabulary JATS = new XmlVocabulary(
            "jats",
            "article-title",
            Set.of("p", "verse-group", "disp-quote", "attrib"),
            Set.of(),
            Set.of("title", "subtitle"),
            Set.of("term", "speaker"),
            Set.of("code", "preformat"),
            Map.ofEntries(
                    Map.entry("journal-meta", METADATA),
                    Map.entry("contrib-group", METADATA),
                    Map.entry("author-notes", METADATA),
                    Map.entry("permissions", METADATA),
                    Map.entry("title-group", METADATA),
                    Map.entry("kwd-group", METADATA),
                    Map.entry("funding-group", METADATA),
                    Map.entry("article-categories", METADATA),
                    Map.entry("aff", METADATA),
                    Map.entry("label", "labels"),
                    Map.entry("ref-list", REFERENCES),
                    Map.entry("tex-math", "formula"),
                    Map.entry("disp-formula", "formula"),
                    Map.entry("alt-text", "descriptions of pictures"),
                    Map.entry("object-id", METADATA)),
            new Tables(Set.of("table"), Set.of("tr"), Set.of("td", "th")));

    /** DocBook 4 and 5. */
    static final XmlVocabulary DOCBOOK = new XmlVocabulary(
            "docbook",
            "title",
            Set.of("para", "simpara", "attribution", "member", "bridgehead", "line"),
            Set.of(),
            Set.of("title", "subtitle", "titleabbrev"),
            Set.of("term", "glossterm"),
            Set.of("programlisting", "screen", "synopsis", "cmdsynopsis", "funcsynopsis", "classsynopsis"),
            Map.ofEntries(
                    Map.entry("info", METADATA),
                    Map.entry("articleinfo", METADATA),
                    Map.entry("bookinfo", METADATA),
                    Map.entry("chapterinfo", METADATA),
                    Map.entry("sectioninfo", METADATA),
                    Map.entry("indexterm", "index"),
                    Map.entry("index", "index"),
                    Map.entry("toc", "contents"),
                    Map.entry("bibliography", REFERENCES),
                    Map.entry("remark", "comments"),
                    Map.entry("textobject", "descriptions of pictures"),
                    Map.entry("alt", "descriptions of pictures"),
                    Map.entry("mathphrase", "formula"),
                    Map.entry("footnoteref", "marks of notes")),
            new Tables(Set.of("table", "informaltable"), Set.of("row", "tr"), Set.of("entry", "td", "th")));
}
