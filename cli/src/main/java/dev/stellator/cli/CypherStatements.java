package dev.stellator.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text cut into statements at semicolons, outside of strings, names in backticks and comments.
 *
 * @param whole statements that were ended, without their semicolons
 * @param rest what stands after the last semicolon; empty when that is nothing but space and comments
 */
record CypherStatements(List<String> whole, String rest) {
    private static final Pattern PART = Pattern.compile(
            "'(?:[^'\\\\]|\\\\.)*+('|$)" // a string
                    + "|\"(?:[^\"\\\\]|\\\\.)*+(\"|$)"
                    + "|`[^`]*+(`|$)"
                    + "|//[^\\n]*+"
                    + "|/\\*(?:[^*]|\\*(?!/))*+(\\*/|$)"
                    + "|;",
            Pattern.DOTALL);

    private static final Pattern NOTHING =
            Pattern.compile("(\\s|//[^\\n]*|/\\*(?:[^*]|\\*(?!/))*\\*/)*", Pattern.DOTALL);

    CypherStatements {
        whole = List.copyOf(whole);
    }

    static CypherStatements of(String text) {
        List<String> whole = new ArrayList<>();
        Matcher parts = PART.matcher(text);
        int from = 0;
        while (parts.find()) {
            if (parts.group().equals(";")) {
                add(whole, text.substring(from, parts.start()));
                from = parts.end();
            }
        }
        String rest = text.substring(from);
        return new CypherStatements(whole, isNothing(rest) ? "" : rest.strip());
    }

    private static void add(List<String> statements, String statement) {
        if (!isNothing(statement)) {
            statements.add(statement.strip());
        }
    }

    private static boolean isNothing(String text) {
        return NOTHING.matcher(text).matches();
    }
}
