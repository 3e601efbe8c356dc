package dev.stellator.importer.internal.read;

import dev.stellator.importer.internal.repair.TextNormaliser;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a Kindle writes into {@code My Clippings.txt}: highlights and notes, each with the title of its book, in a file that a
 * line of equals signs parts. Bookmarks have no text. The device's language only changes the second line of a clipping.
 */
final class ClippingsReader implements RecordReader {
    private static final String END = "==========";
    private static final Pattern PLACE = Pattern.compile("^- .{1,200}\\|.{0,200}\\d.*$");
    private static final int LONGEST = 1 << 12;

    @Override
    public String format() {
        return "clippings";
    }

    /** Whether a text begins as such a file does: a title, a line about the place, an empty one, and an end before long. */
    static boolean isBegunBy(String start) {
        List<String> lines = start.lines().limit(LONGEST).toList();
        return lines.size() > 3
                && PLACE.matcher(lines.get(1)).matches()
                && lines.get(2).isBlank()
                && lines.contains(END);
    }

    @Override
    public void read(Content content, RecordSink sink) throws IOException {
        try (BufferedReader in = new BufferedReader(TextInput.open(content, sink::remark))) {
            List<String> lines = new ArrayList<>();
            long number = 1;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.strip().equals(END)) {
                    clipping(number++, lines, sink);
                    lines.clear();
                } else if (lines.size() < LONGEST) {
                    lines.add(line);
                }
            }
            clipping(number, lines, sink);
        }
    }

    private static void clipping(long number, List<String> lines, RecordSink sink) {
        if (lines.size() < 3) {
            return;
        }
        String text = String.join("\n", lines.subList(2, lines.size()));
        List<Block> blocks = Records.paragraphs(text, null, sink);
        if (!blocks.isEmpty()) {
            sink.record(new Row(Long.toString(number), TextNormaliser.tidy(lines.get(0)), blocks));
        }
    }
}
