/** The front door for programs: {@link dev.stellator.Stellator} opens a graph and does with it what the commands do. */
@NullMarked
package dev.stellator;

import org.jspecify.annotations.NullMarked;
