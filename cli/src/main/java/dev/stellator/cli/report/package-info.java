/** The report of a run: its data as JSON, and a self-contained page that draws them. */
@NullMarked
package dev.stellator.cli.report;

import org.jspecify.annotations.NullMarked;
