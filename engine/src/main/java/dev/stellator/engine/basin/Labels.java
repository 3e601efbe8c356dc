package dev.stellator.engine.basin;

import dev.stellator.engine.graph.BasinGraph.TokenCount;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Labels of basins: the tokens that stand out in a basin against all of them, by the weight
 * {@code tf * log(1 + A / f)}, where tf is the token's share of the basin's mentions, f its mentions in all basins and
 * A the mean number of mentions a basin (class-based TF-IDF; Grootendorst, arXiv 2203.05794).
 */
final class Labels {
    private static final int TOKENS_A_LABEL = 3;
    private static final int LEAST_COUNT = 2;

    private Labels() {}

    static Map<String, String> of(Map<String, List<TokenCount>> mentions) {
        Map<String, Long> total = new HashMap<>();
        mentions.values()
                .forEach(counts ->
                        counts.forEach(count -> total.merge(count.token().id(), count.count(), Long::sum)));
        double mean =
                (double) total.values().stream().mapToLong(Long::longValue).sum() / Math.max(1, mentions.size());
        return mentions.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> label(entry.getValue(), total, mean)));
    }

    private static String label(List<TokenCount> counts, Map<String, Long> total, double mean) {
        List<TokenCount> repeated =
                counts.stream().filter(count -> count.count() >= LEAST_COUNT).toList();
        return (repeated.size() >= TOKENS_A_LABEL ? repeated : counts)
                .stream()
                        .sorted(Comparator.comparingDouble((TokenCount count) -> -weight(count, total, mean))
                                .thenComparing(count -> count.token().text()))
                        .limit(TOKENS_A_LABEL)
                        .map(count -> count.token().text())
                        .collect(Collectors.joining(", "));
    }

    private static double weight(TokenCount count, Map<String, Long> total, double mean) {
        return count.count()
                * Math.log(1 + mean / total.getOrDefault(count.token().id(), 1L));
    }
}
