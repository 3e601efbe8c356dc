package dev.stellator.importer.internal.analyse;

import dev.stellator.importer.CollocationSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Neighbouring content words that stand together more often than chance lets them, by normalised pointwise mutual
 * information (Bouma 2009): npmi(x, y) = ln(p(xy) / (p(x) p(y))) / -ln p(xy). One language of one document; the words are
 * counted first and asked afterwards.
 */
public final class Collocations {
    private static final char SPACE = ' ';

    private final CollocationSettings settings;
    private final CappedCounts words;
    private final CappedCounts pairs;

    public Collocations(CollocationSettings settings) {
        this.settings = settings;
        this.words = new CappedCounts(settings.capacity());
        this.pairs = new CappedCounts(settings.capacity());
    }

    /** Counts one thought. */
    public void count(List<Term> terms) {
        for (int i = 0; i < terms.size(); i++) {
            words.add(terms.get(i).normalised());
            if (i > 0
                    && terms.get(i).adjacent()
                    && terms.get(i).concept()
                    && terms.get(i - 1).concept()) {
                pairs.add(pair(terms.get(i - 1), terms.get(i)));
            }
        }
    }

    /** All collocations of what was counted, as stems parted by a space. */
    public Set<String> found() {
        Set<String> found = new HashSet<>();
        pairs.counts().forEach((pair, count) -> {
            if (count >= settings.minCount() && npmi(pair, count) >= settings.minNpmi()) {
                found.add(pair);
            }
        });
        return found;
    }

    static String pair(Term first, Term second) {
        return first.normalised() + SPACE + second.normalised();
    }

    private double npmi(String pair, long count) {
        int space = pair.indexOf(SPACE);
        double first = Math.max(count, words.of(pair.substring(0, space)));
        double second = Math.max(count, words.of(pair.substring(space + 1)));
        double joint = (double) count / words.total();
        if (pair.regionMatches(0, pair, space + 1, Math.max(space, pair.length() - space - 1)) || joint >= 1) {
            return -1;
        }
        return Math.log(joint * words.total() * words.total() / (first * second)) / -Math.log(joint);
    }
}
