package dev.stellator.importer.internal.read;

/** What a reader says of a file beside its text. */
public interface Account {
    /** Nobody listens. */
    Account NONE = new Account() {};

    /** Something about the file that its reader should know, such as damage that was read around. */
    default void remark(String remark) {}

    /**
     * Text that is none of the file's own.
     *
     * @param rule what it was left out as, a few words: {@code navigation}
     */
    default void leftOut(String rule, long characters) {}
}
