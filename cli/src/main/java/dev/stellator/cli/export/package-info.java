/** Formats that a whole graph is written in, and read from. */
@NullMarked
package dev.stellator.cli.export;

import org.jspecify.annotations.NullMarked;
