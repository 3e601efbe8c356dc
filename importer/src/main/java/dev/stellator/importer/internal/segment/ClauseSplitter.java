package dev.stellator.importer.internal.segment;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import dev.stellator.importer.ThoughtLimits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Splits a sentence that is too long into parts that fit, with cuts where they hurt least: each border between words
 * has a price, a part of few words has one too, and the cheapest division is found by dynamic programming over the borders.
 */
final class ClauseSplitter {
    /** Read once: there is a splitter for each record of a table. */
    private static final Set<String> CONJUNCTIONS = WordList.read(ClauseSplitter.class, "conjunctions.txt");

    private static final Set<String> CONNECTIVES = WordList.read(ClauseSplitter.class, "connectives.txt");

    private static final double SENTENCE = 0;
    private static final double SEMICOLON = 1;
    private static final double COLON_OR_DASH = 3;
    private static final double CLAUSE = 4;
    private static final double COMMA = 7;
    private static final double CONJUNCTION_ALONE = 9;
    private static final double WORDS = 20;
    private static final double NESTED = 5;
    private static final double A_CUT = 2;
    /** Characters of a letter with all its signs, at most; longer ones are no letters of a language. */
    private static final int LONGEST_LETTER = 32;

    private static final int LONGEST_PIECE = 1000;

    /** Signs that no line of Chinese or Japanese begins, or ends, with. */
    private static final String NEVER_FIRST = "、。，．：；！？」』）》〉】〕”’…‥ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョๆฯ";

    private static final String NEVER_LAST = "「『（《〈【〔“‘";
    private static final int FEW_WORDS = 10;
    private static final double A_WORD_TOO_FEW = 1.2;

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
        List<Piece> pieces = pieces(text);
        int[] from = cheapest(pieces);
        List<String> parts = new ArrayList<>();
        for (int end = pieces.size(); end > 0; end = from[end]) {
            parts.add(
                    0,
                    text.substring(pieces.get(from[end]).start, pieces.get(end - 1).end)
                            .strip());
        }
        out.addAll(parts);
    }

    /**
     * A word with the white space before it, or a stretch of a word that does not fit.
     *
     * @param price of a cut after it
     */
    private record Piece(int start, int end, int words, double price) {}

    private List<Piece> pieces(String text) {
        List<Piece> pieces = new ArrayList<>();
        BitSet borders = wordBorders(text);
        int start = 0;
        int depth = 0;
        for (int at = 0; at <= text.length(); at++) {
            boolean border = at == text.length() || Character.isWhitespace(text.charAt(at)) || borders.get(at);
            boolean full = at - start >= limits.maxCharacters() && isBetweenLetters(text, start, at);
            if (at > start && (border || full)) {
                int words = Words.count(text.substring(start, at));
                pieces.add(new Piece(start, at, words, price(text, at) + (depth > 0 ? NESTED : 0)));
                start = at;
            }
            if (at < text.length()) {
                depth = Math.max(0, depth + nesting(text.charAt(at)));
            }
        }
        return pieces;
    }

    /** The borders between words that no blank parts, where one of them is of a script that sets none. */
    private static BitSet wordBorders(String text) {
        BitSet found = new BitSet();
        if (Scripts.hasUnspaced(text)) {
            BreakIterator borders = Words.borders(text);
            for (int at = borders.next(); at != BreakIterator.DONE && at < text.length(); at = borders.next()) {
                int left = text.codePointBefore(at);
                int right = text.codePointAt(at);
                boolean opens = NEVER_LAST.indexOf(left) >= 0;
                boolean closes = NEVER_FIRST.indexOf(right) >= 0;
                found.set(at, !opens && !closes && (Scripts.isUnspaced(left) || Scripts.isUnspaced(right)));
            }
        }
        return found;
    }

    /** Whether a cut here parts no letter from its accents and vowel signs, save where these never end. */
    private static boolean isBetweenLetters(String text, int start, int at) {
        int from = Math.max(start, at - LONGEST_LETTER);
        int to = Math.min(text.length(), at + LONGEST_LETTER);
        if (at == text.length() || at - start > LONGEST_PIECE) {
            return at == text.length() || !Character.isLowSurrogate(text.charAt(at));
        }
        BreakIterator letters = BreakIterator.getCharacterInstance(ULocale.ROOT);
        letters.setText(text.substring(from, to));
        return letters.isBoundary(at - from);
    }

    private static int nesting(char c) {
        return "([«“「『（《".indexOf(c) >= 0 ? 1 : ")]»”」』）》".indexOf(c) >= 0 ? -1 : 0;
    }

    /** For each number of pieces, where the last part begins in the cheapest division of them. */
    private int[] cheapest(List<Piece> pieces) {
        double[] best = new double[pieces.size() + 1];
        int[] from = new int[pieces.size() + 1];
        Arrays.fill(best, Double.POSITIVE_INFINITY);
        best[0] = 0;
        for (int end = 1; end <= pieces.size(); end++) {
            double cut = end == pieces.size() ? 0 : pieces.get(end - 1).price + A_CUT;
            int words = 0;
            for (int begin = end - 1; begin >= 0; begin--) {
                words += pieces.get(begin).words;
                int characters = pieces.get(end - 1).end - pieces.get(begin).start;
                if (begin < end - 1 && (words > limits.maxWords() || characters > limits.maxCharacters())) {
                    break;
                }
                double cost = best[begin] + cut + A_WORD_TOO_FEW * Math.max(0, FEW_WORDS - words);
                if (cost < best[end]) {
                    best[end] = cost;
                    from[end] = begin;
                }
            }
        }
        return from;
    }

    /** What a cut costs at {@code at}: little where a sentence or a clause ends, much between two words. */
    private static double price(String text, int at) {
        char left = text.charAt(at - 1);
        if (".!?…。！？".indexOf(left) >= 0) {
            return SENTENCE;
        }
        if (left == ';') {
            return SEMICOLON;
        }
        if (left == '；') {
            return SEMICOLON;
        }
        if ("，、".indexOf(left) >= 0 || isClauseOfUnspaced(text, at)) {
            return COMMA;
        }
        if (left == ':' || left == '：' || startsWithDash(text, at + 1)) {
            return COLON_OR_DASH;
        }
        boolean conjunction = CONJUNCTIONS.contains(Words.lowerWordAt(text, Math.min(at + 1, text.length())));
        if (left == ',' && leadsOn(text, at - 1)) {
            return WORDS;
        }
        if (left == ',' || left == ')') {
            return conjunction ? CLAUSE : COMMA;
        }
        return conjunction ? CONJUNCTION_ALONE : WORDS;
    }

    /** Thai, Lao, Khmer and Burmese set a blank where a clause ends. */
    private static boolean isClauseOfUnspaced(String text, int at) {
        return at < text.length()
                && Character.isWhitespace(text.charAt(at))
                && Scripts.isUnspaced(text.codePointBefore(at));
    }

    /** Whether the word before a comma opens the clause that goes on after it. */
    private static boolean leadsOn(String text, int comma) {
        int start = comma;
        while (start > 0 && Character.isLetter(text.charAt(start - 1))) {
            start--;
        }
        String word = text.substring(start, comma).toLowerCase(Locale.ROOT);
        return CONJUNCTIONS.contains(word) || CONNECTIVES.contains(word);
    }

    private static boolean startsWithDash(String text, int at) {
        return at < text.length() && ("—–".indexOf(text.charAt(at)) >= 0 || text.startsWith("--", at));
    }
}
