package dev.stellator.engine.graph;

/**
 * A stored thought.
 *
 * @param documentId the document it stands in; the one with the smallest id where it stands in several
 * @param position its place in that document, counted from 0
 * @param embedding unit vector; not copied, treated as read-only by everyone
 */
public record Thought(String id, String text, String language, String documentId, int position, float[] embedding) {}
