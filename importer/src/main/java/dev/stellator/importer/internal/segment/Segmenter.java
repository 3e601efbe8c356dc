package dev.stellator.importer.internal.segment;

import dev.stellator.importer.ThoughtLimits;
import dev.stellator.importer.internal.read.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
    private final Consumer<Passage> out;
    private @Nullable Passage held;

    public Segmenter(ThoughtLimits limits, Consumer<Passage> out) {
        this.limits = limits;
        this.clauses = new ClauseSplitter(limits);
        this.out = out;
    }

    public void block(Block block) {
        if (block.kind() == Block.Kind.CODE) {
            end();
            code(block);
            return;
        }
        List<String> parts = new ArrayList<>();
        for (String sentence : sentences.split(block.text())) {
            clauses.split(sentence, parts);
        }
        boolean opensBlock = true;
        for (String part : parts) {
            add(new Passage(part, block.speaker()), opensBlock, block.kind());
            opensBlock = false;
        }
    }

    public void end() {
        if (held != null) {
            out.accept(held);
        }
        held = null;
    }

    /** Code is cut between lines only. */
    private void code(Block block) {
        StringBuilder part = new StringBuilder();
        for (String line : block.text().lines().toList()) {
            if (!part.isEmpty() && part.length() + line.length() >= limits.maxCharacters()) {
                out.accept(new Passage(part.toString(), block.speaker()));
                part.setLength(0);
            }
            part.append(part.isEmpty() ? "" : "\n").append(line);
        }
        if (!part.toString().isBlank()) {
            out.accept(new Passage(part.toString(), block.speaker()));
        }
    }

    private void add(Passage part, boolean opensBlock, Block.Kind kind) {
        Passage before = held;
        if (before == null) {
            held = part;
            return;
        }
        boolean joins = isShort(before.text()) || (isShort(part.text()) && !(opensBlock && kind == Block.Kind.HEADING));
        String joined = before.text() + separator(before.text(), opensBlock) + part.text();
        if (joins && Objects.equals(before.speaker(), part.speaker()) && clauses.fits(joined)) {
            held = new Passage(joined, part.speaker());
        } else {
            out.accept(before);
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
