package dev.stellator.cli;

import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.Parser;

/**
 * What was typed so far, and the word at the cursor: a name with the dots in it, after {@code $} or {@code :} where such
 * a sign stands before it.
 */
record CypherLine(String line, int cursor, String word) implements CompletingParsedLine {
    /** A query goes on, line after line, until a semicolon ends it; the shell's own commands are one line long. */
    static final Parser PARSER = (line, cursor, context) -> {
        boolean asked = context == Parser.ParseContext.ACCEPT_LINE;
        if (asked && !isCommand(line) && !CypherStatements.of(line).rest().isEmpty()) {
            throw new EOFError(-1, -1, "a query ends with ;", ";");
        }
        return at(line, cursor);
    };

    static boolean isCommand(String line) {
        return line.strip().startsWith(":");
    }

    static CypherLine at(String line, int cursor) {
        int start = cursor;
        while (start > 0 && isPartOfName(line.charAt(start - 1))) {
            start--;
        }
        if (start > 0
                && (line.charAt(start - 1) == '$'
                        || (isCommand(line) && line.substring(0, start).isBlank()))) {
            start--;
        }
        if (start == 1 && line.charAt(0) == ':') {
            start = 0;
        }
        return new CypherLine(line, cursor, line.substring(start, cursor));
    }

    private static boolean isPartOfName(char character) {
        return Character.isLetterOrDigit(character) || character == '_' || character == '.';
    }

    /** What stands before the word, without space. */
    String before() {
        return line.substring(0, cursor - word.length()).stripTrailing();
    }

    @Override
    public int wordCursor() {
        return word.length();
    }

    @Override
    public int wordIndex() {
        return 0;
    }

    @Override
    public List<String> words() {
        return List.of(word);
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
        return candidate;
    }

    @Override
    public int rawWordCursor() {
        return wordCursor();
    }

    @Override
    public int rawWordLength() {
        return word.length();
    }
}
