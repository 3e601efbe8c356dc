package dev.stellator.importer.internal.read;

/**
 * What a reader says of a file beside its text. A reader accounts for the whole text of a file: each passage is a block, or
 * left out by a rule that has a name.
 */
public interface Account {
    /** Nobody listens. */
    Account NONE = new Account() {};

    /** Something about the file that its reader should know, such as damage that was read around. */
    default void remark(String remark) {}

    /** Text that the file holds, before any rule was applied; readers that cannot tell say nothing. */
    default void found(String text) {}

    /**
     * Text that is none of the file's own.
     *
     * @param rule what it was left out as, a few words: {@code navigation}
     */
    default void leftOut(String rule, String text) {}
}
