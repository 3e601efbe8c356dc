package dev.stellator.importer.internal.read;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
    private static final Pattern IN_ANGLES = Pattern.compile("^<[^<>\\n]{2,80}>$");
    private static final Pattern EDITED = Pattern.compile("\\s?" + MARKS + "?<[^<>\\n]{5,60}>$");
    private static final Pattern FILE = Pattern.compile("(?i)^" + MARKS
            + "?[^\\n]{1,120}\\.(?:jpe?g|png|gif|webp|heic|mp4|mov|3gp|opus|ogg|mp3|m4a|aac|pdf|docx?|xlsx?|pptx?|vcf"
            + "|zip|txt|csv)(?:\\s?\\([^()\\n]{3,60}\\)|\\s?•[^\\n]{0,120})" + MARKS + "?$");
    private static final Set<String> PLACEHOLDERS = phrases();
    private static final int MOST_LETTERS = 16;
    private static final int MOST_WORDS_OF_A_NAME = 6;
    private static final int FEWEST = 3;
    private static final int SHARE = 4;
    private static final int LONGEST = 1 << 16;

    private final BlockSink sink;
    private final StringBuilder text = new StringBuilder();
    private @Nullable String speaker;
    private boolean service;

    ChatLog(BlockSink sink) {
        this.sink = sink;
    }

    private static Set<String> phrases() {
        try (InputStream in = ChatLog.class.getResourceAsStream("placeholders.txt")) {
            if (in == null) {
                throw new IllegalStateException("no list placeholders.txt beside " + ChatLog.class.getName());
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(String::strip)
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a text that begins with these lines is such a conversation. */
    static boolean isLog(List<String> beginning) {
        List<String> lines = beginning.stream().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty() || rest(lines.get(0)) == null) {
            return false;
        }
        long stamped = lines.stream().filter(line -> rest(line) != null).count();
        long said = lines.stream()
                .map(ChatLog::rest)
                .filter(rest -> rest != null && said(rest) != null)
                .count();
        return said >= 2 && (stamped >= FEWEST || stamped == lines.size()) && stamped * SHARE >= lines.size();
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
        String rest = rest(line);
        if (rest == null) {
            text.append(text.isEmpty() ? "" : "\n").append(line);
            if (text.length() > LONGEST) {
                flush();
            }
            return;
        }
        end();
        Said said = said(rest);
        service = said == null;
        speaker = said == null ? null : said.speaker();
        text.append(said == null ? rest : said.text());
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
        String phrase = bare.endsWith(".") ? bare.substring(0, bare.length() - 1) : bare;
        return PLACEHOLDERS.contains(phrase.toLowerCase(Locale.ROOT));
    }
}
