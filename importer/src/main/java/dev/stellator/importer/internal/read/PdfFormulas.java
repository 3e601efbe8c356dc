package dev.stellator.importer.internal.read;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
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

    private PdfFormulas() {}

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
