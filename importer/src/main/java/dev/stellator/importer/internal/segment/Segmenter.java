package dev.stellator.importer.internal.segment;

import dev.stellator.importer.ThoughtLimits;
import dev.stellator.importer.internal.read.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns blocks into thoughts. The last thought is held back until the next one is known, since a short one may join it:
 * call {@link #end()} after the last block. Not thread-safe.
 */
public final class Segmenter {
    private final SentenceSplitter sentences = new SentenceSplitter();
    private final ThoughtLimits limits;
    private final ClauseSplitter clauses;
    private final Consumer<String> out;
    private @Nullable String held;

    public Segmenter(ThoughtLimits limits, Consumer<String> out) {
        this.limits = limits;
        this.clauses = new ClauseSplitter(limits);
        this.out = out;
    }

    public void block(Block block) {
        List<String> parts = new ArrayList<>();
        for (String sentence : sentences.split(block.text())) {
            clauses.split(sentence, parts);
        }
        boolean opensBlock = true;
        for (String part : parts) {
            add(part, opensBlock, block.kind());
            opensBlock = false;
        }
    }

    public void end() {
        if (held != null) {
            out.accept(held);
        }
        held = null;
    }

    private void add(String part, boolean opensBlock, Block.Kind kind) {
        if (held == null) {
            held = part;
            return;
        }
        boolean joins = isShort(held) || (isShort(part) && !(opensBlock && kind == Block.Kind.HEADING));
        String joined = held + separator(held, opensBlock) + part;
        if (joins && clauses.fits(joined)) {
            held = joined;
        } else {
            out.accept(held);
            held = part;
        }
    }

    /** A heading has no full stop of its own; between two blocks it gets one. */
    private static String separator(String before, boolean opensBlock) {
        return opensBlock && Character.isLetterOrDigit(before.codePointBefore(before.length())) ? ". " : " ";
    }

    private boolean isShort(String text) {
        return Words.count(text) < limits.minWords();
    }
}
