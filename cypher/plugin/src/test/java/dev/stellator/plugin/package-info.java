/** Runs the plug-in in a server of its own. */
@NullMarked
package dev.stellator.plugin;

import org.jspecify.annotations.NullMarked;
