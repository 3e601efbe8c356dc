package dev.stellator.importer.internal.read;

import dev.stellator.importer.internal.repair.Mojibake;
import dev.stellator.importer.internal.repair.TextNormaliser;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Subtitles (SubRip, WebVTT): what is said, without times, numbers and marks. A sentence that goes over several cues is one;
 * a long silence, a change of the speaker and a dash begin a new paragraph.
 */
final class SubtitleReader implements DocumentReader {
    private static final Pattern TIMES = Pattern.compile(
            "^\\s*+(?:(\\d{1,3}):)?(\\d{1,2}):(\\d{1,2})[.,]\\d{1,3}\\s*+-->\\s*+(?:(\\d{1,3}):)?(\\d{1,2}):(\\d{1,2})[.,]\\d{1,3}.*+$");
    private static final Pattern TAG =
            Pattern.compile("<v(?:\\.[^ >]{0,40})?\\s+([^>]{1,60})>|<[^<>]{1,80}>|\\{\\\\[^{}]{1,80}\\}");
    private static final Pattern SOUND = Pattern.compile("^[\\[(♪][^\\n]{0,120}[\\])♪]$");
    private static final int SILENCE = 5;
    private static final int LONGEST = 1 << 14;

    @Override
    public String format() {
        return "subtitles";
    }

    @Override
    public void read(Content content, BlockSink sink) throws IOException {
        try (BufferedReader in = new BufferedReader(TextInput.open(content, sink::remark))) {
            Pass pass = new Pass(sink);
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                pass.line(line);
            }
            pass.end();
        }
    }

    private static final class Pass {
        private final BlockSink sink;
        private final StringBuilder text = new StringBuilder();
        private @Nullable String speaker;
        private boolean inCue;
        private long lastEnd;

        /** Lines of this cue and of the one before: captions that roll show a line twice. */
        private final List<String> cue = new ArrayList<>();

        private List<String> before = List.of();

        Pass(BlockSink sink) {
            this.sink = sink;
        }

        void line(String line) {
            Matcher times = TIMES.matcher(line);
            if (times.matches()) {
                if (seconds(times, 1) - lastEnd >= SILENCE || text.length() > LONGEST) {
                    end();
                }
                lastEnd = seconds(times, 4);
                inCue = true;
                before = List.copyOf(cue);
                cue.clear();
            } else if (line.isBlank()) {
                inCue = false;
            } else if (inCue) {
                cue.add(TAG.matcher(line).replaceAll("").strip());
                if (!before.contains(cue.get(cue.size() - 1))) {
                    said(line.strip());
                }
            }
        }

        private static long seconds(Matcher times, int hours) {
            long hour = times.group(hours) == null ? 0 : Long.parseLong(times.group(hours));
            return hour * 3600 + Long.parseLong(times.group(hours + 1)) * 60 + Long.parseLong(times.group(hours + 2));
        }

        private void said(String line) {
            Matcher tag = TAG.matcher(line);
            String name = tag.find() ? tag.group(1) : null;
            if (name != null && !name.equals(speaker)) {
                end();
                speaker = name;
            }
            String words = FieldText.plain(TAG.matcher(line).replaceAll(""));
            if (SOUND.matcher(words).matches()) {
                sink.leftOut("sounds", words);
                return;
            }
            if (words.startsWith("- ") || words.startsWith("– ")) {
                end();
                words = words.substring(2);
            }
            text.append(text.isEmpty() ? "" : " ").append(words);
        }

        void end() {
            String whole = TextNormaliser.tidy(Mojibake.repair(text.toString()));
            text.setLength(0);
            if (!whole.isEmpty()) {
                sink.block(Block.paragraph(whole).saidBy(speaker));
            }
        }
    }
}
