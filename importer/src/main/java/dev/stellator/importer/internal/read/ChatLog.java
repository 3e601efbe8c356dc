package dev.stellator.importer.internal.read;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as plain text, a line or more for each message, each with its time and its speaker before it: what WhatsApp
 * exports on its systems and in its languages, and logs of the same form. Lines that nobody says tell what happened; what
 * stands in place of a picture, a call or a deleted message is no text.
 */
final class ChatLog {
    private static final String MARKS = "[\\u200E\\u200F\\u202A-\\u202E\\uFEFF]";

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
    /** As LINE writes it. */
    private static final Pattern TABBED =
            Pattern.compile("^\\p{Nd}{1,2}:\\p{Nd}{2}(?::\\p{Nd}{2})?\\t([^\\t\\n]{1,60})\\t(.*+)$");

    /** As Telegram and Discord put it on the clipboard: the name, then the time, then lines of text. */
    private static final Pattern NAME_FIRST = Pattern.compile(
            "^(\\p{L}[^\\[\\]:—\\n]{0,40})(?:, \\[\\p{Nd}[^\\[\\]\\n]{6,24}\\]| — [^—\\n]{0,20}\\p{Nd}{1,2}:\\p{Nd}{2}[^—\\n]{0,6})$");

    /** The date of the messages that follow. */
    private static final Pattern DATE = Pattern.compile("^\\p{Nd}[\\p{Nd}./年月日 -]{5,14}(?:\\([^()\\n]{1,5}\\))?$");

    private static final Pattern IN_ANGLES = Pattern.compile("^<[^<>\\n]{2,80}>$|^\\[[^\\[\\]\\n]{2,20}\\]$");
    private static final Pattern EDITED = Pattern.compile("\\s?" + MARKS + "?<[^<>\\n]{5,60}>$");
    private static final Pattern FILE = Pattern.compile("(?i)^" + MARKS
            + "?[^\\n]{1,120}\\.(?:jpe?g|png|gif|webp|heic|mp4|mov|3gp|opus|ogg|mp3|m4a|aac|pdf|docx?|xlsx?|pptx?|vcf"
            + "|zip|txt|csv)(?:\\s?\\([^()\\n]{3,60}\\)|\\s?•[^\\n]{0,120})" + MARKS + "?$");
    private static final PhraseList PLACEHOLDERS = PhraseList.of("placeholders.txt");
    private static final int MOST_LETTERS = 16;
    private static final int MOST_WORDS_OF_A_NAME = 6;
    private static final int FIRST = 5;
    private static final int FEWEST = 3;
    private static final int SHARE = 4;
    private static final int LONGEST = 1 << 16;

    private final BlockSink sink;
    private final StringBuilder text = new StringBuilder();
    private @Nullable String speaker;

    /** What stands before the first message is said by nobody. */
    private boolean service = true;

    ChatLog(BlockSink sink) {
        this.sink = sink;
    }

    /** Whether a text that begins with these lines is such a conversation. */
    static boolean isLog(List<String> beginning) {
        List<String> lines = beginning.stream().filter(line -> !line.isBlank()).toList();
        List<Header> headers = lines.stream()
                .map(ChatLog::header)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        long said = headers.stream().filter(header -> header.speaker() != null).count();
        boolean early = lines.stream().limit(FIRST).anyMatch(line -> header(line) != null);
        return early
                && said >= 2
                && (headers.size() >= FEWEST || headers.size() == lines.size())
                && headers.size() * (long) SHARE >= lines.size();
    }

    /**
     * How a message begins.
     *
     * @param speaker null where nobody says it
     */
    private record Header(@Nullable String speaker, String text) {}

    /** What a line begins; null where it goes on with the message before. */
    private static @Nullable Header header(String line) {
        Matcher tabs = TABBED.matcher(line);
        if (tabs.matches()) {
            return new Header(tabs.group(1).strip(), tabs.group(2));
        }
        String rest = rest(line);
        if (rest != null) {
            Said said = said(rest);
            return said == null ? new Header(null, rest) : new Header(said.speaker(), said.text());
        }
        Matcher named = NAME_FIRST.matcher(line);
        return named.matches() && TIME.matcher(line).find()
                ? new Header(named.group(1).strip(), "")
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

    void line(String line) {
        Header header = header(line);
        if (header == null && DATE.matcher(line).matches()) {
            return;
        }
        if (header == null) {
            text.append(text.isEmpty() ? "" : "\n").append(line);
            if (text.length() > LONGEST) {
                flush();
            }
            return;
        }
        end();
        service = header.speaker() == null;
        speaker = header.speaker();
        text.append(header.text());
    }

    /** The last message ends. */
    void end() {
        flush();
        speaker = null;
        service = false;
    }

    private void flush() {
        String whole = text.toString();
        text.setLength(0);
        int first = whole.indexOf('\n');
        String head = first < 0 ? whole : whole.substring(0, first);
        String body = isPlaceholder(head) ? (first < 0 ? "" : whole.substring(first + 1)) : whole;
        Message.Kind kind = service ? Message.Kind.SERVICE : Message.Kind.SAID;
        if (body.length() < whole.length()) {
            sink.leftOut("placeholders", head);
        }
        Message message = new Message(speaker, Double.NaN, EDITED.matcher(body).replaceFirst(""), null, kind);
        Message.blocks(List.of(message), sink).forEach(sink::block);
    }

    private static boolean isPlaceholder(String line) {
        String bare = line.strip();
        if (bare.startsWith("\u200E")
                || IN_ANGLES.matcher(bare).matches()
                || FILE.matcher(bare).matches()) {
            return true;
        }
        return PLACEHOLDERS.has(bare);
    }
}
