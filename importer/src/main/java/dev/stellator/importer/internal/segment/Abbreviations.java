package dev.stellator.importer.internal.segment;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Says whether a word with a full stop ends a sentence of a language, or is an abbreviation inside of one. */
final class Abbreviations {
    /** Languages with abbreviations of their own, beside English and Russian. */
    static final Set<String> LANGUAGES =
            Set.of("de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sk", "uk", "el", "sv", "da", "no");

    /** What may open a word without a blank. */
    static final String OPENING = "\"'“„‘«([{*_「『（《〈【〔";

    /** Languages that put a full stop after an ordinal number. */
    private static final Set<String> ORDINALS =
            Set.of("de", "cs", "sk", "pl", "da", "no", "fi", "hu", "hr", "sl", "et", "lv", "tr");

    private static final Pattern ORDINAL = Pattern.compile("^(?:\\p{Nd}{1,2}|[IVX]{1,6})\\.$");

    /** A word or number in full before a full stop, and not an abbreviation by its looks. */
    private static final Pattern FULL_WORD = Pattern.compile("^(?:\\p{L}{4,}+|\\p{Nd}++)\\.", Pattern.DOTALL);

    /** Years, and measures that are also names of something else. */
    private static final Pattern UNIT = Pattern.compile("\\d[\\s\\u00A0]*+(?:гг?|м|л|т)\\.$", Pattern.DOTALL);

    private static final Pattern AND_SO_ON = Pattern.compile("\\bт\\.[\\s\\u00A0]*+п\\.$", Pattern.DOTALL);
    private static final Set<String> UNITS = Set.of("г.", "гг.", "м.", "л.", "т.");
    private static final Set<String> COUNTRIES = Set.of("u.s.", "u.k.");

    /** Abbreviations before names that may stand at a sentence's end, too. */
    private static final Set<String> OPEN_ENDED = Set.of("st.", "al.", "mt.");

    private final String language;

    /** Abbreviations that never end a sentence, and those that end one when a capital follows. */
    private final Set<String> inner;

    private final Set<String> ending;

    /** Words that open a sentence more often than a name. */
    private final Set<String> openers;

    Abbreviations(String language) {
        this.language = language;
        boolean own = LANGUAGES.contains(language);
        inner = WordList.read(Abbreviations.class, "abbreviations-inner" + (own ? "-" + language : "") + ".txt");
        ending = WordList.read(Abbreviations.class, "abbreviations-final" + (own ? "-" + language : "") + ".txt");
        openers = WordList.read(Abbreviations.class, "openers" + (isGerman() ? "-de" : "") + ".txt");
    }

    private boolean isGerman() {
        return language.equals("de");
    }

    /** Whether ICU sees no border here for an abbreviation's sake, although it may end a Russian sentence: {@code руб.} */
    boolean isHeldBack(String sentence) {
        String word = lastWord(sentence);
        return Character.UnicodeScript.of(word.charAt(0)) == Character.UnicodeScript.CYRILLIC
                && ending.contains(word.toLowerCase(Locale.ROOT));
    }

    /** Whether a sentence's last word can end it before a number. */
    boolean isFullWord(String sentence) {
        String word = lastWord(sentence);
        String lower = word.toLowerCase(Locale.ROOT);
        return FULL_WORD.matcher(word).matches()
                && word.length() < sentence.length()
                && !inner.contains(lower)
                && !ending.contains(lower);
    }

    /**
     * Whether a sentence's last full stop belongs to an abbreviation, an initial or an ordinal number.
     *
     * @param at where the next word begins in the text
     */
    boolean end(String sentence, String text, int at) {
        char next = text.charAt(at);
        String word = lastWord(sentence);
        String bare = word.substring(0, word.length() - 1);
        if (isInitial(bare)) {
            return true;
        }
        String lower = word.toLowerCase(Locale.ROOT);
        if (bare.length() == 1
                && Character.isLowerCase(bare.charAt(0))
                && (Character.isDigit(next) || isLetterWithStop(text, at) || LANGUAGES.contains(language))) {
            return !(ending.contains(lower) && Character.isUpperCase(next) && !isLetterWithStop(text, at));
        }
        if (ORDINALS.contains(language) && ORDINAL.matcher(word).matches() && word.length() < sentence.length()) {
            return !openers.contains(Words.lowerWordAt(text, at));
        }
        if (UNITS.contains(lower)) {
            return !(Character.isUpperCase(next) && UNIT.matcher(sentence).find());
        }
        if (lower.equals("п.") && AND_SO_ON.matcher(sentence).find()) {
            return !Character.isUpperCase(next);
        }
        if (inner.contains(lower)) {
            return bare.equalsIgnoreCase("no")
                    ? Character.isDigit(next)
                    : !(OPEN_ENDED.contains(lower) && openers.contains(Words.lowerWordAt(text, at)));
        }
        if (COUNTRIES.contains(lower)) {
            return !openers.contains(Words.lowerWordAt(text, at));
        }
        if (isGerman()) {
            return ending.contains(lower) && !openers.contains(Words.lowerWordAt(text, at));
        }
        return ending.contains(lower)
                && (!Character.isUpperCase(next) || ending.contains(Words.lowerWordAt(text, at) + "."));
    }

    /** Whether a single letter with a full stop stands here: the second half of {@code z. B.} */
    private static boolean isLetterWithStop(String text, int at) {
        return at + 1 < text.length() && Character.isLetter(text.charAt(at)) && text.charAt(at + 1) == '.';
    }

    /** A capital by itself, save the English pronoun. */
    private static boolean isInitial(String word) {
        return word.length() == 1 && Character.isUpperCase(word.charAt(0)) && !word.equals("I");
    }

    /** The last word with its full stop, without what opens before it. */
    private static String lastWord(String sentence) {
        int start = sentence.length();
        while (start > 0 && !Character.isWhitespace(sentence.charAt(start - 1))) {
            start--;
        }
        while (start < sentence.length() - 1 && OPENING.indexOf(sentence.charAt(start)) >= 0) {
            start++;
        }
        return sentence.substring(start);
    }
}
