package dev.stellator.importer.internal.analyse;

/**
 * The language of a text.
 *
 * @param code ISO 639-1, or {@code und} where it is not known
 */
public record Language(String code) {
    public static final Language ENGLISH = new Language("en");
    public static final Language RUSSIAN = new Language("ru");
    public static final Language GERMAN = new Language("de");
    public static final Language FRENCH = new Language("fr");
    public static final Language SPANISH = new Language("es");
    public static final Language ITALIAN = new Language("it");
    public static final Language PORTUGUESE = new Language("pt");
    public static final Language CHINESE = new Language("zh");
    public static final Language JAPANESE = new Language("ja");
    public static final Language KOREAN = new Language("ko");
    public static final Language THAI = new Language("th");
    public static final Language ARABIC = new Language("ar");
    public static final Language HEBREW = new Language("he");
    public static final Language HINDI = new Language("hi");
    public static final Language UNKNOWN = new Language("und");

    @Override
    public String toString() {
        return code;
    }
}
