package dev.stellator.importer.internal.segment;

import org.jspecify.annotations.Nullable;

/**
 * The text of one thought.
 *
 * @param speaker who says it, where the document tells
 */
public record Passage(String text, @Nullable String speaker) {}
