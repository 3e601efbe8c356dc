package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text that is set in two columns and is no table: who says something, or a term, and behind a wide space what he says, or
 * what it means, as plays and glossaries have it.
 */
final class Columns {
    private static final Pattern ENTRY = Pattern.compile("^\\s*+(\\S(?:\\S| (?! )){0,40}?)(?: {3,}|\\t+)(\\S.*+)$");
    private static final Pattern NEXT_COLUMN = Pattern.compile("\\S {4,}\\S|\\S\\t\\S");
    private static final Pattern WIDE_GAP =
            Pattern.compile("^(\\S(?:\\S| (?! {3})){0,200}) {4,200}(\\S(?:\\S| (?! {3})){0,200})$");
    private static final int NARROWEST = 15;
    private static final int SHORT_TERM = 4;
    private static final String ENDS = ".!?…—”\"»:;,";
    private static final int MOST_WORDS = 5;

    private Columns() {}

    private record Entry(String label, StringBuilder text) {}

    /** Whether a line begins with a label. */
    static boolean isLabelled(String line) {
        String own = withoutLeaders(line);
        if (!own.contains("   ") && own.indexOf('\t') < 0) {
            return false;
        }
        Matcher entry = ENTRY.matcher(own);
        return entry.matches() && isLabel(entry.group(1));
    }

    private static boolean isLabel(String label) {
        return label.codePoints().anyMatch(Character::isLetter)
                && label.chars().filter(c -> c == ' ').count() < MOST_WORDS
                && !Furniture.isProse(label);
    }

    /** Dots that lead from a term to its definition, and not to a page's number, are space. */
    private static String withoutLeaders(String line) {
        int begin = Math.max(line.indexOf("...."), line.indexOf(". . . ."));
        int end = Math.max(0, begin);
        while (end < line.length() && (line.charAt(end) == '.' || line.charAt(end) == ' ')) {
            end++;
        }
        boolean leads = begin > 0 && end < line.length() && Character.isLetter(line.charAt(end));
        return leads ? line.substring(0, begin).stripTrailing() + "     " + line.substring(end) : line;
    }

    /** A line that names what the lines farther in under it say: {@code Name: what they say}; null where it does not. */
    static @Nullable String definition(List<String> lines) {
        if (lines.size() < 2 || indent(lines.get(0)) > 0) {
            return null;
        }
        String term = lines.get(0).strip();
        String first = lines.get(1).strip();
        boolean named = isLabel(term)
                && term.chars().filter(c -> c == ' ').count() < SHORT_TERM
                && ENDS.indexOf(term.charAt(term.length() - 1)) < 0
                && Character.isUpperCase(term.codePointAt(0))
                && Character.isUpperCase(first.codePointAt(0));
        boolean under = lines.stream().skip(1).allMatch(line -> indent(line) >= 2);
        String text = String.join(
                " ", lines.subList(1, lines.size()).stream().map(String::strip).toList());
        return named && under && isSaid(text) && Furniture.isProse(text) ? term + ": " + text : null;
    }

    private static int indent(String line) {
        return new LineReader.Line(line, true).indent();
    }

    /** Two columns of prose that stand side by side, the left one first; none where the lines are not set so. */
    static List<String> sideBySide(List<String> lines) {
        StringBuilder left = new StringBuilder();
        StringBuilder right = new StringBuilder();
        int wide = 0;
        for (String line : lines) {
            Matcher gap = WIDE_GAP.matcher(line);
            boolean two = gap.matches() && gap.group(1).strip().length() >= NARROWEST;
            wide += two ? 1 : 0;
            left.append(' ').append(two ? gap.group(1).strip() : line.strip());
            right.append(two ? ' ' + gap.group(2).strip() : "");
        }
        boolean columns = lines.size() >= 3
                && wide * 3 >= lines.size() * 2
                && Furniture.isProse(left.toString())
                && Furniture.isProse(right.toString());
        return columns ? List.of(left.toString().strip(), right.toString().strip()) : List.of();
    }

    /** The entries, each with its label before it; none where the lines are a table. */
    static List<String> entries(List<String> lines) {
        List<Entry> entries = new ArrayList<>();
        for (String line : lines) {
            Matcher entry = ENTRY.matcher(withoutLeaders(line));
            if (entry.matches() && isLabel(entry.group(1))) {
                entries.add(new Entry(
                        entry.group(1), new StringBuilder(entry.group(2).strip())));
            } else if (entries.isEmpty()) {
                entries.add(new Entry("", new StringBuilder(line.strip())));
            } else {
                entries.get(entries.size() - 1).text().append(' ').append(line.strip());
            }
        }
        long prose = entries.stream().filter(entry -> isSaid(entry.text())).count();
        return prose * 5 >= entries.size() * 3L
                ? entries.stream().map(Columns::joined).toList()
                : List.of();
    }

    private static boolean isSaid(CharSequence text) {
        boolean words = text.chars().anyMatch(Character::isLetter);
        boolean ended = ENDS.indexOf(text.charAt(text.length() - 1)) >= 0;
        return words && !NEXT_COLUMN.matcher(text).find() && (ended || Furniture.isProse(text.toString()));
    }

    private static String joined(Entry entry) {
        String label = entry.label();
        if (label.isEmpty()) {
            return entry.text().toString();
        }
        boolean stopped = ".:".indexOf(label.charAt(label.length() - 1)) >= 0;
        return (stopped ? label.substring(0, label.length() - 1) : label) + ": " + entry.text();
    }
}
