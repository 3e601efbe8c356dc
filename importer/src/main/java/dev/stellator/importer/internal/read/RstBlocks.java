package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The blocks of reStructuredText, or of a directive's body. */
final class RstBlocks {
    private static final Pattern DIRECTIVE =
            Pattern.compile("^\\.\\.\\s++(?:\\|([^|]{1,60})\\|\\s++)?([A-Za-z][\\w:.+-]{0,60}?)::(?:\\s++(.*+))?$");
    private static final Pattern NOTE = Pattern.compile("^\\.\\.\\s++\\[[^\\]]{1,60}\\]\\s*+(.*+)$");
    private static final Pattern ITEM = Pattern.compile("^\\s*+(?:[-*+•]|\\(?(?:\\d{1,3}|#)[.)])\\s++(\\S.*+)$");
    private static final Pattern FIELD = Pattern.compile("^\\s*+:([^:\\s`][^:]{0,60}):(?:\\s++(.*+))?$");
    private static final Pattern SIMPLE_TABLE = Pattern.compile("^\\s*+=++(?: ++=++)++\\s*+$");
    private static final Pattern OPTION = Pattern.compile("^:[\\w-]{1,60}:.*$");

    /** Directives whose body is prose; those whose argument is the beginning of it. */
    private static final Set<String> NOTES = Set.of(
            "note",
            "warning",
            "tip",
            "important",
            "hint",
            "caution",
            "danger",
            "attention",
            "error",
            "seealso",
            "deprecated");

    private static final Set<String> PROSE = Set.of(
            "admonition",
            "topic",
            "sidebar",
            "rubric",
            "centered",
            "epigraph",
            "highlights",
            "pull-quote",
            "compound",
            "container",
            "glossary",
            "figure",
            "versionadded",
            "versionchanged",
            "list-table",
            "table",
            "class",
            "only");

    /** Of those, the ones whose argument is a title. */
    private static final Set<String> TITLED = Set.of("admonition", "topic", "sidebar", "rubric", "centered", "table");

    private static final Set<String> CODE =
            Set.of("code", "code-block", "sourcecode", "highlight", "parsed-literal", "doctest", "testcode", "prompt");

    private final List<String> lines;
    private final MarkupText text;
    private final RstMarks marks;
    private int at;

    /** Lines farther in than this are code; -1 where none are. */
    private int literal = -1;

    RstBlocks(List<String> lines, MarkupText text, RstMarks marks) {
        this.lines = lines;
        this.text = text;
        this.marks = marks;
    }

    void read() {
        while (at < lines.size()) {
            String line = lines.get(at);
            if (line.isBlank()) {
                text.end();
                at++;
            } else if (literal >= 0 && !text.isOpen() && indent(line) > literal) {
                text.code(String.join("\n", body(literal)));
                literal = -1;
            } else if (text.isOpen()) {
                goOn(line);
            } else {
                literal = -1;
                begin(line);
            }
        }
        text.end();
    }

    private void goOn(String line) {
        if (ITEM.matcher(line).matches() && (at == 0 || indent(line) <= indent(lines.get(at - 1)))) {
            text.end();
            begin(line);
        } else {
            prose(line, line.strip());
            at++;
        }
    }

    /** A paragraph that ends in two colons announces code. */
    private void prose(String line, String words) {
        boolean announces = words.endsWith("::");
        literal = announces ? indent(line) : -1;
        text.line(announces ? words.substring(0, words.length() - (words.length() > 2 ? 1 : 2)) : words);
    }

    private void begin(String line) {
        String next = at + 1 < lines.size() ? lines.get(at + 1) : "";
        if (line.startsWith("..") && (line.length() == 2 || line.charAt(2) == ' ')) {
            explicit(line);
        } else if (SIMPLE_TABLE.matcher(line).matches()) {
            simpleTable();
        } else if (line.stripLeading().startsWith("+-") && line.stripTrailing().endsWith("+")) {
            gridTable();
        } else if (isAdornment(line)) {
            adornment(line);
        } else if (isAdornment(next) && next.strip().length() >= line.strip().length() && indent(line) == 0) {
            text.heading(line.strip());
            at += 2;
        } else if (line.startsWith(">>> ")) {
            code();
        } else if (line.startsWith("__ ")) {
            text.leftOut("directives", line);
            at++;
        } else {
            paragraph(line, next);
        }
    }

    private void adornment(String line) {
        boolean over = at + 2 < lines.size() && lines.get(at + 2).strip().equals(line.strip());
        if (over) {
            text.heading(lines.get(at + 1).strip());
        }
        at += over ? 3 : 1;
    }

    private void code() {
        StringBuilder code = new StringBuilder();
        while (at < lines.size() && !lines.get(at).isBlank()) {
            code.append(lines.get(at++)).append('\n');
        }
        text.code(code.toString());
    }

    private void paragraph(String line, String next) {
        Matcher item = ITEM.matcher(line);
        Matcher field = FIELD.matcher(line);
        if (item.matches()) {
            prose(line, item.group(1));
        } else if (field.matches()) {
            field(line, field);
            return;
        } else if (line.startsWith("| ")) {
            prose(line, line.substring(2));
        } else if (!next.isBlank()
                && indent(next) > indent(line)
                && !line.stripTrailing().endsWith("::")) {
            int classifier = line.indexOf(" : ");
            text.term(
                    classifier < 0
                            ? line.strip()
                            : line.substring(0, classifier).strip());
        } else {
            prose(line, line.startsWith("|") ? line.substring(1) : line.strip());
        }
        at++;
    }

