package dev.stellator.worker.pull;

/**
 * A wheel of the Python package index.
 *
 * @param project name of the package, as the index writes it
 * @param file name of the wheel's file, version included
 * @param size bytes
 * @param sha256 hexadecimal
 */
public record Wheel(String project, String file, long size, String sha256) {}
