/** What {@code --json} prints and the server answers, with its schemas; paths of the machine taken out. */
@NullMarked
package dev.stellator.api.json;

import org.jspecify.annotations.NullMarked;
