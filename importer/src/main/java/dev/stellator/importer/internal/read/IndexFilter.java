package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Leaves out an index: what follows a heading that says so, up to the next prose, if page numbers are thick in it.
 * What seems to be one and is not comes out whole.
 */
final class IndexFilter {
    private static final int PROSE = 200;
    private static final int PATIENCE = 5000;

    /** Characters to a page number, at most, in an index. */
    private static final int THICK = 60;

    private static final Pattern PAGE = Pattern.compile(",\\s++\\p{Nd}{1,4}\\b");

    private final Account account;
    private final Consumer<Block> out;
    private final List<Block> held = new ArrayList<>();

    IndexFilter(Account account, Consumer<Block> out) {
        this.account = account;
        this.out = out;
    }

    void accept(Block block) {
        boolean opens = Furniture.opensIndex(block.text());
        boolean isProse = block.text().length() >= PROSE && !isThick(block.text());
        if (held.isEmpty() && !opens) {
            out.accept(block);
            return;
        }
        if (isProse || opens || held.size() > PATIENCE) {
            end();
        }
        if (isProse) {
            out.accept(block);
        } else {
            held.add(block);
        }
    }

    /** To be called after the last block. */
    void end() {
        StringBuilder text = new StringBuilder();
        held.forEach(block -> text.append(block.text()).append('\n'));
        if (isThick(text)) {
            held.forEach(entry -> account.leftOut("index", entry.text()));
        } else {
            held.forEach(out);
        }
        held.clear();
    }

    private static boolean isThick(CharSequence text) {
        long pages = PAGE.matcher(text).results().count();
        return pages * THICK >= text.length();
    }
}
