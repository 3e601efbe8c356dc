package dev.stellator.importer.internal.segment;

import dev.stellator.engine.graph.ThoughtUnit;
import dev.stellator.importer.ThoughtLimits;
import dev.stellator.importer.internal.read.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns blocks into thoughts: their sentences, or the blocks themselves. The last thought is held back until the next one
 * is known, since a short one may join it: call {@link #end()} after the last block. A short beginning of a block joins what follows in the block, a term opens the
 * thought of its definition. Not thread-safe.
 */
public final class Segmenter {
    /** Characters of a block that tell its language. */
    private static final int TELLING = 400;

    private final SentenceSplitter sentences = new SentenceSplitter();
    private final ThoughtUnit unit;
    private final ThoughtLimits limits;
    private final ClauseSplitter clauses;
    private final Function<String, String> languages;
    private final Consumer<Passage> out;
    private String language = "";
    private @Nullable Passage held;
    private @Nullable Passage term;

    /** For text whose language is told by its letters alone. */
    public Segmenter(ThoughtLimits limits, Consumer<Passage> out) {
        this(ThoughtUnit.SENTENCE, limits, text -> "", out);
    }

    /** @param languages the ISO 639-1 code of a text's language, empty where it cannot be told */
    public Segmenter(
            ThoughtUnit unit, ThoughtLimits limits, Function<String, String> languages, Consumer<Passage> out) {
        this.unit = unit;
        this.limits = limits;
        this.clauses = new ClauseSplitter(limits);
        this.languages = languages;
        this.out = out;
    }

    public void block(Block block) {
        switch (block.kind()) {
            case CODE -> {
                end();
                code(block);
            }
            case TERM -> term(block);
            case HEADING, PARAGRAPH -> prose(block);
        }
    }

    private void term(Block block) {
        Passage before = term;
        if (before != null && Objects.equals(before.speaker(), block.speaker())) {
            term = new Passage(before.text() + ", " + block.text(), block.speaker());
        } else {
            endTerm();
            term = new Passage(block.text(), block.speaker());
        }
    }

    /** A term that no definition follows stands alone. */
    private void endTerm() {
        Passage last = term;
        term = null;
        if (last != null) {
            add(last, true, true);
        }
    }

    private void prose(Block block) {
        List<String> parts = new ArrayList<>();
        if (unit != ThoughtUnit.SENTENCE && clauses.fits(block.text())) {
            parts.add(block.text());
        } else {
            for (String sentence : sentences.split(block.text(), language(block.text()))) {
                clauses.split(sentence, parts);
            }
            if (unit != ThoughtUnit.SENTENCE) {
                pack(parts);
            }
        }
        boolean heading = block.kind() == Block.Kind.HEADING;
        for (int i = 0; i < parts.size(); i++) {
            boolean standsBefore = heading || parts.size() > i + 1;
            add(withTerm(new Passage(parts.get(i), block.speaker()), heading), i == 0, standsBefore);
        }
    }

    /** Joins what stands together again as far as it fits. */
    private void pack(List<String> parts) {
        List<String> packed = new ArrayList<>();
        for (String part : parts) {
            String joined = packed.isEmpty() ? part : packed.get(packed.size() - 1) + " " + part;
            if (!packed.isEmpty() && clauses.fits(joined)) {
                packed.set(packed.size() - 1, joined);
            } else {
                packed.add(part);
            }
        }
        parts.clear();
        parts.addAll(packed);
    }

    /** The first passage of a definition, with its term before it. */
    private Passage withTerm(Passage part, boolean heading) {
        Passage before = term;
        if (before == null) {
            return part;
        }
        String joined = before.text() + separator(before.text(), part.text(), true) + part.text();
        if (!heading && Objects.equals(before.speaker(), part.speaker()) && clauses.fits(joined)) {
            term = null;
            return new Passage(joined, part.speaker());
        }
        endTerm();
        return part;
    }

    /** The language of a block; where it is too short to tell, that of the blocks before it. */
    private String language(String text) {
        if (!SentenceSplitter.mayEndInside(text)) {
            return language;
        }
        String told = languages.apply(text.length() > TELLING ? text.substring(0, TELLING) : text);
        language = told.isEmpty() ? language : told;
        return language;
    }

    public void end() {
        endTerm();
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

    /** @param standsBefore whether the part belongs to what follows, rather than to what was before its block */
    private void add(Passage part, boolean opensBlock, boolean standsBefore) {
        Passage before = held;
        if (before == null) {
            held = part;
            return;
        }
        boolean joins = unit != ThoughtUnit.RECORD
                && (isShort(before.text()) || (isShort(part.text()) && !(opensBlock && standsBefore)));
        String joined = before.text() + separator(before.text(), part.text(), opensBlock) + part.text();
        if (joins && Objects.equals(before.speaker(), part.speaker()) && clauses.fits(joined)) {
            held = new Passage(joined, part.speaker());
        } else {
            out.accept(before);
            held = part;
        }
    }

    /** A heading has no full stop of its own; between two blocks it gets one. */
    private static String separator(String before, String after, boolean opensBlock) {
        int last = before.codePointBefore(before.length());
        boolean open = opensBlock && Character.isLetterOrDigit(last);
        if (Scripts.endsFullWidth(before) && Scripts.isFullWidth(after.codePointAt(0))) {
            return open ? "。" : "";
        }
        return open ? ". " : " ";
    }

    private boolean isShort(String text) {
        return Words.count(text) < limits.minWords();
    }
}
