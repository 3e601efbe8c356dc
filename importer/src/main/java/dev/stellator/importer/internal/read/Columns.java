package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text that is set in two columns and is no table: who says something, or a term, and behind a wide space what he says, or
 * what it means, as plays and glossaries have it.
 */
final class Columns {
    private static final Pattern ENTRY = Pattern.compile("^\\s*+(\\S(?:\\S| (?! )){0,40}?)(?: {3,}|\\t+)(\\S.*+)$");
    private static final Pattern NEXT_COLUMN = Pattern.compile("\\S {4,}\\S|\\S\\t\\S");
    private static final String ENDS = ".!?…—”\"»:;,";
    private static final int MOST_WORDS = 5;

    private Columns() {}

    private record Entry(String label, StringBuilder text) {}

    /** Whether a line begins with a label. */
    static boolean isLabelled(String line) {
        if (!line.contains("   ") && line.indexOf('\t') < 0) {
            return false;
        }
        Matcher entry = ENTRY.matcher(line);
        return entry.matches() && isLabel(entry.group(1));
    }

    private static boolean isLabel(String label) {
        return label.codePoints().anyMatch(Character::isLetter)
                && label.chars().filter(c -> c == ' ').count() < MOST_WORDS
                && !Furniture.isProse(label);
    }

    /** The entries, each with its label before it; none where the lines are a table. */
    static List<String> entries(List<String> lines) {
        List<Entry> entries = new ArrayList<>();
        for (String line : lines) {
            Matcher entry = ENTRY.matcher(line);
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
