package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Leaves out a table of contents: the short paragraphs between its heading and the first paragraph of prose, save the
 * last, which is that prose's heading. Where no prose comes, or not soon enough, nothing is left out.
 */
final class ContentsFilter {
    private static final int PROSE = 200;
    private static final int PATIENCE = 1000;

    private final Consumer<Block> out;
    private final List<Block> held = new ArrayList<>();
    private boolean inside;
    private boolean done;

    ContentsFilter(Consumer<Block> out) {
        this.out = out;
    }

    void accept(Block paragraph) {
        if (!inside && !done && Furniture.opensContents(paragraph.text())) {
            inside = true;
            return;
        }
        if (!inside) {
            out.accept(paragraph);
            return;
        }
        if (paragraph.text().length() >= PROSE) {
            leave(held.isEmpty() ? held : held.subList(held.size() - 1, held.size()));
            out.accept(paragraph);
            return;
        }
        held.add(paragraph);
        if (held.size() > PATIENCE) {
            leave(held);
        }
    }

    void end() {
        if (inside) {
            leave(held);
        }
    }

    private void leave(List<Block> kept) {
        inside = false;
        done = true;
        kept.forEach(out);
        held.clear();
    }
}
