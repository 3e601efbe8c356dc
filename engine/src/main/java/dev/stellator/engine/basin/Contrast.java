package dev.stellator.engine.basin;

import dev.stellator.engine.graph.BasinGraph.TokenCount;
import dev.stellator.engine.graph.Token;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Tokens that stand out in a group of thoughts against all groups, by the weight {@code tf * log(1 + A / f)}, where tf
 * is the token's number of mentions in the group, f its mentions in all groups and A the mean number of mentions a group
 * (class-based TF-IDF; Grootendorst, arXiv 2203.05794).
 *
 * <p>Immutable once made; safe for use by several threads.
 */
public final class Contrast {
    private static final int TOKENS_A_LABEL = 3;
    private static final int LEAST_COUNT = 2;

    private final Map<String, List<TokenCount>> mentions;
    private final Map<String, Long> total = new HashMap<>();
    private final double mean;

    /** @param mentions of each group, by the group's id */
    public Contrast(Map<String, List<TokenCount>> mentions) {
        this.mentions = Map.copyOf(mentions);
        mentions.values()
                .forEach(counts ->
                        counts.forEach(count -> total.merge(count.token().id(), count.count(), Long::sum)));
        this.mean = (double) total.values().stream().mapToLong(Long::longValue).sum() / Math.max(1, mentions.size());
    }

    /** The group's tokens, those that stand out most first; tokens of one mention come in only where there are few. */
    public List<Token> ranked(String group) {
        List<TokenCount> counts = mentions.getOrDefault(group, List.of());
        List<TokenCount> repeated =
                counts.stream().filter(count -> count.count() >= LEAST_COUNT).toList();
        return (repeated.size() >= TOKENS_A_LABEL ? repeated : counts)
                .stream()
                        .sorted(Comparator.comparingDouble((TokenCount count) -> -weight(count))
                                .thenComparing(count -> count.token().text()))
                        .map(TokenCount::token)
                        .toList();
    }

    /** All tokens that the group mentions. */
    public List<Token> mentioned(String group) {
        return mentions.getOrDefault(group, List.of()).stream()
                .map(TokenCount::token)
                .toList();
    }

    private double weight(TokenCount count) {
        return count.count()
                * Math.log(1 + mean / total.getOrDefault(count.token().id(), 1L));
    }

    /** A label for each group: its first tokens, of which none contains another. */
    Map<String, String> labels() {
        return mentions.keySet().stream().collect(Collectors.toMap(group -> group, this::label));
    }

    private String label(String group) {
        List<String> words = new java.util.ArrayList<>();
        for (Token token : ranked(group)) {
            String text = token.text();
            if (words.stream().noneMatch(word -> word.contains(text) || text.contains(word))) {
                words.add(text);
            }
            if (words.size() == TOKENS_A_LABEL) {
                break;
            }
        }
        return String.join(", ", words);
    }
}
