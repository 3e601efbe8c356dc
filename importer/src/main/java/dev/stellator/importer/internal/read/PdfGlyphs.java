package dev.stellator.importer.internal.read;

import java.text.Bidi;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pdfbox.text.TextPosition;

/** Words of a PDF's glyphs where these are not all of one size and height: exponents, indices, small fractions. */
final class PdfGlyphs {
    /** From this share of a word's largest type on, a sign is no index or exponent. */
    private static final float FULL_SIZE = 0.85f;

    /** From this height on, in sizes of the type, a small sign is raised or lowered. */
    private static final float OFF_LINE = 0.1f;

    /** Distances between the numerator and the denominator of a small fraction, in sizes of their own type. */
    private static final float LEAST_STACKED = 0.5f;

    private static final float MOST_STACKED = 1.6f;

    /** How far a denominator may stick out to the side, in sizes of its type. */
    private static final float OVERLAP = 0.3f;

    private static final String PLAIN = "0123456789+−=()n";
    private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ";
    private static final String LOWERED = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ";

    private static final Pattern NOTE = Pattern.compile("(?<=[.,;:!?…”\"»’]|\\p{L}{4})[⁰¹²³⁴⁵⁶⁷⁸⁹]+");

    private PdfGlyphs() {}

    /**
     * A word with its exponents and indices as characters of their own, as far as Unicode has them: {@code x²}. What stands
     * to the left of what comes before, as an equation's number may, is parted from it. Raised digits after a word or a mark
     * are a note's number, and left out.
     */
    static String word(String word, List<TextPosition> glyphs) {
        if (glyphs.isEmpty() || Bidi.requiresBidi(word.toCharArray(), 0, word.length())) {
            return word;
        }
        TextPosition largest = largest(glyphs);
        float size = largest.getFontSizeInPt();
        float line = largest.getYDirAdj();
        StringBuilder text = new StringBuilder();
        boolean changed = false;
        float right = glyphs.get(0).getXDirAdj();
        for (TextPosition glyph : glyphs) {
            if (glyph.getXDirAdj() < right - size) {
                text.append(' ');
                changed = true;
            }
            right = glyph.getXDirAdj() + glyph.getWidthDirAdj();
            float above = line - glyph.getYDirAdj();
            boolean small = glyph.getFontSizeInPt() < FULL_SIZE * size && Math.abs(above) > OFF_LINE * size;
            String own = small ? script(glyph.getUnicode(), above > 0 ? RAISED : LOWERED) : glyph.getUnicode();
            changed |= !own.equals(glyph.getUnicode());
            text.append(own);
        }
        return changed ? NOTE.matcher(text).replaceAll("") : word;
    }

    /** The first of the largest glyphs. */
    static TextPosition largest(List<TextPosition> glyphs) {
        return Collections.max(glyphs, Comparator.comparingDouble(TextPosition::getFontSizeInPt));
    }

    /**
     * A line's text with a bar in the place of its end, where its last glyphs are the numerator of a small fraction, of which
     * the next word is the denominator: it stands right below, and both are small.
     *
     * @param size of the line's type, in points
     * @return nothing where there is no fraction
     */
    static Optional<String> withBar(String line, List<TextPosition> last, List<TextPosition> next, float size) {
        List<TextPosition> above = endOfOneHeight(last);
        if (above.isEmpty() || next.isEmpty()) {
            return Optional.empty();
        }
        TextPosition upper = above.get(0);
        TextPosition lower = next.get(0);
        float own = Math.max(upper.getFontSizeInPt(), lower.getFontSizeInPt());
        float apart = lower.getYDirAdj() - upper.getYDirAdj();
        boolean stacked = own < FULL_SIZE * size
                && apart > LEAST_STACKED * own
                && apart < MOST_STACKED * own
                && lower.getXDirAdj() < right(above) - OVERLAP * own
                && upper.getXDirAdj() < right(next) - OVERLAP * own;
        String numerator = above.stream().map(TextPosition::getUnicode).collect(Collectors.joining());
        return Stream.of(numerator, script(numerator, RAISED))
                .filter(end -> stacked && line.endsWith(end))
                .map(end -> line.substring(0, line.length() - end.length()) + numerator + "/")
                .findFirst();
    }

    /** The last glyphs as far as they are at one height, without white space. */
    private static List<TextPosition> endOfOneHeight(List<TextPosition> glyphs) {
        int from = glyphs.size();
        while (from > 0
                && !glyphs.get(from - 1).getUnicode().isBlank()
                && glyphs.get(from - 1).getYDirAdj()
                        == glyphs.get(glyphs.size() - 1).getYDirAdj()) {
            from--;
        }
        return glyphs.subList(from, glyphs.size());
    }

    private static float right(List<TextPosition> glyphs) {
        TextPosition last = glyphs.get(glyphs.size() - 1);
        return last.getXDirAdj() + last.getWidthDirAdj();
    }

    private static String script(String plain, String scripts) {
        StringBuilder script = new StringBuilder();
        plain.chars().forEach(c -> script.append(PLAIN.indexOf(c) < 0 ? (char) c : scripts.charAt(PLAIN.indexOf(c))));
        return script.toString();
    }
}
