package dev.stellator.study.reaction;

import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A corpus in two halves: by document where there are at least {@value #FEWEST_DOCUMENTS}, else each document's first half
 * builds. Holds a number for each document.
 *
 * <p>Immutable; safe for use by several threads.
 */
public final class CorpusSplit {
    private static final int FEWEST_DOCUMENTS = 4;

    private final Map<String, Integer> lengths;
    private final Set<String> building;

    private CorpusSplit(Map<String, Integer> lengths, Set<String> building) {
        this.lengths = lengths;
        this.building = building;
    }

    public static CorpusSplit of(ThoughtGraph thoughts, long seed) {
        Map<String, Integer> sizes = new TreeMap<>();
        Map<String, Integer> lengths = new HashMap<>();
        thoughts.forEach(thought -> {
            sizes.merge(thought.documentId(), 1, Integer::sum);
            lengths.merge(thought.documentId(), thought.position() + 1, Math::max);
        });
        Set<String> building = new HashSet<>();
        if (sizes.size() >= FEWEST_DOCUMENTS) {
            List<String> documents = new ArrayList<>(sizes.keySet());
            Collections.shuffle(documents, RandomStreams.of(seed, "split of documents"));
            int all = sizes.values().stream().mapToInt(Integer::intValue).sum();
            int taken = 0;
            for (String document : documents) {
                int size = sizes.getOrDefault(document, 0);
                if (2 * taken + size <= all) {
                    building.add(document);
                    taken += size;
                }
            }
        }
        return new CorpusSplit(sizes.size() >= FEWEST_DOCUMENTS ? Map.of() : lengths, building);
    }

    /** Whether a thought is of the building half. */
    public boolean builds(Thought thought) {
        return lengths.isEmpty()
                ? building.contains(thought.documentId())
                : 2 * thought.position() < lengths.getOrDefault(thought.documentId(), 0);
    }
}
