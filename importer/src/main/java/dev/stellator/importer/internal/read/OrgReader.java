package dev.stellator.importer.internal.read;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Org files (orgmode.org, Org Syntax): prose without marks. Drawers, planning, keywords, comments, and trees that are
 * commented out or not exported are left out; no library for the JVM reads the text below the headlines.
 */
final class OrgReader implements DocumentReader {
    private static final Pattern HEADLINE = Pattern.compile("^(\\*{1,40}) +(.*)$");
    private static final Pattern TAGS = Pattern.compile("\\s:([\\p{L}\\p{N}_@#%:]{1,200}):$");
    private static final Pattern PRIORITY = Pattern.compile("^\\[#[A-Z0-9]\\]\\s*+");
    private static final Pattern KEYWORD =
            Pattern.compile("^\\s*+#\\+([A-Za-z_]{1,40})(?:\\[[^\\]]{0,200}\\])?:\\s*+(.*+)$");
    private static final Pattern BLOCK = Pattern.compile("(?i)^\\s*+#\\+begin_(\\w{1,40}).*$");
    private static final Pattern DRAWER = Pattern.compile("^\\s*+:[\\p{L}\\p{N}_-]{1,60}:\\s*+$");
    private static final Pattern PLANNING = Pattern.compile("^\\s*+(?:CLOSED|DEADLINE|SCHEDULED|CLOCK):.*$");
    private static final Pattern ITEM = Pattern.compile(
            "^(?:\\s*+(?:[-+]|\\d{1,3}[.)])|\\s++\\*)\\s++(?:\\[@\\d{1,4}\\]\\s*+)?(?:\\[[ X-]\\]\\s++)?(.*+)$");
    private static final Pattern NOTE = Pattern.compile("^\\[fn:[^\\]:]{1,60}\\]\\s*+(.*+)$");
    private static final Pattern NOTE_MARK = Pattern.compile("\\[fn:[^\\]:\\s]{1,60}\\]|\\[cite[^\\]]{0,300}\\]");
    private static final Pattern INLINE_NOTE = Pattern.compile("\\[fn:[^\\]:\\s]{0,60}:([^\\]]{1,600})\\]");
    private static final Pattern LINK = Pattern.compile("\\[\\[([^\\[\\]]{1,400})\\](?:\\[([^\\[\\]]{1,400})\\])?\\]");
    private static final Pattern TARGET = Pattern.compile("<<<?[^<>\\n]{1,80}>>>?");
    private static final Pattern STAMP = Pattern.compile("[<\\[](\\d{4}-\\d\\d-\\d\\d)[^>\\]\\n]{0,40}[>\\]]");
    private static final Pattern SNIPPET =
            Pattern.compile("@@[a-z]{1,20}:[^@]{0,200}@@|\\{\\{\\{[^{}]{0,200}\\}\\}\\}|\\\\\\\\$");
    private static final Set<String> STATES =
            Set.of("TODO", "DONE", "NEXT", "WAITING", "DOING", "CANCELLED", "CANCELED", "HOLD");
    private static final Set<String> PROSE =
            Set.of("quote", "verse", "center", "abstract", "note", "tip", "warning", "important");
    private static final Set<String> CODE = Set.of("src", "example");

    private final long limit;

    /** @param limit characters at most */
    OrgReader(long limit) {
        this.limit = limit;
    }

    @Override
    public String format() {
        return "org";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        FilteredSink furnished = new FilteredSink(sink);
        Pass pass = new Pass(new MarkupText(furnished, OrgReader::words));
        WholeText.lines(content, limit, "Org file", sink).forEach(pass::line);
        pass.end();
        furnished.end();
    }

    private static String words(String text) {
        String plain = text;
        if (plain.indexOf('[') >= 0) {
            plain = NOTE_MARK.matcher(plain).replaceAll("");
            plain = INLINE_NOTE
                    .matcher(plain)
                    .replaceAll(note ->
                            Matcher.quoteReplacement(" (" + note.group(1).strip() + ")"));
            plain = LINK.matcher(plain)
                    .replaceAll(link -> Matcher.quoteReplacement(label(link.group(1), link.group(2))));
        }
        plain = TARGET.matcher(SNIPPET.matcher(plain).replaceAll("")).replaceAll("");
        plain = STAMP.matcher(plain).replaceAll("$1");
        for (String mark : List.of("=", "~", "*", "/", "_", "+")) {
            plain = Emphasis.without(plain, mark);
        }
        return plain;
    }

    private static String label(String target, @Nullable String shown) {
        if (shown != null) {
            return shown;
        }
        boolean elsewhere = target.contains(":") || target.contains("/");
        return elsewhere ? "" : target.startsWith("*") ? target.substring(1) : target;
    }

