package dev.stellator.engine.graph;

/**
 * A concept term of the corpus.
 *
 * @param text its display form: the most frequent surface form
 * @param documentFrequency number of thoughts that mention it
 */
public record Token(String id, String text, String language, long documentFrequency) {}
