package dev.stellator.importer.internal.read;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jspecify.annotations.Nullable;

/** Footnotes and endnotes of a page or a book: their marks are no words, and they follow the paragraph that they belong to. */
final class PageNotes {
    private static final Pattern NOTE_MARK = Pattern.compile(
            "^[\\[(]?(?:\\p{Nd}{1,3}|[*†‡§¶]{1,3}|[ivxl]{1,5}|[a-z]|note \\p{Nd}{1,3}|nb \\p{Nd}{1,3})[\\])]?\\.?$");
    private static final Pattern NOTE_NUMBER = Pattern.compile("^\\s*+[\\[(]?(?:\\p{Nd}{1,3}|[*†‡§])[\\]).:]?\\s++");
    private static final Pattern AFTER_MARK = Pattern.compile("^[.):]\\s++");
    private static final Set<String> BACK = Set.of("↩", "↩︎", "↵", "^", "↑", "⏎", "back", "return");
    private static final Pattern NOTES = Pattern.compile("(?:^|\\s)(?:foot|end|rear)notes?(?:$|\\s)");

    private final Element body;
    private final Account account;

    PageNotes(Element body, Account account) {
        this.body = body;
        this.account = account;
    }

    /** Marks of notes go, and notes that stand inside of a paragraph go behind it. */
    void settle() {
        for (Element link : body.select("a, [role=doc-noteref], [epub:type*=noteref]")) {
            if (isNoteMark(link)) {
                Element above = link.parent();
                boolean raised = above != null
                        && above.normalName().equals("sup")
                        && above.text().equals(link.text());
                drop(above != null && raised ? above : link);
            }
        }
        body.select("sup").stream().filter(PageNotes::isRaisedMark).forEach(this::drop);
        for (Element note : body.select("*")) {
            if (isNote(note) && note.parent() != null) {
                note.removeAttr("hidden");
                note(note);
            }
        }
    }

    private void drop(Element mark) {
        account.leftOut("mark of a note", mark.text());
        if (mark.nextSibling() instanceof TextNode next && mark.previousSibling() == null) {
            next.text(AFTER_MARK.matcher(next.getWholeText()).replaceFirst(""));
        }
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

    private static @Nullable TextNode firstText(Element element) {
        for (TextNode text : element.selectNodes("::text", TextNode.class)) {
            if (!text.isBlank()) {
                return text;
            }
        }
        return null;
    }

    static boolean isNote(Element element) {
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
}
