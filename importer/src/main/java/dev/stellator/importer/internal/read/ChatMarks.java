package dev.stellator.importer.internal.read;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Marks that programs put into the text of messages for their own use, replaced by what a reader sees. */
final class ChatMarks {
    /** OpenAI's citations between characters of private use, and its older ones in brackets. */
    private static final Pattern CITATION = Pattern.compile(
            "\\uE200[^\\uE200\\uE201]{0,2000}\\uE201|[\\uE200-\\uE206]|【[^【】]{0,80}†[^【】]{0,80}】|\\uE203[^\\uE204]{0,400}\\uE204");

    private static final Pattern CITATION_WITHOUT_MARKS = Pattern.compile(
            "(?:cite|navlist|filecite|image_group)?(?:turn\\d{1,3}(?:search|view|news|file|image|fetch|academia|product|reddit)\\d{1,3})++");

    private static final String UNSUPPORTED =
            "(?:This block is not supported on your current device yet\\.?|Viewing artifacts created via the Analysis Tool web feature preview isn.t yet supported on mobile\\.?)";
    private static final Pattern PLACEHOLDER =
            Pattern.compile("```\\s{0,9}" + UNSUPPORTED + "\\s{0,9}```|" + UNSUPPORTED);

    /** Slack's formatting of links, people, channels and groups: api.slack.com, formatting text for app surfaces. */
    private static final Pattern SLACK = Pattern.compile("<([@#!]?)([^<>|\\n]{1,2000})(?:\\|([^<>\\n]{0,2000}))?>");

    private static final Pattern DISCORD =
            Pattern.compile("<(?:a?:[A-Za-z0-9_]{1,40}:|@[!&]?|#|/[^:<>]{1,40}:|t:)\\d{5,25}(?::[A-Za-z])?>");
    private static final Pattern SPOILER = Pattern.compile("\\|\\|([^|\\n]{1,2000})\\|\\|");
    private static final Pattern EMOJI = Pattern.compile("(?<=^|\\s):[a-z+][a-z0-9_+-]{1,40}:(?=\\s|$)");
    private static final Pattern REPLY = Pattern.compile("^(?:> .*\\R){1,200}\\R?");

    private ChatMarks() {}

    static String withoutCitations(String text) {
        String plain = text;
        if (plain.chars().anyMatch(c -> (c >= '\uE200' && c <= '\uE206') || c == '【')) {
            plain = CITATION.matcher(plain).replaceAll("");
        }
        if (plain.contains("turn")) {
            plain = CITATION_WITHOUT_MARKS.matcher(plain).replaceAll("");
        }
        return plain.contains("upported") ? PLACEHOLDER.matcher(plain).replaceAll("") : plain;
    }

    /** @param names of people by their ids */
    static String slack(String text, Map<String, String> names) {
        String plain = text.indexOf('<') < 0 ? text : SLACK.matcher(text).replaceAll(mark -> label(mark, names));
        plain = plain.indexOf(':') < 0 ? plain : EMOJI.matcher(plain).replaceAll("");
        return plain.indexOf('&') < 0
                ? plain
                : plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }

    private static String label(MatchResult mark, Map<String, String> names) {
        String label = mark.group(3);
        String what = mark.group(2);
        String shown =
                switch (mark.group(1)) {
                    case "@" -> label == null ? names.getOrDefault(what, "") : label;
                    case "#" -> label == null || label.isEmpty() ? names.getOrDefault(what, "") : label;
                    case "!" -> label == null ? "" : label;
                    default -> label == null ? what : label;
                };
        return Matcher.quoteReplacement(shown);
    }

    static String withoutMentions(String text) {
        String plain = text.indexOf('<') < 0 ? text : DISCORD.matcher(text).replaceAll("");
        return plain.contains("||") ? SPOILER.matcher(plain).replaceAll("$1") : plain;
    }

    /** A message without the lines that it answers. */
    static String withoutReply(String text) {
        return text.startsWith("> <@") ? REPLY.matcher(text).replaceFirst("") : text;
    }
}
