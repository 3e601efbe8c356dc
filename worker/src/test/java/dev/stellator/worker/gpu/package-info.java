/** Tests of what is said of graphics processors. */
@NullMarked
package dev.stellator.worker.gpu;

import org.jspecify.annotations.NullMarked;