    /** Fields before all prose say who wrote it and when. */
    private void field(String line, Matcher field) {
        boolean about = text.isEmpty();
        String first = field.group(2) == null ? "" : field.group(2);
        at++;
        List<String> body = body(indent(line));
        if (about) {
            text.leftOut("metadata", line + "\n" + String.join("\n", body));
            return;
        }
        text.line(first);
        new RstBlocks(body, text, marks).read();
    }

    /** The lines that follow and stand farther in, without their indent. */
    private List<String> body(int indent) {
        List<String> body = new ArrayList<>();
        int least = Integer.MAX_VALUE;
        while (at < lines.size() && (lines.get(at).isBlank() || indent(lines.get(at)) > indent)) {
            String line = lines.get(at++);
            least = line.isBlank() ? least : Math.min(least, indent(line));
            body.add(line);
        }
        int common = least;
        return body.stream()
                .map(line -> line.isBlank() ? "" : line.substring(common))
                .toList();
    }

    private void explicit(String line) {
        Matcher directive = DIRECTIVE.matcher(line);
        Matcher note = NOTE.matcher(line);
        at++;
        if (line.strip().equals("..") && at < lines.size() && lines.get(at).isBlank()) {
            return; // an empty comment parts what stands around it, and takes nothing
        }
        List<String> body = body(0);
        if (note.matches()) {
            text.line(note.group(1));
            new RstBlocks(body, text, marks).read();
        } else if (directive.matches() && directive.group(1) == null) {
            directive(directive.group(2), directive.group(3) == null ? "" : directive.group(3), body);
        } else if (directive.matches() && directive.group(2).equals("replace")) {
            marks.put(directive.group(1), (directive.group(3) + " " + String.join(" ", body)).strip());
        } else {
            text.leftOut("comments", line + "\n" + String.join("\n", body));
        }
    }

    private void directive(String name, String argument, List<String> body) {
        int options = 0;
        while (options < body.size() && OPTION.matcher(body.get(options)).matches()) {
            options++;
        }
        List<String> inner = body.subList(options, body.size());
        if (CODE.contains(name)) {
            text.code(String.join("\n", inner));
        } else if (NOTES.contains(name)) {
            text.line(name.equals("deprecated") ? "" : argument);
            new RstBlocks(inner, text, marks).read();
        } else if (PROSE.contains(name)) {
            if (TITLED.contains(name) && !argument.isBlank()) {
                text.heading(argument);
            }
            new RstBlocks(inner, text, marks).read();
        } else {
            text.leftOut("directives", argument + "\n" + String.join("\n", body));
        }
    }

    /** Cells begin where the marks of the border do; a line without a first cell goes on with the row before. */
    private void simpleTable() {
        List<Integer> starts = new ArrayList<>();
        String border = lines.get(at++);
        for (int i = 0; i < border.length(); i++) {
            if (border.charAt(i) == '=' && (i == 0 || border.charAt(i - 1) == ' ')) {
                starts.add(i);
            }
        }
        List<List<String>> rows = new ArrayList<>();
        for (; at < lines.size(); at++) {
            String line = lines.get(at);
            boolean rule = isRule(line);
            boolean last = rule && (at + 1 >= lines.size() || lines.get(at + 1).isBlank());
            if (last) {
                at++;
                break;
            }
            if (!rule && !line.isBlank()) {
                row(cells(line, starts), rows);
            }
        }
        text.table(rows);
    }

    private static boolean isRule(String line) {
        return !line.isBlank() && line.chars().allMatch(c -> c == '=' || c == '-' || c == ' ');
    }

    private static List<String> cells(String line, List<Integer> starts) {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < starts.size(); i++) {
            int begin = Math.min(line.length(), starts.get(i));
            int end = i + 1 < starts.size() ? Math.min(line.length(), starts.get(i + 1)) : line.length();
            cells.add(line.substring(begin, end).strip());
        }
        return cells;
    }

    private static void row(List<String> cells, List<List<String>> rows) {
        if (rows.isEmpty() || !cells.get(0).isEmpty()) {
            rows.add(new ArrayList<>(cells));
            return;
        }
        join(rows.get(rows.size() - 1), cells);
    }

    private static void join(List<String> row, List<String> more) {
        for (int i = 0; i < more.size(); i++) {
            if (i < row.size()) {
                row.set(i, (row.get(i) + " " + more.get(i)).strip());
            } else {
                row.add(more.get(i));
            }
        }
    }

    private void gridTable() {
        List<List<String>> rows = new ArrayList<>();
        boolean border = false;
        for (; at < lines.size(); at++) {
            String line = lines.get(at).strip();
            if (!line.startsWith("+") && !line.startsWith("|")) {
                break;
            }
            List<String> cells = line.startsWith("|") ? new ArrayList<>(MarkupText.cells(line, '|')) : List.of();
            if (!cells.isEmpty() && (border || rows.isEmpty())) {
                rows.add(new ArrayList<>(cells));
            } else if (!cells.isEmpty()) {
                join(rows.get(rows.size() - 1), cells);
            }
            border = line.startsWith("+");
        }
        text.table(rows);
    }

    private static boolean isAdornment(String line) {
        String bare = line.strip();
        return bare.length() >= 3
                && !Character.isLetterOrDigit(bare.charAt(0))
                && bare.charAt(0) < 0x7F
                && bare.chars().allMatch(c -> c == bare.charAt(0));
    }

    private static int indent(String line) {
        int indent = 0;
        while (indent < line.length() && Character.isWhitespace(line.charAt(indent))) {
            indent++;
        }
        return indent;
    }
}
