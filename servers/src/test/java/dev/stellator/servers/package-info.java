/** Runs Stellator, as people start it, against real server processes. */
@NullMarked
package dev.stellator.servers;

import org.jspecify.annotations.NullMarked;