    /** One reading of one file. */
    private static final class Pass {
        private final MarkupText text;
        private final Set<String> states = new HashSet<>(STATES);
        private final List<List<String>> rows = new ArrayList<>();
        private final StringBuilder held = new StringBuilder();
        private String heldUntil = "";
        private @Nullable String heldAs;
        private int goneLevel;

        Pass(MarkupText text) {
            this.text = text;
        }

        void line(String line) {
            if (!heldUntil.isEmpty()) {
                held(line);
                return;
            }
            Matcher headline = HEADLINE.matcher(line);
            if (headline.matches()) {
                headline(headline.group(1).length(), headline.group(2).strip(), line);
            } else if (goneLevel > 0) {
                text.leftOut("comments", line);
            } else if (line.stripLeading().startsWith("|")) {
                text.end();
                if (!line.stripLeading().startsWith("|-")) {
                    rows.add(MarkupText.cells(line, '|'));
                }
            } else {
                table();
                element(line);
            }
        }

        private void element(String line) {
            Matcher block = BLOCK.matcher(line);
            Matcher keyword = KEYWORD.matcher(line);
            String bare = line.strip();
            if (block.matches()) {
                block(block.group(1).toLowerCase(Locale.ROOT));
            } else if (DRAWER.matcher(line).matches()) {
                hold(":end:", "properties");
            } else if (keyword.matches()) {
                keyword(keyword.group(1).toUpperCase(Locale.ROOT), keyword.group(2), line);
            } else if (bare.startsWith("#+") || bare.equals("#") || bare.startsWith("# ")) {
                text.end();
                text.leftOut("comments", line);
            } else if (PLANNING.matcher(line).matches()) {
                text.leftOut("properties", line);
            } else if (bare.startsWith(": ")) {
                text.code(bare.substring(2));
            } else if (bare.isEmpty() || bare.startsWith("-----")) {
                text.end();
            } else {
                prose(line);
            }
        }

        private void prose(String line) {
            Matcher item = ITEM.matcher(line);
            Matcher note = NOTE.matcher(line);
            if (item.matches()) {
                int defined = item.group(1).indexOf(" :: ");
                text.end();
                if (defined > 0) {
                    text.term(item.group(1).substring(0, defined));
                }
                text.line(item.group(1).substring(defined > 0 ? defined + 4 : 0));
            } else if (note.matches()) {
                text.item(note.group(1));
            } else {
                text.line(line);
            }
        }

        private void headline(int level, String title, String line) {
            table();
            text.end();
            if (goneLevel > 0 && level > goneLevel) {
                text.leftOut("comments", line);
                return;
            }
            goneLevel = 0;
            Matcher tags = TAGS.matcher(title);
            boolean tagged = tags.find();
            String own = tagged ? title.substring(0, tags.start()).strip() : title;
            int blank = own.indexOf(' ');
            String first = blank < 0 ? own : own.substring(0, blank);
            if (first.equals("COMMENT")
                    || (tagged && (":" + tags.group(1) + ":").contains(":noexport:"))
                    || (tagged && (":" + tags.group(1) + ":").contains(":ARCHIVE:"))) {
                goneLevel = level;
                text.leftOut("comments", line);
                return;
            }
            own = states.contains(first) ? own.substring(first.length()).strip() : own;
            text.heading(PRIORITY.matcher(own).replaceFirst(""));
        }

        private void keyword(String name, String value, String line) {
            text.end();
            if (name.equals("TITLE")) {
                text.title(value);
            } else if (name.equals("TODO") || name.equals("SEQ_TODO")) {
                states.addAll(MarkupText.cells(value.replace('|', ' ').replace('(', ' '), ' '));
            } else if (name.equals("CAPTION")) {
                text.item(value);
                text.end();
                return;
            }
            text.leftOut("properties", line);
        }

        private void block(String name) {
            text.end();
            if (!PROSE.contains(name)) {
                hold("#+end_" + name, CODE.contains(name) ? null : "comments");
            }
        }

        private void hold(String end, @Nullable String rule) {
            text.end();
            heldUntil = end;
            heldAs = rule;
        }

        private void held(String line) {
            if (line.strip().equalsIgnoreCase(heldUntil)) {
                release();
            } else {
                held.append(line).append('\n');
            }
        }

        private void release() {
            if (heldAs == null) {
                text.code(held.toString());
            } else {
                text.leftOut(heldAs, held.toString());
            }
            held.setLength(0);
            heldUntil = "";
        }

        private void table() {
            if (!rows.isEmpty()) {
                text.table(rows);
                rows.clear();
            }
        }

        /** What was begun and is not ended is no block: its lines are read as they stand. */
        void end() {
            if (!heldUntil.isEmpty()) {
                String rest = held.toString();
                held.setLength(0);
                heldUntil = "";
                rest.lines()
                        .filter(line -> !BLOCK.matcher(line).matches()
                                && !DRAWER.matcher(line).matches())
                        .forEach(this::line);
            }
            table();
            text.end();
        }
    }
}
