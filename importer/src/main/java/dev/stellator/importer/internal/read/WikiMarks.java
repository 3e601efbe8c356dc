package dev.stellator.importer.internal.read;

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Marks that note-taking programs add to Markdown: links between notes, embedded files, comments, marks of blocks, callouts,
 * tasks, properties within the text (Obsidian's flavour, Logseq). What a reader sees of them is text.
 */
final class WikiMarks {
    private static final Pattern EMBED = Pattern.compile("!\\[\\[[^\\[\\]]{0,400}\\]\\]");
    private static final Pattern LINK =
            Pattern.compile("\\[\\[([^\\[\\]|#]{0,300})(#[^\\[\\]|]{0,300})?(?:\\\\?\\|([^\\[\\]]{0,300}))?\\]\\]");
    private static final Pattern BLOCK_ID = Pattern.compile("(?:^|\\s)\\^[A-Za-z0-9-]{1,40}$");
    private static final Pattern BLOCK_REFERENCE = Pattern.compile("\\(\\([0-9a-f-]{36}\\)\\)");
    private static final Pattern MACRO = Pattern.compile("\\{\\{[^{}]{0,400}\\}\\}");
    private static final Pattern HIGHLIGHT =
            Pattern.compile("==([^=\\s][^=\\n]{0,400}?)==|~~([^~\\s][^~\\n]{0,400}?)~~");
    private static final Pattern CALLOUT = Pattern.compile("^\\[!([A-Za-z-]{1,30})(?:\\|[^\\]]{0,60})?\\][+-]?\\s*+");
    private static final Pattern TASK = Pattern.compile("^\\[[ xX/><!?*-]\\]\\s++");
    private static final Pattern PROPERTY = Pattern.compile("(?m)^[ \\t]*+(?:[-*] )?[A-Za-z][\\w-]{0,40}:: ?.*$\\n?");
    /** What Logseq and org files keep with a block beside its text. */
    private static final Pattern DRAWER = Pattern.compile("(?m)^[ \\t]{0,80}:(?:LOGBOOK|PROPERTIES):[ \\t]{0,9}$");

    private static final Pattern DRAWER_END = Pattern.compile("(?m)^[ \\t]{0,80}:END:[ \\t]{0,9}$\\n?");
    private static final Pattern PLANNING =
            Pattern.compile("(?m)^[ \\t]{0,80}(?:SCHEDULED|DEADLINE): <[^<>\\n]{1,60}>[ \\t]{0,9}$\\n?");
    private static final Pattern STATE =
            Pattern.compile("(?m)^([ \\t]{0,80}- )(?:TODO|DOING|DONE|LATER|NOW|WAITING|CANCELED) ");
    private static final Pattern BLOCK_OF = Pattern.compile("\\^[A-Za-z0-9-]{1,40}$");
    private static final Pattern INLINE_NOTE = Pattern.compile("\\^\\[([^\\[\\]]{1,600})\\]");

    private static final Pattern NOTE = Pattern.compile("^ {0,3}\\[\\^[^\\]\\s]{1,60}\\]:\\s*+(.*+)$");
    private static final Pattern NOTE_MARK = Pattern.compile("\\[\\^[\\p{L}\\p{N}_-]{1,40}\\](?!\\()");

    private WikiMarks() {}

    /**
     * A text without comments, properties and the marks of notes, to be read as Markdown. A note is a paragraph of its own,
     * and what is indented under it belongs to it.
     */
    static String prepared(String text) {
        String plain = withoutComments(TemplateMarks.without(text));
        if (!plain.contains("[^")) {
            return plain;
        }
        StringBuilder prepared = new StringBuilder(plain.length());
        boolean inNote = false;
        for (String line : plain.lines().toList()) {
            Matcher note = NOTE.matcher(line);
            if (note.matches()) {
                inNote = true;
                prepared.append('\n')
                        .append(NOTE_MARK.matcher(note.group(1)).replaceAll(""))
                        .append('\n');
                continue;
            }
            boolean indented = line.startsWith("    ") || line.startsWith("\t");
            inNote &= indented || line.isBlank();
            String own = inNote && indented ? line.stripLeading() : line;
            prepared.append(NOTE_MARK.matcher(own).replaceAll("")).append('\n');
        }
        return prepared.toString();
    }

    private static String withoutComments(String text) {
        String plain = withoutStates(withoutDrawers(text));
        plain = plain.contains(":: ") || plain.contains("::\n")
                ? PROPERTY.matcher(plain).replaceAll("")
                : plain;
        if (!plain.contains("%%")) {
            return plain;
        }
        StringBuilder kept = new StringBuilder(plain.length());
        int from = 0;
        for (int begin = opening(plain, 0); begin >= 0; begin = opening(plain, from)) {
            int end = plain.indexOf("%%", begin + 2);
            if (end < 0) {
                break;
            }
            kept.append(plain, from, begin);
            from = end + 2;
        }
        return kept.append(plain, from, plain.length()).toString();
    }

    private static String withoutDrawers(String text) {
        if (!text.contains(":LOGBOOK:") && !text.contains(":PROPERTIES:")) {
            return text;
        }
        StringBuilder kept = new StringBuilder(text.length());
        Matcher begin = DRAWER.matcher(text);
        Matcher end = DRAWER_END.matcher(text);
        int from = 0;
        while (begin.find(from) && end.find(begin.end())) {
            kept.append(text, from, begin.start());
            from = end.end();
        }
        return kept.append(text, from, text.length()).toString();
    }

    private static String withoutStates(String text) {
        String plain = text.contains("SCHEDULED: <") || text.contains("DEADLINE: <")
                ? PLANNING.matcher(text).replaceAll("")
                : text;
        return STATE.matcher(plain).replaceAll("$1");
    }

    /** Two signs of per cent that do not follow a number or a word. */
    private static int opening(String text, int from) {
        int at = text.indexOf("%%", from);
        while (at > 0 && Character.isLetterOrDigit(text.charAt(at - 1))) {
            at = text.indexOf("%%", at + 2);
        }
        return at;
    }

    /** The words of a paragraph. */
    static String words(String paragraph) {
        String text = paragraph;
        if (text.contains("[[")) {
            text = LINK.matcher(EMBED.matcher(text).replaceAll("")).replaceAll(WikiMarks::label);
        }
        if (text.contains("{{")) {
            text = MACRO.matcher(text).replaceAll("");
        }
        if (text.contains("((")) {
            text = BLOCK_REFERENCE.matcher(text).replaceAll("");
        }
        if (text.contains("==") || text.contains("~~")) {
            text = HIGHLIGHT.matcher(text).replaceAll(WikiMarks::inner);
        }
        if (text.contains("^[")) {
            text = INLINE_NOTE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(" (" + found.group(1) + ")"));
        }
        return text.indexOf('^') >= 0 ? BLOCK_ID.matcher(text).replaceFirst("") : text;
    }

    private static String inner(MatchResult marked) {
        return Matcher.quoteReplacement(marked.group(1) == null ? marked.group(2) : marked.group(1));
    }

    /** A link's own words, the name of the note that it leads to, or the heading. */
    private static String label(MatchResult link) {
        String shown = link.group(3);
        if (shown == null || shown.isBlank()) {
            String note = link.group(1);
            String heading = link.group(2) == null ? "" : link.group(2);
            shown = note.isBlank()
                    ? heading.substring(Math.min(heading.length(), heading.lastIndexOf('#') + 1))
                    : BLOCK_OF.matcher(note.substring(note.lastIndexOf('/') + 1))
                            .replaceFirst("");
        }
        return Matcher.quoteReplacement(shown);
    }

    /** Whether a quotation's first line says what kind of callout it is. */
    static boolean isCallout(String paragraph) {
        return CALLOUT.matcher(paragraph).find();
    }

    static String withoutCallout(String paragraph) {
        return CALLOUT.matcher(paragraph).replaceFirst("");
    }

    static String withoutTask(String item) {
        return TASK.matcher(item).replaceFirst("");
    }
}
