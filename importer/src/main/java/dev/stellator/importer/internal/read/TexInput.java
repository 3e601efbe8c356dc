package dev.stellator.importer.internal.read;

import java.util.HashSet;
import java.util.Set;

/** The characters of TeX, and the arguments that stand in them. */
final class TexInput {
    /** Characters of one argument at most: braces that go on longer were never meant to be one. */
    private static final int LONGEST = 1 << 14;

    private final String source;
    /** Ends that do not come any more. */
    private final Set<String> missing = new HashSet<>();

    private int at;
    private boolean display;

    TexInput(String source) {
        this.source = source;
    }

    boolean hasNext() {
        return at < source.length();
    }

    char next() {
        return source.charAt(at++);
    }

    private boolean isAt(String text) {
        return source.startsWith(text, at);
    }

    /** The name of the command whose backslash was read, with the star that may follow it. */
    String command() {
        if (!hasNext()) {
            return "";
        }
        int begin = at++;
        if (isLetter(source.charAt(begin))) {
            while (hasNext() && isLetter(source.charAt(at))) {
                at++;
            }
            String name = source.substring(begin, at);
            if (isAt("*")) {
                at++;
                return name + "*";
            }
            if (hasNext() && (source.charAt(at) == ' ' || source.charAt(at) == '\t')) {
                skipSpaces();
            }
            return name;
        }
        return source.substring(begin, at);
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '@';
    }

    private void skipSpaces() {
        while (hasNext() && (source.charAt(at) == ' ' || source.charAt(at) == '\t')) {
            at++;
        }
    }

    /** The rest of the line, which is a comment. */
    String comment() {
        int begin = at;
        int end = source.indexOf('\n', at);
        at = end < 0 ? source.length() : end + 1;
        String comment = source.substring(begin, at);
        skipSpaces();
        return comment;
    }

    /** After the end of a line: whether blank lines follow, which are then passed. */
    boolean skipsBlankLine() {
        int begin = at;
        boolean blank = false;
        for (int i = at; i < source.length() && Character.isWhitespace(source.charAt(i)); i++) {
            if (source.charAt(i) == '\n') {
                blank = true;
                at = i + 1;
            }
        }
        at = blank ? at : begin;
        return blank;
    }

    /** Whether a command of an accent has its letter. */
    boolean isBeforeLetter() {
        return hasNext() && (Character.isLetter(source.charAt(at)) || isAt("{") || isAt("\\i") || isAt("\\j"));
    }

    String letter() {
        if (isAt("{")) {
            return argument();
        }
        if (isAt("\\")) {
            at++;
            return command();
        }
        return String.valueOf(next());
    }

    /** What stands in the braces that follow; empty where none do. */
    String argument() {
        int begin = at;
        while (hasNext() && Character.isWhitespace(source.charAt(at))) {
            at++;
        }
        if (!isAt("{")) {
            at = begin;
            return "";
        }
        return group('{', '}');
    }

    /** What stands in the brackets that follow; empty where none do. */
    String option() {
        return isAt("[") ? group('[', ']') : "";
    }

    /** All options and arguments that follow at once. */
    String arguments() {
        StringBuilder found = new StringBuilder();
        while (isAt("[") || isAt("{")) {
            found.append(isAt("[") ? option() : argument()).append(' ');
        }
        return found.toString();
    }

    private String group(char open, char close) {
        int begin = ++at;
        int braces = 0;
        for (; hasNext() && at - begin < LONGEST; at++) {
            char c = source.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == close && braces == 0) {
                return source.substring(begin, at++);
            } else if (c == '{' || c == open) {
                braces++;
            } else if (c == '}' || c == close) {
                braces--;
            }
        }
        at = begin; // nothing closes it: what follows is text
        return "";
    }

    /** Up to an end, which is passed; to the end of the paragraph where there is none. */
    String until(String end) {
        display = !end.equals("\\)");
        int begin = at;
        int found = missing.contains(end) ? -1 : source.indexOf(end, at);
        if (found >= 0) {
            at = found + end.length();
            return source.substring(begin, found);
        }
        missing.add(end);
        int paragraph = source.indexOf("\n\n", at);
        at = paragraph < 0 ? source.length() : paragraph;
        return source.substring(begin, at);
    }

    /** After a dollar sign. */
    String formula() {
        if (isAt("$")) {
            at++;
            return until("$$");
        }
        int begin = at;
        display = false;
        for (; hasNext(); at++) {
            char c = source.charAt(at);
            if (c == '\\') {
                at++;
            } else if (c == '$') {
                return source.substring(begin, at++);
            } else if (isAt("\n\n")) {
                break;
            }
        }
        at = Math.min(at, source.length());
        return source.substring(Math.min(begin, at), at);
    }

    /** Whether the last formula was set apart. */
    boolean wasDisplay() {
        return display;
    }

    /** What stands between two equal signs. */
    String verb() {
        option();
        if (!hasNext()) {
            return "";
        }
        char mark = next();
        int end = source.indexOf(mark == '{' ? '}' : mark, at);
        int line = source.indexOf('\n', at);
        if (end < 0 || (line >= 0 && line < end)) {
            return "";
        }
        String inner = source.substring(at, end);
        at = end + 1;
        return inner;
    }

    /** A macro's definition: its name and what comes before its body, and its body. */
    String definition() {
        int line = source.indexOf('\n', at);
        int end = line < 0 ? source.length() : line;
        int begin = at;
        while (at < end && !isAt("{")) {
            at++;
        }
        if (at < end) {
            argument();
        }
        return source.substring(begin, at);
    }

    /** A character as it is set: dashes and quotation marks come in several. */
    String sign(char first) {
        if (first == '-' && isAt("--")) {
            at += 2;
            return "—";
        }
        if (first == '-' && isAt("-")) {
            at++;
            return "–";
        }
        if (first == '`') {
            boolean two = isAt("`");
            at += two ? 1 : 0;
            return two ? "“" : "‘";
        }
        if (first == '\'' && isAt("'")) {
            at++;
            return "”";
        }
        return String.valueOf(first);
    }

    /** The first argument of a command that stands anywhere in a source; empty where there is none. */
    static String argumentOf(String source, String command) {
        int begin = source.indexOf(command);
        if (begin < 0) {
            return "";
        }
        TexInput in = new TexInput(source);
        in.at = begin + command.length();
        in.option();
        return in.isAt("{") ? in.argument() : "";
    }
}
