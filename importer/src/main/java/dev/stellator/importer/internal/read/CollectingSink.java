package dev.stellator.importer.internal.read;

import java.util.List;

/** Collects the blocks of a piece of a text, and passes on what is left out of it. */
record CollectingSink(List<Block> blocks, Account account) implements BlockSink {
    @Override
    public void title(String title) {
        // A piece has none.
    }

    @Override
    public void block(Block block) {
        blocks.add(block);
    }

    @Override
    public void remark(String remark) {
        account.remark(remark);
    }

    @Override
    public void leftOut(String rule, String text) {
        account.leftOut(rule, text);
    }
}
