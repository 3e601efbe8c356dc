/** The probe: does a thought fall into an existing basin, with which p-value, and why. */
@NullMarked
package dev.stellator.engine.probe;

import org.jspecify.annotations.NullMarked;
