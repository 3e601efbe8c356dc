package dev.stellator.importer.internal.read;

import org.jspecify.annotations.Nullable;

/**
 * A run of text that belongs together: a paragraph, a heading, a list item.
 *
 * @param text white space is collapsed to single spaces
 * @param speaker who says it, where the document tells
 */
public record Block(Kind kind, String text, @Nullable String speaker) {
    /** What a block was in its document. */
    public enum Kind {
        HEADING,
        PARAGRAPH,
        /** What the block after it defines or says: a glossary's entry, the first cell of a row. */
        TERM,
        CODE
    }

    public static Block paragraph(String text) {
        return new Block(Kind.PARAGRAPH, text, null);
    }

    public static Block heading(String text) {
        return new Block(Kind.HEADING, text, null);
    }

    public static Block term(String text) {
        return new Block(Kind.TERM, text, null);
    }

    public static Block code(String text) {
        return new Block(Kind.CODE, text, null);
    }

    Block withText(String other) {
        return new Block(kind, other, speaker);
    }

    Block saidBy(@Nullable String someone) {
        return new Block(kind, text, someone);
    }
}
