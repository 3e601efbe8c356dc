/** Training along a path: modulations learned under a program, the base model frozen, on the basin's own thoughts only. */
@NullMarked
package dev.stellator.study.training;

import org.jspecify.annotations.NullMarked;
