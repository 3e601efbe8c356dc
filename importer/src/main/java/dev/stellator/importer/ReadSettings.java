package dev.stellator.importer;

import org.jspecify.annotations.Nullable;

/**
 * How files are read.
 *
 * @param heldLimit bytes of a document at most, for formats that are held in memory (PDF and office files: four times)
 * @param textColumn column or field that holds the text of rows; guessed by common names where it is null
 * @param code whether blocks of code become thoughts, too
 */
public record ReadSettings(long heldLimit, @Nullable String textColumn, boolean code) {
    public static final ReadSettings DEFAULT = new ReadSettings(64L << 20, null, false);

    public ReadSettings {
        if (heldLimit < 1 || (textColumn != null && textColumn.isBlank())) {
            throw new IllegalArgumentException("expected heldLimit >= 1 and a name for the text column; found "
                    + heldLimit + ", '" + textColumn + "'");
        }
    }
}
