package dev.stellator.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * A file of statements and of the shell's own commands, in order. A command begins with a colon where a statement could,
 * and ends with its line.
 */
final class CypherScript {
    /** Longer files get positions that count from the statement: what stands before each would be most of the bytes. */
    private static final int MOST_LINES = 10_000;

    /** @param text of a statement behind as many line ends as stand before it, so that positions count from the file */
    record Step(String text, boolean isCommand) {}

    private CypherScript() {}

    static List<Step> of(String text) {
        CypherScanner scanner = new CypherScanner(text);
        List<Step> steps = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < text.length(); ) {
            if (text.charAt(at) == ':' && scanner.firstWord(from, text.length()) == at) {
                int end = text.indexOf('\n', at);
                end = end < 0 ? text.length() : end;
                steps.add(new Step(text.substring(at, end).strip(), true));
                from = end;
                at = end;
                continue;
            }
            int next = scanner.next(at);
            if (text.charAt(at) == ';') {
                add(steps, scanner, text, from, at);
                from = next;
            }
            at = next;
        }
        add(steps, scanner, text, from, text.length());
        return steps;
    }

    private static void add(List<Step> steps, CypherScanner scanner, String text, int from, int to) {
        if (!scanner.isNothing(from, to)) {
            steps.add(new Step(before(text, from) + text.substring(from, to), false));
        }
    }

    private static String before(String text, int from) {
        int lines = (int) text.chars().limit(from).filter(c -> c == '\n').count();
        int column = from - text.lastIndexOf('\n', from - 1) - 1;
        return lines > MOST_LINES ? "" : "\n".repeat(lines) + " ".repeat(Math.max(0, column));
    }
}
