package dev.stellator.importer.internal.repair;

import com.optimaize.langdetect.i18n.LdLocale;
import com.optimaize.langdetect.profiles.LanguageProfile;
import com.optimaize.langdetect.profiles.LanguageProfileReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How much a text looks like one in a language that is known, by its letters beyond ASCII and their neighbours: the mean
 * logarithm of their probability under the letter n-grams of the best language (the profiles of the library
 * language-detector). Text that was read in a wrong encoding has letters that hardly follow each other in any. Thread-safe.
 */
final class LetterModel {
    /** What a sign costs that stands in many texts, one that hardly ever does, and one that never does. */
    private static final double SIGN = -8;

    private static final double RARE_SIGN = -13;
    private static final double NO_SIGN = -25;
    private static final double IN_WORD = -6;
    private static final double LEAST = 1e-9;
    private static final double THREE = 0.6;
    private static final double TWO = 0.3;
    private static final double ONE = 0.0005;

    /** Letters that are looked at. */
    private static final int ENOUGH = 1200;

    private static final String SIGNS = "“”„‘’‚«»‹›–—…•·°§№€£¥©®™×½¼¾²³¿¡ºª、。「」『』，．：；！？（）《》【】・ー〜　";

    /** The profiles of languages by the scripts that they are written in, read once, when first needed. */
    private static final class Profiles {
        static final Map<UnicodeScript, List<Profile>> BY_SCRIPT = read();

        private static Map<UnicodeScript, List<Profile>> read() {
            Map<UnicodeScript, List<Profile>> found = new HashMap<>();
            try {
                for (LanguageProfile profile : new LanguageProfileReader().readAllBuiltIn()) {
                    Profile known = new Profile(
                            profile,
                            profile.getNumGramOccurrences(1),
                            profile.getNumGramOccurrences(2),
                            profile.getNumGramOccurrences(3));
                    for (UnicodeScript script : scripts(profile.getLocale())) {
                        found.computeIfAbsent(script, key -> new ArrayList<>()).add(known);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the profiles of languages on the class path cannot be read", e);
            }
            return found;
        }

        private static List<UnicodeScript> scripts(LdLocale locale) {
            return switch (locale.getLanguage()) {
                case "ru", "uk", "be", "bg", "sr", "mk" -> List.of(UnicodeScript.CYRILLIC);
                case "el" -> List.of(UnicodeScript.GREEK);
                case "he", "yi" -> List.of(UnicodeScript.HEBREW);
                case "ar", "fa", "ur" -> List.of(UnicodeScript.ARABIC);
                case "th" -> List.of(UnicodeScript.THAI);
                case "hi", "mr", "ne" -> List.of(UnicodeScript.DEVANAGARI);
                case "bn", "gu", "ja", "km", "kn", "ko", "ml", "pa", "ta", "te", "zh" -> List.of();
                default -> List.of(UnicodeScript.LATIN);
            };
        }
    }

    private record Profile(LanguageProfile grams, long ones, long twos, long threes) {
        double probability(Letter letter) {
            double three = grams.getFrequency(letter.three()) / (double) Math.max(1, threes);
            double two = Math.max(grams.getFrequency(letter.before()), grams.getFrequency(letter.after()))
                    / (double) Math.max(1, twos);
            double one = grams.getFrequency(letter.one()) / (double) Math.max(1, ones);
            return Math.log(Math.max(LEAST, THREE * three + TWO * two + ONE * one));
        }
    }

    /** A letter beyond ASCII with its neighbours; white space stands for what is no letter. */
    private record Letter(String one, String before, String after, String three, boolean misplaced) {
        static Letter at(String text, String lower, int at) {
            char before = at > 0 && Character.isLetter(lower.charAt(at - 1)) ? lower.charAt(at - 1) : ' ';
            char after =
                    at + 1 < lower.length() && Character.isLetter(lower.charAt(at + 1)) ? lower.charAt(at + 1) : ' ';
            char own = lower.charAt(at);
            boolean turned =
                    at > 0 && Character.isUpperCase(text.charAt(at)) && Character.isLowerCase(text.charAt(at - 1));
            boolean misplaced = turned || isStranger(own, before) || isStranger(own, after);
            return new Letter(
                    String.valueOf(own),
                    String.valueOf(new char[] {before, own}),
                    String.valueOf(new char[] {own, after}),
                    String.valueOf(new char[] {before, own, after}),
                    misplaced);
        }

        /** Whether a letter of another alphabet stands in the same word. */
        private static boolean isStranger(char own, char beside) {
            return Character.isLetter(beside)
                    && UnicodeScript.of(beside) != UnicodeScript.COMMON
                    && UnicodeScript.of(own) != UnicodeScript.COMMON
                    && UnicodeScript.of(own) != UnicodeScript.INHERITED
                    && UnicodeScript.of(beside) != UnicodeScript.of(own);
        }
    }

    private LetterModel() {}

    /** The mean over all characters beyond ASCII; 0 where there are none. */
    static double score(CharSequence decoded) {
        String text = Normalizer.normalize(decoded, Normalizer.Form.NFC);
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.length() != text.length()) {
            lower = text;
        }
        Map<UnicodeScript, List<Letter>> letters = new HashMap<>();
        List<Character> han = new ArrayList<>();
        double sum = 0;
        int count = 0;
        for (int at = 0; at < text.length() && count < ENOUGH; at++) {
            char c = text.charAt(at);
            if (c < 0x80) {
                count += Character.isISOControl(c) && !Character.isWhitespace(c) ? 1 : 0;
                sum += Character.isISOControl(c) && !Character.isWhitespace(c) ? NO_SIGN : 0;
                continue;
            }
            count++;
            if (isHan(c) || EastAsian.isSyllable(c)) {
                sum += isStrayOfThousands(text, at) ? Math.log(LEAST) : 0;
            }
            if (EastAsian.isSyllable(c)) {
                sum += EastAsian.syllable(c);
            } else if (isHan(c)) {
                han.add(c);
            } else if (Character.isLetter(c) || isMark(c)) {
                letters.computeIfAbsent(UnicodeScript.of(c), key -> new ArrayList<>())
                        .add(Letter.at(text, lower, at));
            } else {
                sum += sign(c) + (isInWord(text, at) ? IN_WORD : 0);
            }
        }
        sum += EastAsian.han(han);
        for (Map.Entry<UnicodeScript, List<Letter>> entry : letters.entrySet()) {
            sum += best(entry.getKey(), entry.getValue());
        }
        return count == 0 ? 0 : sum / count;
    }

