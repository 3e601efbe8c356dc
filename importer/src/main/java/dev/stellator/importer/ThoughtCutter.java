package dev.stellator.importer;

import dev.stellator.engine.graph.ThoughtUnit;
import dev.stellator.importer.internal.analyse.LanguageGuess;
import dev.stellator.importer.internal.read.Block;
import dev.stellator.importer.internal.segment.Passage;
import dev.stellator.importer.internal.segment.Segmenter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Cuts a text as an import with the same unit would: what is compared with thoughts must be cut as they were.
 *
 * <p>For one thread at a time.
 */
public final class ThoughtCutter {
    private static final Pattern BLANK_LINE = Pattern.compile("\\R\\s*\\R");
    private static final Pattern SPACES = Pattern.compile("\\s+");

    private final ThoughtUnit unit;
    private final LanguageGuess guess = new LanguageGuess();

    public ThoughtCutter(ThoughtUnit unit) {
        this.unit = unit;
    }

    public ThoughtUnit unit() {
        return unit;
    }

    /** The thoughts of a text, in order; the text itself where it has no words. */
    public List<String> cut(String text) {
        List<Passage> parts = new ArrayList<>();
        Segmenter segmenter = new Segmenter(unit, ThoughtLimits.of(unit), guess::likely, parts::add);
        List<String> paragraphs = unit == ThoughtUnit.RECORD ? List.of(text) : List.of(BLANK_LINE.split(text, -1));
        paragraphs.stream()
                .map(paragraph -> SPACES.matcher(paragraph).replaceAll(" ").strip())
                .filter(paragraph -> !paragraph.isEmpty())
                .forEach(paragraph -> segmenter.block(Block.paragraph(paragraph)));
        segmenter.end();
        return parts.isEmpty()
                ? List.of(text)
                : parts.stream().map(Passage::text).toList();
    }
}
