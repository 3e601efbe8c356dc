package dev.stellator.importer.internal.read;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line of a conversation in plain text that begins a message.
 *
 * @param speaker null where nobody says it
 * @param text what stands behind the time and the name
 */
record ChatLine(@Nullable String speaker, String text) {
    static final String MARKS = "[\\u200E\\u200F\\u202A-\\u202E\\uFEFF]";

    /** In brackets (iOS, logs), before a dash (Android), or alone at the beginning. */
    private static final Pattern STAMPED = Pattern.compile("^" + MARKS + "{0,4}(?:\\[([^\\[\\]\\n]{4,40})\\]\\s?"
            + "|(\\p{Nd}[^\\n]{6,36}?) [-–] "
            + "|(\\p{Nd}{1,4}[^:\\n]{4,24}?\\p{Nd}{1,2}:\\p{Nd}{2}(?::\\p{Nd}{2})?(?:[ \\u202F]?[AaPp]\\.?[Mm]\\.?)?),? "
            + "|(\\p{Nd}{1,2}:\\p{Nd}{2}(?::\\p{Nd}{2})?) (?=[<*-]))(.*+)$");

    private static final int REST = 5;
    private static final Pattern TIME = Pattern.compile("(?<!\\p{Nd})\\p{Nd}{1,2}[:.]\\p{Nd}{2}(?!\\p{Nd})");
    private static final Pattern SAID =
            Pattern.compile("^" + MARKS + "{0,4}([^:：\"“«<\\n]{1,60}?)" + MARKS + "?\\s?[:：](?:\\s(.*+)|)$");
    private static final Pattern SAID_IN_ANGLES = Pattern.compile("^<[@+~&% ]?([^<>\\n]{1,40})>\\s(.*+)$");
    /** As LINE and WeeChat write it. */
    private static final Pattern TABBED = Pattern.compile(
            "^(?:\\p{Nd}{4}-\\p{Nd}{2}-\\p{Nd}{2} )?\\p{Nd}{1,2}:\\p{Nd}{2}(?::\\p{Nd}{2})?\\t([^\\t\\n]{1,60})\\t(.*+)$");

    /** As Telegram and Discord put it on the clipboard: the name, then the time, then lines of text. */
    private static final Pattern NAME_FIRST = Pattern.compile(
            "^(\\p{L}[^\\[\\]:—\\n]{0,40})(?:, \\[\\p{Nd}[^\\[\\]\\n]{6,24}\\]| — [^—\\n]{0,20}\\p{Nd}{1,2}:\\p{Nd}{2}[^—\\n]{0,6})$");

    /** The date of the messages that follow. */
    private static final Pattern DATE = Pattern.compile("^\\p{Nd}[\\p{Nd}./年月日 -]{5,14}(?:\\([^()\\n]{1,5}\\))?$");

    /** Other forms: KakaoTalk, Adium and Pidgin, Viber, Zoom, and what somebody does in a channel of IRC. */
    private static final List<Pattern> NAMED = List.of(
            Pattern.compile(
                    "^\\[(?<who>[^\\[\\]\\n]{1,40})\\] \\[[^\\[\\]\\n]{0,8}\\p{Nd}{1,2}:\\p{Nd}{2}[^\\[\\]\\n]{0,8}\\] (?<said>.*+)$"),
            Pattern.compile(
                    "^\\(\\p{Nd}[^()\\n]{3,24}:\\p{Nd}{2}[^()\\n]{0,6}\\) (?<who>[^:\\n]{1,40}): (?<said>.*+)$"),
            Pattern.compile(
                    "^\\[ ?\\p{Nd}[^\\[\\]\\n]{5,12}\\] \\p{Nd}{1,2}:\\p{Nd}{2}:\\p{Nd}{2} : (?<who>[^:\\n]{1,40}) : (?<said>.*+)$"),
            Pattern.compile(
                    "^\\p{Nd}{2}:\\p{Nd}{2}:\\p{Nd}{2}\\s{1,3}From\\s{1,3}(?<who>[^:\\n]{1,60}?)(?:\\s{1,3}to\\s{1,3}[^:\\n]{1,60})?\\s?:(?<said>.*+)$"),
            Pattern.compile(
                    "^\\[?\\p{Nd}{1,2}:\\p{Nd}{2}(?::\\p{Nd}{2})?\\]?\\s{1,4}\\* (?<said>(?<who>[^\\s:]{1,30}) .*+)$"));

