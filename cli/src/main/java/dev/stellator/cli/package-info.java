/** Commands, their output and reports. */
@NullMarked
package dev.stellator.cli;

import org.jspecify.annotations.NullMarked;
