package dev.stellator.importer.internal.segment;

import dev.stellator.importer.ThoughtLimits;
import java.util.List;
import java.util.regex.Pattern;

/** Splits a sentence that is too long at its strongest border near the middle, and the parts again. */
final class ClauseSplitter {
    private static final Pattern CONJUNCTION = Pattern.compile(
            "(?:and|but|or|nor|for|because|while|whereas|although|though|since|if|so|which|who|when|where|whereby|that"
                    + "|и|а|но|или|однако|потому|так|если|хотя|когда|где|который|которая|которое|которые|чтобы|что|ибо)\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS | Pattern.DOTALL);

    private final ThoughtLimits limits;

    ClauseSplitter(ThoughtLimits limits) {
        this.limits = limits;
    }

    boolean fits(CharSequence text) {
        return text.length() <= limits.maxCharacters() && Words.count(text) <= limits.maxWords();
    }

    void split(String text, List<String> out) {
        if (fits(text)) {
            if (!text.isEmpty()) {
                out.add(text);
            }
            return;
        }
        int cut = bestCut(text);
        split(text.substring(0, cut).strip(), out);
        split(text.substring(cut).strip(), out);
    }

    private static int bestCut(String text) {
        int middle = text.length() / 2;
        int best = -1;
        double bestScore = 0;
        for (int at = text.length() / 5; at <= text.length() * 4 / 5; at++) {
            double score = strength(text, at) * (1 - Math.abs(at - middle) / (double) text.length());
            if (score > bestScore) {
                best = at;
                bestScore = score;
            }
        }
        if (best > 0) {
            return best;
        }
        return Character.isLowSurrogate(text.charAt(middle)) ? middle + 1 : middle;
    }

    /** How natural a cut is at the white space {@code at}; 0 where there is none. */
    private static double strength(String text, int at) {
        if (at < 1 || !Character.isWhitespace(text.charAt(at))) {
            return 0;
        }
        char left = text.charAt(at - 1);
        if (".!?…;".indexOf(left) >= 0) {
            return 8;
        }
        if (":)»”".indexOf(left) >= 0 || startsWithDash(text, at + 1)) {
            return 5;
        }
        if (left == ',') {
            return CONJUNCTION
                            .matcher(text)
                            .region(at + 1, Math.min(text.length(), at + 12))
                            .matches()
                    ? 4.5
                    : 3;
        }
        return left == '—' || left == '–' ? 1.5 : 1;
    }

    private static boolean startsWithDash(String text, int at) {
        return at < text.length() && ("—–".indexOf(text.charAt(at)) >= 0 || text.startsWith("--", at));
    }
}
