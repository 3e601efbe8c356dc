/** What is asked of many paths at once: which there are, on which side of a split they stand, and how a field does on them. */
@NullMarked
package dev.stellator.study.field;

import org.jspecify.annotations.NullMarked;