    /** Somebody came or went, or a log began or ended. */
    private static final Pattern EVENT = Pattern.compile(
            "^\\[?\\p{Nd}{1,2}:\\p{Nd}{2}(?::\\p{Nd}{2})?\\]?\\s{1,4}(?:-!-|\\*\\*\\*) .*+$|^--- Log .*+$|^\\(\\p{Nd}{1,2}:\\p{Nd}{2}(?::\\p{Nd}{2})?\\) [^:]*+$"
                    + "|^\\p{Nd}{1,2}:\\p{Nd}{2}\\s[^\\t:]{1,40} unsent a message\\.?$|^-{5,}+ [^-]{4,40} -{5,}+$");

    private static final Pattern SIGIL = Pattern.compile("^[@+%&~]");
    /** A number or an address behind a name. */
    private static final Pattern IN_BRACKETS = Pattern.compile("[(<][^()<>\\n]{1,60}[)>]$");

    private static final int LONGEST_NAME = 40;
    private static final int MOST_LETTERS = 16;
    private static final int MOST_WORDS_OF_A_NAME = 6;

    /** What a line begins; null where it goes on with the message before. */
    static @Nullable ChatLine of(String line) {
        Matcher tabs = TABBED.matcher(line);
        if (tabs.matches()) {
            String who = tabs.group(1).strip();
            boolean said = who.codePoints().anyMatch(Character::isLetterOrDigit);
            return new ChatLine(said ? SIGIL.matcher(who).replaceFirst("") : null, tabs.group(2));
        }
        for (Pattern named : NAMED) {
            Matcher found = named.matcher(line);
            if (found.matches()) {
                return new ChatLine(
                        found.group("who").strip(), found.group("said").strip());
            }
        }
        if (EVENT.matcher(line).matches()) {
            return new ChatLine(null, line);
        }
        String rest = rest(line);
        if (rest != null) {
            Said said = said(rest);
            return said == null ? new ChatLine(null, rest) : new ChatLine(said.speaker(), said.text());
        }
        Matcher named = NAME_FIRST.matcher(line);
        return named.matches() && TIME.matcher(line).find()
                ? new ChatLine(named.group(1).strip(), "")
                : null;
    }

    /** What stands behind the time of a line; null where it has none. */
    private static @Nullable String rest(String line) {
        Matcher stamped = STAMPED.matcher(line);
        if (!stamped.matches()) {
            return null;
        }
        String rest = stamped.group(REST);
        String stamp = line.substring(0, line.length() - rest.length());
        long letters = stamp.codePoints().filter(Character::isLetter).count();
        return letters <= MOST_LETTERS && TIME.matcher(stamp).find() ? rest : null;
    }

    private record Said(String speaker, String text) {}

    private static @Nullable Said said(String rest) {
        Matcher angles = SAID_IN_ANGLES.matcher(rest);
        if (angles.matches()) {
            return new Said(angles.group(1).strip(), angles.group(2));
        }
        Matcher said = SAID.matcher(rest);
        boolean named = said.matches()
                && said.group(1).strip().chars().filter(c -> c == ' ').count() < MOST_WORDS_OF_A_NAME;
        return named ? new Said(said.group(1).strip(), said.group(2) == null ? "" : said.group(2)) : null;
    }

    /** Whether a line is the date of the messages that follow. */
    static boolean isDate(String line) {
        return DATE.matcher(line).matches();
    }

    /** A time, and nothing but a name behind it: a message whose text stands in the lines below. */
    @Nullable
    ChatLine named() {
        String bare = IN_BRACKETS.matcher(text).replaceFirst("").strip();
        boolean name = speaker == null
                && !bare.isEmpty()
                && bare.length() <= LONGEST_NAME
                && Character.isLetterOrDigit(bare.codePointAt(0))
                && bare.chars().filter(c -> c == ' ').count() < MOST_WORDS_OF_A_NAME
                && ".!?。".indexOf(bare.charAt(bare.length() - 1)) < 0;
        return name ? new ChatLine(bare, "") : null;
    }
}
