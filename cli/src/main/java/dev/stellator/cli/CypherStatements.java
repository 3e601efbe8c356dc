package dev.stellator.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Text cut into statements at semicolons, outside of strings, names in backticks and comments.
 *
 * @param whole statements that were ended, without their semicolons
 * @param rest what stands after the last semicolon; empty when that is nothing but space and comments
 */
record CypherStatements(List<String> whole, String rest) {
    CypherStatements {
        whole = List.copyOf(whole);
    }

    static CypherStatements of(String text) {
        CypherScanner scanner = new CypherScanner(text);
        List<String> whole = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < text.length(); ) {
            int next = scanner.next(at);
            if (text.charAt(at) == ';') {
                if (!scanner.isNothing(from, at)) {
                    whole.add(text.substring(from, at).strip());
                }
                from = next;
            }
            at = next;
        }
        return new CypherStatements(
                whole,
                scanner.isNothing(from, text.length())
                        ? ""
                        : text.substring(from).strip());
    }
}
