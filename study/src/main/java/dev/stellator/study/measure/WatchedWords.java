package dev.stellator.study.measure;

import dev.stellator.engine.basin.Contrast;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Finds the words that are watched while a path acts, and those that its random controls are drawn from. Every second of
 * the tokens that stand out in a basin is watched; the others may be drawn. Were all that stand out most watched, then
 * paths of the basin could only be drawn from tokens that stand out less than the path's own, and would do less.
 *
 * <p>For one thread at a time.
 */
public final class WatchedWords {
    private static final int VOCABULARY = 40;
    private static final int NEARBY = 16;
    private static final int NEIGHBOURS = 12;
    private static final int NEIGHBOURS_ASKED = 60;
    private static final int FREQUENT = 4000;

    private final TransitionGraph transitions;
    private final Contrast contrast;
    private final List<Token> frequent;
    private final Map<String, Long> degrees;
    private final Map<String, List<Token>> near = new HashMap<>();

    private WatchedWords(
            TransitionGraph transitions, Contrast contrast, List<Token> frequent, Map<String, Long> degrees) {
        this.transitions = transitions;
        this.contrast = contrast;
        this.frequent = frequent;
        this.degrees = degrees;
    }

    /** @param contrast of all basins */
    public static WatchedWords of(TransitionGraph transitions, Contrast contrast) {
        List<Token> frequent = transitions.frequent(1, FREQUENT);
        return new WatchedWords(
                transitions,
                contrast,
                frequent,
                new HashMap<>(
                        transitions.degrees(frequent.stream().map(Token::id).toList())));
    }

    /** The words of a path into a basin. */
    public WordSets of(String basinId, List<Token> steps) {
        return contents(basinId, steps).withNeighbours(neighbours(steps));
    }

    /** The same without neighbours of the steps, which have to be asked for one by one. */
    public WordSets contents(String basinId, List<Token> steps) {
        List<String> path = texts(steps);
        List<Token> ranked = contrast.ranked(basinId);
        List<Token> standingOut = ranked.stream()
                .filter(token -> single(token) && WordSets.unrelated(token.text(), path))
                .limit(2L * VOCABULARY)
                .toList();
        List<Token> vocabulary = IntStream.range(0, standingOut.size())
                .filter(rank -> rank % 2 == 0)
                .mapToObj(standingOut::get)
                .toList();
        Set<String> own = new HashSet<>(ranked.stream().map(Token::id).toList());
        List<Token> foreign = frequent.stream()
                .filter(token -> single(token) && !own.contains(token.id()) && WordSets.unrelated(token.text(), path))
                .toList();
        return new WordSets(
                texts(vocabulary),
                texts(WordSets.matched(vocabulary, foreign)),
                List.of(),
                WordSets.nearby(vocabulary, foreign, NEARBY).stream()
                        .map(WatchedWords::texts)
                        .toList());
    }

    /** Where random paths in place of these steps may be drawn from: the corpus's most frequent tokens. */
    public WordPool pool(Collection<Token> steps) {
        return pool(frequent, steps);
    }

    /** Where random paths of a basin may be drawn from: the tokens that its thoughts mention. */
    public WordPool poolOfBasin(String basinId, Collection<Token> steps) {
        return pool(contrast.mentioned(basinId), steps);
    }

    private WordPool pool(List<Token> candidates, Collection<Token> steps) {
        Set<String> unknown = Stream.concat(candidates.stream(), steps.stream())
                .map(Token::id)
                .filter(id -> !degrees.containsKey(id))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!unknown.isEmpty()) {
            degrees.putAll(transitions.degrees(unknown));
        }
        return new WordPool(candidates, degrees);
    }

    /** Whatever a random path in place of these steps must not contain, nor a form of it. */
    public static List<String> forbidden(List<Token> steps, WordSets words) {
        return Stream.of(
                        texts(steps),
                        words.contents(),
                        words.neighbours().stream().flatMap(List::stream).toList())
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    /**
     * For each step, words that are near its token by embedding and none of the path's. A word that is near several
     * steps counts for the one it is nearest to by rank.
     */
    public List<List<String>> neighbours(List<Token> steps) {
        List<String> path = texts(steps);
        List<List<Token>> near = steps.stream().map(this::near).toList();
        Map<String, Integer> bestRank = new HashMap<>();
        near.forEach(list -> {
            for (int rank = 0; rank < list.size(); rank++) {
                bestRank.merge(list.get(rank).text(), rank, Math::min);
            }
        });
        Set<String> taken = new HashSet<>();
        List<List<String>> result = new ArrayList<>();
        for (List<Token> list : near) {
            List<String> words = new ArrayList<>();
            for (int rank = 0; rank < list.size() && words.size() < NEIGHBOURS; rank++) {
                Token token = list.get(rank);
                int own = rank;
                if (single(token)
                        && WordSets.unrelated(token.text(), path)
                        && bestRank.getOrDefault(token.text(), own) == own
                        && taken.add(token.text())) {
                    words.add(token.text());
                }
            }
            result.add(words);
        }
        return result;
    }

    private List<Token> near(Token step) {
        return near.computeIfAbsent(step.id(), id -> transitions.near(id, NEIGHBOURS_ASKED));
    }

    private static boolean single(Token token) {
        return !token.text().contains(" ");
    }

    private static List<String> texts(List<Token> tokens) {
        return tokens.stream().map(Token::text).toList();
    }
}
