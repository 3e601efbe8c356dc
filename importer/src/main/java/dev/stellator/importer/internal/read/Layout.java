package dev.stellator.importer.internal.read;

import java.util.Arrays;
import java.util.List;

/**
 * How a plain text is set, judged from its beginning.
 *
 * @param wrapped lines are broken at a width, so that neighbours belong together; otherwise each line stands alone
 * @param hyphenated words are divided at line ends; otherwise a hyphen there belongs to the word
 * @param header a library's header stands before the text
 */
record Layout(boolean wrapped, boolean hyphenated, boolean header) {
    private static final int WIDEST_WRAPPED = 120;

    static Layout of(List<String> lines) {
        int pairs = 0;
        int hyphens = 0;
        int[] lengths = lines.stream()
                .filter(l -> !l.isBlank())
                .mapToInt(l -> l.stripTrailing().length())
                .sorted()
                .toArray();
        int width = lengths.length == 0 ? 0 : lengths[(lengths.length - 1) * 95 / 100];
        int deliberate = 0;
        for (int i = 1; i < lines.size(); i++) {
            String before = lines.get(i - 1).stripTrailing();
            String after = lines.get(i).strip();
            if (before.isBlank() || after.isEmpty()) {
                continue;
            }
            pairs++;
            if (Hyphens.endsDivided(before, after)) {
                hyphens++;
            } else if (before.length() + 1 + firstWordLength(after) <= width) {
                deliberate++;
            }
        }
        boolean narrow = lengths.length == 0 || Arrays.stream(lengths).max().orElse(0) <= WIDEST_WRAPPED * 4;
        return new Layout(
                narrow && width <= WIDEST_WRAPPED && deliberate * 2 <= pairs,
                hyphens * 50 >= pairs && hyphens > 0,
                lines.stream().anyMatch(Furniture::isHeaderEnd));
    }

    private static int firstWordLength(String text) {
        int space = text.indexOf(' ');
        return space < 0 ? text.length() : space;
    }
}
