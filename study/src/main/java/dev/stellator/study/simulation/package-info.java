/**
 * A search over programs by many small trials along the graph's own paths, with a share of the documents that it never
 * sees, and random paths that go through the same acceptance.
 */
@NullMarked
package dev.stellator.study.simulation;

import org.jspecify.annotations.NullMarked;
