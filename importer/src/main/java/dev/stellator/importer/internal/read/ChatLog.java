package dev.stellator.importer.internal.read;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A conversation as plain text, a line or more for each message, each with its time and its speaker before it: what WhatsApp
 * exports on its systems and in its languages, and logs of the same form. Lines that nobody says tell what happened; what
 * stands in place of a picture, a call or a deleted message is no text.
 */
final class ChatLog {
    private static final String MARKS = ChatLine.MARKS;
    private static final Pattern IN_ANGLES = Pattern.compile(
            "^\\((?:attachment|file|image|video|audio|sticker)[^()\\n]{0,120}\\)$|^<[^<>\\n]{2,80}>$|^\\[[^\\[\\]\\n]{2,20}\\]$");
    private static final Pattern EDITED = Pattern.compile("\\s?" + MARKS + "?<[^<>\\n]{5,60}>$");
    private static final Pattern FILE = Pattern.compile("(?i)^" + MARKS
            + "?[^\\n]{1,120}\\.(?:jpe?g|png|gif|webp|heic|mp4|mov|3gp|opus|ogg|mp3|m4a|aac|pdf|docx?|xlsx?|pptx?|vcf"
            + "|zip|txt|csv)(?:\\s?\\([^()\\n]{3,60}\\)|\\s?•[^\\n]{0,120})" + MARKS + "?$");
    private static final PhraseList PLACEHOLDERS = PhraseList.of("placeholders.txt");
    private static final int FIRST = 5;
    private static final int FEWEST = 2;
    private static final int SHARE = 4;
    private static final int LONGEST = 1 << 16;

    private final BlockSink sink;
    private final StringBuilder text = new StringBuilder();
    private @Nullable String speaker;

    /** What stands before the first message is said by nobody. */
    private boolean service = true;

    /** Whether names stand alone behind the times, above what they say. */
    private final boolean namesAlone;

    /** @param beginning the first lines */
    ChatLog(List<String> beginning, BlockSink sink) {
        this.sink = sink;
        this.namesAlone = areNamesAlone(beginning);
    }

    private static boolean areNamesAlone(List<String> beginning) {
        int named = 0;
        int said = 0;
        for (int i = 0; i + 1 < beginning.size(); i++) {
            ChatLine line = ChatLine.of(beginning.get(i));
            if (line == null) {
                continue;
            }
            said += line.speaker() != null ? 1 : 0;
            String next = beginning.get(i + 1);
            named += line.named() != null && !next.isBlank() && ChatLine.of(next) == null ? 1 : 0;
        }
        return named >= 2 && said == 0;
    }

    /** Whether a text that begins with these lines is such a conversation. */
    static boolean isLog(List<String> beginning) {
        List<String> lines = beginning.stream().filter(line -> !line.isBlank()).toList();
        List<ChatLine> headers = lines.stream()
                .map(ChatLine::of)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .toList();
        long said = headers.stream().filter(header -> header.speaker() != null).count();
        if (areNamesAlone(beginning) && headers.size() * (long) SHARE >= lines.size()) {
            return true;
        }
        boolean early = lines.stream().limit(FIRST).anyMatch(line -> ChatLine.of(line) != null);
        return early
                && said >= 2
                && (headers.size() >= FEWEST || headers.size() == lines.size())
                && headers.size() * (long) SHARE >= lines.size();
    }

    void line(String line) {
        ChatLine header = ChatLine.of(line);
        ChatLine named = header == null || !namesAlone ? null : header.named();
        header = named == null ? header : named;
        if (header == null && ChatLine.isDate(line)) {
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
