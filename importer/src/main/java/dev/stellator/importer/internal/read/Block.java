package dev.stellator.importer.internal.read;

/**
 * A run of text that belongs together: a paragraph, a heading, a list item.
 *
 * @param text white space is collapsed to single spaces
 */
public record Block(Kind kind, String text) {
    /** What a block was in its document. */
    public enum Kind {
        HEADING,
        PARAGRAPH
    }

    public static Block paragraph(String text) {
        return new Block(Kind.PARAGRAPH, text);
    }

    public static Block heading(String text) {
        return new Block(Kind.HEADING, text);
    }
}
