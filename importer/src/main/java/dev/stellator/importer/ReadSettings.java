package dev.stellator.importer;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How files are found and read.
 *
 * @param heldLimit bytes of a document at most, for formats that are held in memory (PDF and office files: four times)
 * @param textColumn column or field that holds the text of rows; guessed by common names where it is null
 * @param textElement names of the elements that hold the paragraphs of XML of an unknown kind, parted by commas; such XML is
 *     left out where it is null
 * @param code whether blocks of code become thoughts, too
 * @param fileTimeout what reading one document may take; by its size where it is null
 * @param followLinks whether symbolic links that lead out of the imported folder are followed
 */
public record ReadSettings(
        long heldLimit,
        @Nullable String textColumn,
        @Nullable String textElement,
        boolean code,
        @Nullable Duration fileTimeout,
        boolean followLinks) {
    public static final ReadSettings DEFAULT = new ReadSettings(64L << 20, null, null, false, null, false);

    /** By default a document has 20 s, and as many for each megabyte: some tens of times what readable ones take. */
    private static final long DEFAULT_SECONDS = 20;

    private static final long MEGABYTE = 1_000_000;

    public ReadSettings {
        if (heldLimit < 1
                || (textColumn != null && textColumn.isBlank())
                || (textElement != null && textElement.isBlank())) {
            throw new IllegalArgumentException("expected heldLimit >= 1 and a name for text column and element; found "
                    + heldLimit + ", '" + textColumn + "', '" + textElement + "'");
        }
        if (fileTimeout != null && (fileTimeout.isZero() || fileTimeout.isNegative())) {
            throw new IllegalArgumentException("expected a time for a file above zero, found " + fileTimeout);
        }
    }

    public ReadSettings withHeldLimit(long bytes) {
        return new ReadSettings(bytes, textColumn, textElement, code, fileTimeout, followLinks);
    }

    public ReadSettings withTextColumn(@Nullable String name) {
        return new ReadSettings(heldLimit, name, textElement, code, fileTimeout, followLinks);
    }

    public ReadSettings withTextElement(@Nullable String names) {
        return new ReadSettings(heldLimit, textColumn, names, code, fileTimeout, followLinks);
    }

    public ReadSettings withCode(boolean wanted) {
        return new ReadSettings(heldLimit, textColumn, textElement, wanted, fileTimeout, followLinks);
    }

    public ReadSettings withFileTimeout(@Nullable Duration timeout) {
        return new ReadSettings(heldLimit, textColumn, textElement, code, timeout, followLinks);
    }

    public ReadSettings withFollowLinks(boolean followed) {
        return new ReadSettings(heldLimit, textColumn, textElement, code, fileTimeout, followed);
    }

    /** What a document of this size may take. */
    Duration timeFor(long bytes) {
        return fileTimeout != null
                ? fileTimeout
                : Duration.ofSeconds(DEFAULT_SECONDS + DEFAULT_SECONDS * (bytes / MEGABYTE));
    }
}
