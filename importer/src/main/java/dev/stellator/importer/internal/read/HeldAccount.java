package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Holds what is said of a part of a file until it is known whether the part is read. */
final class HeldAccount implements Account {
    private final List<Consumer<Account>> said = new ArrayList<>();

    @Override
    public void remark(String remark) {
        said.add(account -> account.remark(remark));
    }

    @Override
    public void found(String text) {
        said.add(account -> account.found(text));
    }

    @Override
    public void leftOut(String rule, String text) {
        said.add(account -> account.leftOut(rule, text));
    }

    /** The part is read. */
    void release(Account account) {
        said.forEach(each -> each.accept(account));
        said.clear();
    }
}
