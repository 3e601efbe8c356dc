package dev.stellator.importer.internal.read;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Marks within the paragraphs of reStructuredText, and the texts that a document puts in the place of names. */
final class RstMarks {
    private static final Pattern NOTE_MARK =
            Pattern.compile("\\s?\\[(?:\\d{1,4}|#[\\w-]{0,40}|\\*|[A-Za-z][\\w-]{0,40})\\]_(?!\\w)");
    private static final Pattern ROLE =
            Pattern.compile("(?::[a-zA-Z][\\w:.+-]{0,40}:)?(?<!`)`([^`]{1,400})`(?:__?(?!\\w))?");
    private static final Pattern TARGET = Pattern.compile("^(.{1,300}?)\\s{0,3}<[^<>]{1,300}>$");
    private static final Pattern NAMED = Pattern.compile("\\|(\\w[\\w .-]{0,60})\\|_{0,2}");
    private static final Pattern LINK = Pattern.compile("(?<=[\\p{L}\\p{N}])__?(?![\\p{L}\\p{N}_])");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:\\s|(.))");

    private final Map<String, String> texts = new HashMap<>();

    void put(String name, String text) {
        texts.put(name, text);
    }

    String words(String paragraph) {
        String plain = NOTE_MARK.matcher(paragraph).replaceAll("");
        plain = NAMED.matcher(plain)
                .replaceAll(named -> Matcher.quoteReplacement(texts.getOrDefault(named.group(1), "")));
        plain = Emphasis.without(plain, "``");
        plain = ROLE.matcher(plain)
                .replaceAll(role -> Matcher.quoteReplacement(label(role.group(1).strip())));
        plain = Emphasis.without(Emphasis.without(plain, "**"), "*");
        plain = LINK.matcher(plain).replaceAll("");
        return plain.indexOf('\\') < 0
                ? plain
                : ESCAPE.matcher(plain)
                        .replaceAll(found -> found.group(1) == null ? "" : Matcher.quoteReplacement(found.group(1)));
    }

    /** The words of a link or of a name in a program, of which the last part is shown after a tilde. */
    private static String label(String text) {
        Matcher target = TARGET.matcher(text);
        if (target.matches()) {
            return target.group(1);
        }
        return text.startsWith("~") ? text.substring(text.lastIndexOf('.') + 1) : text;
    }
}
