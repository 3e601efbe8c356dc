package dev.stellator.importer.internal.analyse;

/** What is told apart: English, Russian, and the rest. */
public enum Language {
    ENGLISH("en"),
    RUSSIAN("ru"),
    UNKNOWN("und");

    private final String code;

    Language(String code) {
        this.code = code;
    }

    /** ISO 639-1, or {@code und}. */
    public String code() {
        return code;
    }
}
