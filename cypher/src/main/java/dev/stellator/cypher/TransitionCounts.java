package dev.stellator.cypher;

import dev.stellator.cypher.Derivation.TokenRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Counts in how many thoughts one token follows another within a window, for a page of source tokens, and picks the
 * transitions worth keeping: often enough, and more often than chance (npmi above 0).
 *
 * <p>With N thoughts, of which f(a) mention a and c(a, b) lead from a to b: npmi = ln(c N / (f(a) f(b))) / -ln(c / N),
 * and the cost is -ln(c(a, b) / sum over kept b' of c(a, b')).
 */
final class TransitionCounts {
    /** A token follows another when it stands at most so many content words behind it. */
    static final int WINDOW = 4;

    /** Thoughts at most whose embeddings make up that of a transition. */
    static final int CONTEXTS = 32;

    private static final int LEAST_DOCUMENT_FREQUENCY = 2;
    private static final int SMALL_CORPUS = 2000;
    private static final long OCCURRENCES_A_PAGE = 4_000_000;

    private final List<TokenRow> tokens;
    private final long thoughts;
    private final int from;
    private final int until;
    private final Occurrences[] occurrences;

    /** @param from number of the first source token */
    TransitionCounts(List<TokenRow> tokens, long thoughts, int from) {
        this.tokens = tokens;
        this.thoughts = thoughts;
        this.from = from;
        this.until = endOfPage(tokens, from);
        this.occurrences = new Occurrences[until - from];
        Arrays.setAll(occurrences, i -> new Occurrences());
    }

    /** A token at a place among the content words of a thought. */
    record Place(int token, int position) {}

    /** @param contexts numbers of the first thoughts, in order of id, in which it happens */
    record Transition(int source, int target, long count, double npmi, double cost, List<Integer> contexts) {}

    /** The number after that of the last source token. */
    int until() {
        return until;
    }

    private static int endOfPage(List<TokenRow> tokens, int from) {
        long expected = 0;
        int end = from;
        while (end < tokens.size() && (end == from || expected < OCCURRENCES_A_PAGE)) {
            expected += tokens.get(end).occurrences() * WINDOW;
            end++;
        }
        return end;
    }

    /** Adds a thought; thoughts come in ascending order of their number. */
    void add(int thought, List<Place> places) {
        List<Place> ordered = places.stream()
                .filter(place -> tokens.get(place.token()).documentFrequency() >= LEAST_DOCUMENT_FREQUENCY)
                .sorted(Comparator.comparingInt(Place::position).thenComparingInt(Place::token))
                .toList();
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < ordered.size(); i++) {
            Place source = ordered.get(i);
            if (source.token() < from || source.token() >= until) {
                continue;
            }
            for (int j = i + 1; j < ordered.size(); j++) {
                Place target = ordered.get(j);
                int distance = target.position() - source.position();
                if (distance > WINDOW) {
                    break;
                }
                if (distance > 0
                        && source.token() != target.token()
                        && seen.add(((long) source.token() << Integer.SIZE) | target.token())) {
                    occurrences[source.token() - from].add(target.token(), thought);
                }
            }
        }
    }

    /** What is kept of the transitions from a source, in order of target. */
    List<Transition> transitionsFrom(int source) {
        List<Transition> likely = new ArrayList<>();
        long leastCount = thoughts < SMALL_CORPUS ? 1 : 2;
        long[] sorted = occurrences[source - from].sorted();
        for (int start = 0; start < sorted.length; ) {
            int target = Occurrences.target(sorted[start]);
            int end = start;
            while (end < sorted.length && Occurrences.target(sorted[end]) == target) {
                end++;
            }
            int count = end - start;
            double npmi = npmi(count, source, target);
            if (count >= leastCount && npmi > 0 && !overlap(source, target)) {
                List<Integer> contexts = IntStream.range(start, Math.min(end, start + CONTEXTS))
                        .mapToObj(i -> Occurrences.thought(sorted[i]))
                        .toList();
                likely.add(new Transition(source, target, count, npmi, 0, contexts));
            }
            start = end;
        }
        double total = likely.stream().mapToDouble(Transition::count).sum();
        return likely.stream()
                .map(t -> new Transition(
                        t.source(), t.target(), t.count(), t.npmi(), Math.log(total / t.count()), t.contexts()))
                .toList();
    }

    private double npmi(int count, int source, int target) {
        if (count == thoughts) {
            return 1;
        }
        double expected = (double) tokens.get(source).documentFrequency()
                * tokens.get(target).documentFrequency()
                / thoughts;
        double npmi = Math.log(count / expected) / -Math.log((double) count / thoughts);
        return Math.max(-1, Math.min(1, npmi));
    }

    /** Whether one is a collocation that holds the other: that they stand together says nothing. */
    private boolean overlap(int source, int target) {
        String a = " " + tokens.get(source).normalised() + " ";
        String b = " " + tokens.get(target).normalised() + " ";
        return a.contains(b) || b.contains(a);
    }

    /** Where one source leads to: target and thought packed into one number each. */
    private static final class Occurrences {
        private long[] packed = new long[4];
        private int size;

        void add(int target, int thought) {
            if (size == packed.length) {
                packed = Arrays.copyOf(packed, 2 * size);
            }
            packed[size++] = ((long) target << Integer.SIZE) | thought;
        }

        long[] sorted() {
            long[] sorted = Arrays.copyOf(packed, size);
            Arrays.sort(sorted);
            return sorted;
        }

        static int target(long packed) {
            return (int) (packed >>> Integer.SIZE);
        }

        static int thought(long packed) {
            return (int) packed;
        }
    }
}
