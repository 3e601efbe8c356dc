package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pdfbox.text.TextPosition;
import org.jspecify.annotations.Nullable;

/**
 * Formulas as one line of text. The parts of a fraction and the sign of a root are drawn above or below the line that they
 * belong to, and come as lines of their own: here a fraction becomes {@code a/b}, and a root's sign goes before what it
 * stands over, both at the height of the line around them.
 */
final class PdfFormulas {
    /** Distances between a numerator and its denominator, in sizes of the type. */
    private static final float LEAST_APART = 1.1f;

    private static final float MOST_APART = 2.2f;

    /** How far centres, heights or edges that belong together may be apart, in sizes of the type. */
    private static final float SAME = 0.3f;

    /** Lines before and after a fraction among which the line around it is looked for. */
    private static final int NEAR = 4;

    /** Characters of a numerator or denominator at most: cells of tables are longer. */
    private static final int LONGEST_TERM = 24;

    private static final String ROOT = "√";
    private static final Pattern RELATION = Pattern.compile("[=<>≤≥≠≡≈∝∼→⇒∈]");
    private static final Pattern FRACTION = Pattern.compile("\\(?[\\p{L}\\p{Nd}]{1,5}\\)?/");
    private static final Pattern SEVERAL_TERMS = Pattern.compile(".*[\\s+−×·=].*");
    private static final Pattern BRACKETED = Pattern.compile("\\([^()]*\\)");

    /** From this share of a word's largest type on, a sign is no index or exponent. */
    private static final float FULL_SIZE = 0.85f;

    /** From this height on, in sizes of the type, a small sign is raised or lowered. */
    private static final float OFF_LINE = 0.1f;

    /** Distances between the numerator and the denominator of a small fraction, in sizes of their own type. */
    private static final float LEAST_STACKED = 0.5f;

    private static final float MOST_STACKED = 1.6f;

    private static final String PLAIN = "0123456789+−=()n";
    private static final String RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ";
    private static final String LOWERED = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₙ";

    private PdfFormulas() {}

    /**
     * A word with its exponents and indices as characters of their own, as far as Unicode has them: {@code x²}. What stands
     * to the left of what comes before, as an equation's number may, is parted from it.
     */
    static String word(String word, List<TextPosition> glyphs) {
        Optional<TextPosition> largest = glyphs.stream().max(Comparator.comparingDouble(TextPosition::getFontSizeInPt));
        if (largest.isEmpty()) {
            return word;
        }
        float size = largest.get().getFontSizeInPt();
        float line = largest.get().getYDirAdj();
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
        return changed ? text.toString() : word;
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
                && lower.getXDirAdj() < right(above) - SAME * own
                && upper.getXDirAdj() < right(next) - SAME * own;
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

    /** Lines with fractions and roots at the height of the text around them. */
    static List<PdfReader.Line> level(List<PdfReader.Line> lines) {
        return fractions(roots(lines));
    }

    /** Whether a line states how two quantities are related, by itself or with the next one. */
    static boolean isRelation(PdfReader.Line line, PdfReader.@Nullable Line next) {
        boolean goesOn = next != null
                && next.page() == line.page()
                && RELATION.matcher(next.text()).lookingAt();
        return (goesOn || RELATION.matcher(line.text()).find())
                && line.text().codePoints().anyMatch(Character::isLetterOrDigit);
    }

    /** Whether a line begins with a fraction, which begins no sentence. */
    static boolean isFractionFirst(PdfReader.Line line) {
        return FRACTION.matcher(line.text()).lookingAt();
    }

    private static List<PdfReader.Line> roots(List<PdfReader.Line> lines) {
        List<PdfReader.Line> level = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            PdfReader.Line line = lines.get(i);
            PdfReader.@Nullable Line next = i + 1 < lines.size() ? lines.get(i + 1) : null;
            if (next != null && line.text().equals(ROOT) && standsOver(line, next)) {
                level.add(next.replacing(line.left(), next.right(), ROOT + next.text()));
                i++;
            } else {
                level.add(line);
            }
        }
        return level;
    }

    private static boolean standsOver(PdfReader.Line root, PdfReader.Line radicand) {
        float below = radicand.top() - root.top();
        return root.page() == radicand.page()
                && Math.abs(radicand.left() - root.right()) < SAME * radicand.size()
                && below >= 0
                && below < MOST_APART * radicand.size();
    }

    private static List<PdfReader.Line> fractions(List<PdfReader.Line> lines) {
        List<PdfReader.Line> level = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            PdfReader.@Nullable Line around = i + 1 < lines.size() ? around(lines, i) : null;
            if (around == null) {
                level.add(lines.get(i));
            } else {
                PdfReader.Line above = lines.get(i);
                PdfReader.Line below = lines.get(i + 1);
                level.add(around.replacing(
                        Math.min(above.left(), below.left()),
                        Math.max(above.right(), below.right()),
                        term(above.text()) + "/" + term(below.text())));
                i++;
            }
        }
        return level;
    }

    /** The line half way between a line and the next one, if these two stand above each other beside it. */
    private static PdfReader.@Nullable Line around(List<PdfReader.Line> lines, int at) {
        PdfReader.Line above = lines.get(at);
        PdfReader.Line below = lines.get(at + 1);
        float size = above.size();
        float apart = below.top() - above.top();
        boolean stacked = above.page() == below.page()
                && Math.max(above.text().length(), below.text().length()) <= LONGEST_TERM
                && apart > LEAST_APART * size
                && apart < MOST_APART * size
                && Math.abs(above.left() + above.right() - below.left() - below.right()) < 2 * SAME * size;
        if (!stacked) {
            return null;
        }
        float middle = (above.top() + below.top()) / 2;
        for (int i = Math.max(0, at - NEAR); i < Math.min(lines.size(), at + 2 + NEAR); i++) {
            PdfReader.Line line = lines.get(i);
            boolean beside = line.right() <= Math.min(above.left(), below.left()) + SAME * size
                    || line.left() >= Math.max(above.right(), below.right()) - SAME * size;
            if (i != at
                    && i != at + 1
                    && line.page() == above.page()
                    && beside
                    && Math.abs(line.top() - middle) < SAME * size) {
                return line;
            }
        }
        return null;
    }

    /** A numerator or denominator, in brackets where it is more than one term. */
    private static String term(String text) {
        boolean several = SEVERAL_TERMS.matcher(text).matches()
                && !BRACKETED.matcher(text).matches();
        return several ? "(" + text + ")" : text;
    }
}