    private static boolean isMark(char c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
    }

    private static boolean isHan(char c) {
        UnicodeScript script = UnicodeScript.of(c);
        return script == UnicodeScript.HAN || script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA;
    }

    /** A Chinese character alone at or in a word of small letters, or right beside a Korean syllable. */
    private static boolean isStrayOfThousands(String text, int at) {
        char before = at > 0 ? text.charAt(at - 1) : ' ';
        char after = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        boolean inWord = (Character.isLowerCase(before) && !isEastAsian(after))
                || (Character.isLowerCase(after) && !isEastAsian(before));
        boolean mixed = EastAsian.isSyllable(text.charAt(at)) && (isHan(before) || isHan(after));
        return inWord || mixed;
    }

    private static boolean isEastAsian(char c) {
        return isHan(c) || EastAsian.isSyllable(c) || (c >= '\u3000' && c <= '\u303F') || c >= '\uFF00';
    }

    /** Whether a sign stands between two letters, where only apostrophes, dashes and dots do. */
    private static boolean isInWord(String text, int at) {
        return at > 0
                && at + 1 < text.length()
                && Character.isLetter(text.charAt(at - 1))
                && Character.isLowerCase(text.charAt(at + 1))
                && "’‘–—…·°".indexOf(text.charAt(at)) < 0;
    }

    private static double sign(char c) {
        if (SIGNS.indexOf(c) >= 0 || Character.isSpaceChar(c)) {
            return SIGN;
        }
        boolean never = Character.isISOControl(c)
                || c == '\uFFFD'
                || !Character.isDefined(c)
                || Character.getType(c) == Character.PRIVATE_USE;
        return never ? NO_SIGN : RARE_SIGN;
    }

    private static double best(UnicodeScript script, List<Letter> letters) {
        double best = Double.NEGATIVE_INFINITY;
        for (Profile profile : Profiles.BY_SCRIPT.getOrDefault(script, List.of())) {
            double sum = 0;
            for (Letter letter : letters) {
                sum += letter.misplaced() ? Math.log(LEAST) : profile.probability(letter);
            }
            best = Math.max(best, sum);
        }
        return best > Double.NEGATIVE_INFINITY ? best : letters.size() * Math.log(LEAST);
    }
}
