/** What graphics processors there are, and whether the tensor library can use them. */
@NullMarked
package dev.stellator.worker.gpu;

import org.jspecify.annotations.NullMarked;
