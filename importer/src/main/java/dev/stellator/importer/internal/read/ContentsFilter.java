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
    private static final String RULE = "contents";
    private static final int PATIENCE = 1000;

    private final boolean headings;
    private final Account account;
    private final Consumer<Block> out;
    private final List<Block> held = new ArrayList<>();
    private boolean inside;
    private boolean done;

    /** @param headings whether the document marks its headings, so that a paragraph under one is told from an entry */
    ContentsFilter(boolean headings, Account account, Consumer<Block> out) {
        this.account = account;
        this.headings = headings;
        this.out = out;
    }

    void accept(Block paragraph) {
        if (!inside && !done && Furniture.opensContents(paragraph.text())) {
            inside = true;
            account.leftOut(RULE, paragraph.text());
            return;
        }
        if (!inside) {
            out.accept(paragraph);
            return;
        }
        if (isProse(paragraph)) {
            int last = Math.max(0, held.size() - 1);
            held.subList(0, last).forEach(entry -> account.leftOut(RULE, entry.text()));
            leave(held.subList(last, held.size()));
            out.accept(paragraph);
            return;
        }
        held.add(paragraph);
        if (held.size() > PATIENCE) {
            leave(held);
        }
    }

    /** A long paragraph, and a shorter one that is whole sentences under a heading. */
    private boolean isProse(Block paragraph) {
        String text = paragraph.text();
        boolean headed =
                headings && !held.isEmpty() && held.get(held.size() - 1).kind() == Block.Kind.HEADING;
        return text.length() >= PROSE
                || (headed
                        && paragraph.kind() == Block.Kind.PARAGRAPH
                        && Furniture.isProse(text)
                        && ".!?…”\"»".indexOf(text.charAt(text.length() - 1)) >= 0);
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
