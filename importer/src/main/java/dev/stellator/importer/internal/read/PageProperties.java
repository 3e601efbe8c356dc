package dev.stellator.importer.internal.read;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Properties of a page as Notion exports them to Markdown: lines {@code Name: value} right under the title. They are taken for
 * such when there are at least two, no name comes twice, and none of their values is a sentence.
 */
final class PageProperties {
    private static final Pattern LINE = Pattern.compile("^(\\p{L}[\\p{L}\\p{N} _/()-]{0,40}): (.{1,200})$");
    private static final Pattern TITLE = Pattern.compile("^# .{1,300}$");
    private static final String ENDS = ".!?…。！？";

    private PageProperties() {}

    /** A text without them. */
    static String without(String text, Account account) {
        List<String> lines = text.lines().limit(60).toList();
        if (lines.size() < 4
                || !TITLE.matcher(lines.get(0)).matches()
                || !lines.get(1).isBlank()) {
            return text;
        }
        Set<String> names = new HashSet<>();
        int at = 2;
        int length = lines.get(0).length() + lines.get(1).length() + 2;
        int begin = length;
        for (; at < lines.size() && !lines.get(at).isBlank(); at++) {
            Matcher line = LINE.matcher(lines.get(at));
            if (!line.matches() || !names.add(line.group(1)) || isSentence(line.group(2))) {
                return text;
            }
            length += lines.get(at).length() + 1;
        }
        if (names.size() < 2 || at == lines.size()) {
            return text;
        }
        account.found(text.substring(begin, length));
        account.leftOut("front matter", text.substring(begin, length));
        return text.substring(0, begin) + text.substring(length);
    }

    private static boolean isSentence(String value) {
        return ENDS.indexOf(value.charAt(value.length() - 1)) >= 0 || Furniture.isProse(value);
    }
}
