package dev.stellator.importer.internal.read;

import dev.stellator.importer.internal.repair.Mojibake;
import dev.stellator.importer.internal.repair.TextNormaliser;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Blocks of text that stands in one field. */
final class Records {
    private static final Pattern BLANK_LINE = Pattern.compile("\\R\\s*\\R");

    private Records() {}

    /** Paragraphs parted by blank lines; within one, the line ends of text that is not wrapped part paragraphs, too. */
    static List<Block> paragraphs(String text, @Nullable String speaker, Account account) {
        List<Block> blocks = new ArrayList<>();
        for (String paragraph : BLANK_LINE.split(repaired(text), -1)) {
            List<String> lines = paragraph.lines().toList();
            Layout layout = Layout.of(lines);
            Paragraphs joined = new Paragraphs(layout, account, found -> add(blocks, found, speaker));
            lines.forEach(line -> joined.line(new LineReader.Line(line, true)));
            joined.end();
        }
        return blocks;
    }

    private static void add(List<Block> blocks, String text, @Nullable String speaker) {
        String tidy = TextNormaliser.tidy(text);
        if (tidy.codePoints().anyMatch(Character::isLetter)) {
            blocks.add(Block.paragraph(tidy).saidBy(speaker));
        }
    }

    /** Each line repaired by itself. */
    static String repaired(String text) {
        if (text.chars().allMatch(c -> c < 0x80)) {
            return text;
        }
        return text.lines().map(Mojibake::repair).collect(Collectors.joining("\n"));
    }
}
