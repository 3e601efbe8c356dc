package dev.stellator.cli;

import dev.stellator.engine.learned.LearnedField;

/** A field on a page: its numbers beside what was measured. */
record FieldView(FieldOutput output, LearnedField numbers) {}
