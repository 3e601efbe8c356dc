package dev.stellator.importer.internal.read;

import dev.stellator.importer.internal.repair.Mojibake;
import dev.stellator.importer.internal.repair.TextNormaliser;
import java.util.ArrayList;
import java.util.List;

/**
 * Between a reader of a rich format and its sink: repairs and tidies each block, cuts what is too long, and leaves out
 * furniture, a table of contents, an index, and what a library puts before and after a text. What stands before the first
 * {@value #PATIENCE} characters is held back until it is known whether a library's mark ends it.
 */
final class FilteredSink implements BlockSink {
    private static final int PATIENCE = 60_000;

    private static final String LIBRARY = "library's header and footer";

    private final BlockSink out;
    private final IndexFilter index;
    private final ContentsFilter contents;
    private final List<Block> held = new ArrayList<>();
    private int heldCharacters;
    private boolean begun;
    private boolean ended;

    FilteredSink(BlockSink out) {
        this.out = out;
        this.index = new IndexFilter(out, out::block);
        this.contents = new ContentsFilter(true, out, index::accept);
    }

    @Override
    public void title(String title) {
        String tidy = TextNormaliser.tidy(Mojibake.repair(title));
        if (!tidy.isEmpty()) {
            out.title(tidy);
        }
    }

    @Override
    public void remark(String remark) {
        out.remark(remark);
    }

    @Override
    public void found(String text) {
        out.found(text);
    }

    @Override
    public void leftOut(String rule, String text) {
        out.leftOut(rule, text);
    }

    @Override
    public void block(Block block) {
        if (block.kind() == Block.Kind.CODE) {
            out.block(block);
            return;
        }
        String rest = Furniture.withoutBullet(TextNormaliser.tidy(Mojibake.repair(block.text())));
        while (rest.length() > LineReader.LIMIT) {
            int cut = CutPoints.before(rest, LineReader.LIMIT);
            pass(block.withText(rest.substring(0, cut).strip()));
            rest = rest.substring(cut).strip();
        }
        pass(block.withText(rest));
    }

    private void pass(Block block) {
        if (Furniture.isHeaderEnd(block.text())) {
            begun = true;
            held.forEach(before -> out.leftOut(LIBRARY, before.text()));
            held.clear();
            out.leftOut(LIBRARY, block.text());
            return;
        }
        ended |= Furniture.isFooterStart(block.text());
        if (ended || Furniture.isFurniture(block.text())) {
            out.leftOut(ended ? LIBRARY : "page furniture", block.text());
            return;
        }
        if (begun) {
            contents.accept(block);
            return;
        }
        held.add(block);
        heldCharacters += block.text().length();
        if (heldCharacters > PATIENCE) {
            release();
        }
    }

    private void release() {
        begun = true;
        held.forEach(contents::accept);
        held.clear();
    }

    /** To be called after the last block. */
    void end() {
        if (!begun) {
            release();
        }
        contents.end();
        index.end();
    }
}
