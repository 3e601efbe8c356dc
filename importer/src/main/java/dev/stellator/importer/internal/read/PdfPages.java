package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Paragraphs out of the lines of pages. Paragraphs begin at an indent, after a wide gap, or where the size of the type
 * changes; they go on over the end of a page, over notes and figures, and words divided at line ends are joined. A
 * displayed relation belongs to the sentence that leads to it; other formulas and the labels of figures are left out.
 */
final class PdfPages {
    private static final double INDENT = 0.6;
    private static final double SAME_HEIGHT = 0.5;
    private static final double WIDE_GAP = 1.45;
    private static final double SAME_SIZE = 0.8;
    private static final int LONGEST_HEADING = 120;

    /** Words of a figure's label at most, and its distance from the margin, in sizes of the type. */
    private static final int LONGEST_LABEL = 5;

    private static final double LABEL = 2;

    /** Labels of a figure at most: without a bound, a page of nothing but short lines would be searched again from each. */
    private static final int MOST_LABELS = 500;

    private static final String FULL_STOPS = ".!?…";
    private static final Pattern WORD = Pattern.compile("\\s+");
    /** Three words in a row, which no formula has. */
    private static final Pattern SPEECH = Pattern.compile("(?:\\b\\p{L}{2,}+[,;:]?+\\s++){2}\\p{L}{2,}+\\b");

    private static final Pattern CAPTION =
            Pattern.compile("(?:Fig|Figure|Table|Рис|Табл)\\.? ?\\d+[.:]?", Pattern.CASE_INSENSITIVE);

    private final List<PdfReader.Line> lines;
    private final float size;
    private final float spacing;
    private final float left;

    /** @param account takes what the pages have around their text */
    PdfPages(List<PdfReader.Line> lines, Account account) {
        Set<PdfReader.Line> running = PdfRunningHeads.of(lines);
        lines.stream().filter(running::contains).forEach(line -> account.leftOut("running heads", line.text()));
        this.lines = joined(PdfFormulas.level(
                lines.stream().filter(line -> !running.contains(line)).toList()));
        this.size = mostCommon(this.lines, PdfReader.Line::size, 12);
        this.left = mostCommon(this.lines.stream().filter(this::isBody).toList(), PdfReader.Line::left, 0);
        this.spacing = spacing();
    }

    /** Stretches at one height are one line: a formula in it can look like a line of its own. */
    private static List<PdfReader.Line> joined(List<PdfReader.Line> lines) {
        List<PdfReader.Line> joined = new ArrayList<>();
        for (PdfReader.Line line : lines) {
            PdfReader.@Nullable Line before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (before != null
                    && before.page() == line.page()
                    && line.left() > before.left()
                    && line.left() - before.right() < 3 * before.size()
                    && Math.abs(line.top() - before.top()) < SAME_HEIGHT * before.size()) {
                joined.set(joined.size() - 1, before.with(line));
            } else {
                joined.add(line);
            }
        }
        return joined;
    }

    private boolean isBody(PdfReader.Line line) {
        return Math.abs(line.size() - size) < SAME_SIZE;
    }

    private static float mostCommon(
            List<PdfReader.Line> lines, Function<PdfReader.Line, Float> property, float otherwise) {
        Map<Integer, Integer> weights = new HashMap<>();
        for (PdfReader.Line line : lines) {
            weights.merge(Math.round(property.apply(line) * 2), line.text().length(), Integer::sum);
        }
        return weights.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(entry -> entry.getKey() / 2f)
                .orElse(otherwise);
    }

