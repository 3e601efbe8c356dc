/** Text as its author wrote it: wrong decodings undone, Unicode in one form, nothing invisible. */
@NullMarked
package dev.stellator.importer.internal.repair;

import org.jspecify.annotations.NullMarked;
