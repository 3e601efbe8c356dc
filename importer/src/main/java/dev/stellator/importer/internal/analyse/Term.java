package dev.stellator.importer.internal.analyse;

/**
 * A content word in a thought.
 *
 * @param normalised its stem
 * @param surface as it stands in the text; the first word of a text and words in capitals are written small
 * @param adjacent whether nothing but white space or a hyphen parts it from the content word before it
 * @param concept whether it becomes a token; others only keep their place between concepts
 */
public record Term(String normalised, String surface, boolean adjacent, boolean concept) {}