    /** The median distance between neighbouring lines of the body. */
    private float spacing() {
        List<Float> gaps = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            float gap = lines.get(i).top() - lines.get(i - 1).top();
            if (lines.get(i).page() == lines.get(i - 1).page() && gap > size / 2 && gap < 4 * size) {
                gaps.add(gap);
            }
        }
        gaps.sort(Float::compare);
        return gaps.isEmpty() ? size * 1.2f : gaps.get(gaps.size() / 2);
    }

    void write(BlockSink sink) {
        Flow body = new Flow(sink);
        Flow notes = new Flow(sink);
        float column = left;
        PdfReader.@Nullable Line before = null;
        for (int at = 0; at < lines.size(); at++) {
            PdfReader.Line line = lines.get(at);
            int caption = captionOf(at, column);
            if (caption >= 0) {
                lines.subList(at, caption + 1).forEach(label -> sink.leftOut("labels of figures", label.text()));
                at = caption;
                continue;
            }
            if (isDisplay(line, column)) {
                if (PdfFormulas.isRelation(line, next(at)) && body.isOpen()) {
                    body.goOn(line);
                    before = line;
                } else {
                    sink.leftOut("formula", line.text());
                }
                continue;
            }
            if (before != null && (line.page() != before.page() || line.top() < before.top() - 2 * spacing)) {
                column = columnOf(line, column);
            }
            boolean small = line.size() < size - SAME_SIZE;
            boolean within = before != null && isContinued(before, line);
            Flow flow = (within ? isNote(before) : small) ? notes : body;
            if (flow == body) {
                notes.end();
            } else if (body.isWhole()) {
                body.end();
            }
            flow.add(line, column);
            before = within ? before : line;
        }
        notes.end();
        body.end();
    }

    /** Whether a line is set smaller than the text: a footnote stands between two pages of a sentence. */
    private boolean isNote(PdfReader.@Nullable Line line) {
        return line != null && line.size() < size - SAME_SIZE;
    }

    /** Lines that follow each other as one text. */
    private final class Flow {
        private final BlockSink sink;
        private final StringBuilder paragraph = new StringBuilder();
        private PdfReader.@Nullable Line before;
        private Block.Kind kind = Block.Kind.PARAGRAPH;

        Flow(BlockSink sink) {
            this.sink = sink;
        }

        void add(PdfReader.Line line, float column) {
            if (before == null || starts(line, before, column)) {
                end();
                kind = isHeading(line) ? Block.Kind.HEADING : Block.Kind.PARAGRAPH;
                paragraph.append(line.text());
            } else {
                Hyphens.join(paragraph, line.text(), true);
            }
            before = line;
        }

        /** Takes a line as the next one of the paragraph, wherever it stands. */
        void goOn(PdfReader.Line line) {
            paragraph.append(' ').append(line.text());
            before = line;
        }

        /** Whether a sentence was begun that has no full stop yet. */
        boolean isOpen() {
            return before != null
                    && kind == Block.Kind.PARAGRAPH
                    && FULL_STOPS.indexOf(paragraph.charAt(paragraph.length() - 1)) < 0;
        }

        /** Whether nothing speaks for a sentence that goes on below the notes. */
        boolean isWhole() {
            return before == null || kind == Block.Kind.HEADING || endsSentence(before);
        }

        void end() {
            if (!paragraph.isEmpty()) {
                sink.block(new Block(kind, paragraph.toString(), null));
            }
            paragraph.setLength(0);
            before = null;
        }
    }

    /** Where the lines of this line's column begin: of a later column far from the margin of the first one. */
    private float columnOf(PdfReader.Line line, float column) {
        boolean indented = line.left() - column > INDENT * size && line.left() - column < 4 * size;
        boolean shifted = Math.abs(line.left() - column) > 4 * size;
        return indented ? column : shifted ? line.left() : Math.min(line.left(), column);
    }

    private boolean starts(PdfReader.Line line, PdfReader.Line before, float column) {
        if (line.text().startsWith("***") || before.text().endsWith("***")) {
            return true;
        }
        if (Math.abs(line.size() - before.size()) >= SAME_SIZE) {
            return !isContinued(before, line);
        }
        if (!endsSentence(before) && !startsLarge(line)) {
            return false;
        }
        boolean gap = line.page() == before.page() && line.top() - before.top() > WIDE_GAP * spacing;
        boolean indent = line.left() - column > INDENT * size && before.left() - column <= INDENT * size;
        boolean indentAgain = line.left() - column > INDENT * size && endsSentence(before) && startsLarge(line);
        return indent || indentAgain || (gap && (endsSentence(before) || startsLarge(line)));
    }

    private static boolean isContinued(PdfReader.Line before, PdfReader.Line line) {
        return !endsSentence(before)
                && line.page() == before.page()
                && Math.abs(line.top() - before.top()) < Math.max(line.size(), before.size());
    }

    private static boolean endsSentence(PdfReader.Line line) {
        return ".!?…:;”\"»)".indexOf(line.text().charAt(line.text().length() - 1)) >= 0;
    }

    private static boolean startsLarge(PdfReader.Line line) {
        int first = line.text()
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .findFirst()
                .orElse('A');
        return !Character.isLowerCase(first) && !PdfFormulas.isFractionFirst(line);
    }

    private boolean isHeading(PdfReader.Line line) {
        boolean larger = line.size() > size + SAME_SIZE;
        boolean capitals = line.text().codePoints().noneMatch(Character::isLowerCase);
        return line.text().length() <= LONGEST_HEADING && (larger || capitals);
    }

    /** The number of a figure's caption, which is this line or follows its labels, of which this is the first; or -1. */
    private int captionOf(int at, float column) {
        int end = Math.min(lines.size(), at + MOST_LABELS);
        for (int i = at; i < end && lines.get(i).page() == lines.get(at).page(); i++) {
            if (CAPTION.matcher(lines.get(i).text()).matches()) {
                return i;
            }
            if (!isLabel(i, column)) {
                return -1;
            }
        }
        return -1;
    }

    private PdfReader.@Nullable Line next(int at) {
        return at + 1 < lines.size() ? lines.get(at + 1) : null;
    }

    /** A few words away from the margin; nearer to it, if what comes next stands above them, as in no text. */
    private boolean isLabel(int at, float column) {
        PdfReader.Line line = lines.get(at);
        PdfReader.@Nullable Line next = next(at);
        boolean goesUp = next != null && next.top() < line.top();
        return line.left() - column > (goesUp ? INDENT : LABEL) * size
                && WORD.splitAsStream(line.text()).count() <= LONGEST_LABEL;
    }

    /** A formula or a figure's letters: away from the margin, with hardly a word. */
    private boolean isDisplay(PdfReader.Line line, float column) {
        String[] parts = WORD.split(line.text(), -1);
        long words = java.util.Arrays.stream(parts)
                .filter(part -> part.codePoints().filter(Character::isLetter).count() >= 3)
                .count();
        boolean off = Math.abs(line.left() - column) > size / 2;
        if (SPEECH.matcher(line.text()).find()) {
            return false;
        }
        boolean wordless = words == 0 && (off || line.text().codePoints().noneMatch(Character::isLetter));
        return wordless || (off && parts.length >= 4 && words * 4 < parts.length);
    }
}
