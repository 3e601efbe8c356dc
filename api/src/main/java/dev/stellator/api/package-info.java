/**
 * The use cases, each a method with a record of settings and a record of results, over one {@link
 * dev.stellator.api.Workspace} that opens graph, encoder and model when they are first asked for and closes them together.
 * {@link dev.stellator.Stellator} is the front door.
 */
@NullMarked
package dev.stellator.api;

import org.jspecify.annotations.NullMarked;
