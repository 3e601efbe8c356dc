/** What takes how long, and whether measures measure: programs that the scripts of {@code benchmarks} run. */
@NullMarked
package dev.stellator.benchmarks;

import org.jspecify.annotations.NullMarked;
