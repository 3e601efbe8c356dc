package dev.stellator.engine.basin;

import dev.stellator.engine.field.IndexedRows;
import dev.stellator.engine.field.Neighbours;
import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.ResonanceGraph;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.graph.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Thoughts and basins in memory; communities are given instead of found. */
public final class FakeGraph implements ThoughtGraph, ResonanceGraph, BasinGraph {
    private final TreeMap<String, Thought> thoughts = new TreeMap<>();
    private final ToIntFunction<Thought> community;
    private List<Basin> basins = List.of();
    private List<Assignment> assignments = List.of();
    private @Nullable FieldSettings settings;
    private int detections;
    private int nearestLimit = Integer.MAX_VALUE;

    public FakeGraph(Collection<Thought> stored, ToIntFunction<Thought> community) {
        stored.forEach(thought -> thoughts.put(thought.id(), thought));
        this.community = community;
    }

    public int detections() {
        return detections;
    }

    @Override
    public long count() {
        return thoughts.size();
    }

    @Override
    public void forEach(Consumer<Thought> consumer) {
        thoughts.values().forEach(consumer);
    }

    @Override
    public Map<String, Thought> byId(Collection<String> ids) {
        Map<String, Thought> found = new LinkedHashMap<>(thoughts);
        found.keySet().retainAll(ids);
        return found;
    }

    @Override
    public Map<String, String> documentUris(Collection<String> ids) {
        return Map.of();
    }

    @Override
    public List<ScoredThought> nearest(float[] embedding, int k) {
        return thoughts.values().stream()
                .map(thought -> new ScoredThought(thought, Vectors.dot(thought.embedding(), embedding)))
                .sorted(Comparator.comparingDouble((ScoredThought scored) -> -scored.similarity()))
                .limit(Math.min(k, nearestLimit))
                .toList();
    }

    /** Lets the index know fewer thoughts than it is asked for. */
    public void limitNearest(int limit) {
        nearestLimit = limit;
    }

    @Override
    public void store(List<String> thoughtIds, Neighbours neighbours, int k) {
        detections++;
    }

    @Override
    public void nearest(List<String> thoughtIds, int k, IndexedRows.NearestConsumer consumer) {
        for (int i = 0; i < thoughtIds.size(); i++) {
            Thought thought = Objects.requireNonNull(thoughts.get(thoughtIds.get(i)));
            consumer.accept(
                    i,
                    nearest(thought.embedding(), k).stream()
                            .mapToInt(scored ->
                                    thoughtIds.indexOf(scored.thought().id()))
                            .toArray());
        }
    }

    @Override
    public List<int[]> communities(
            Neighbours neighbours, int k, boolean[] present, List<Double> resolutions, long seed) {
        List<Thought> all = List.copyOf(thoughts.values());
        return resolutions.stream()
                .map(resolution -> IntStream.range(0, all.size())
                        .map(i -> present[i] ? community.applyAsInt(all.get(i)) : -1)
                        .toArray())
                .toList();
    }

    @Override
    public int[] continued(Neighbours neighbours, int k, int[] start, double resolution, long seed) {
        boolean[] everyone = new boolean[start.length];
        Arrays.fill(everyone, true);
        return communities(neighbours, k, everyone, List.of(resolution), seed).get(0);
    }

    void add(Thought thought) {
        thoughts.put(thought.id(), thought);
    }

    @Override
    public Map<String, List<TokenCount>> mentions(Map<String, ? extends Collection<String>> thoughtIdsByGroup) {
        Map<String, List<TokenCount>> counts = new LinkedHashMap<>();
        thoughtIdsByGroup.forEach((group, ids) -> {
            Map<String, Long> words = new TreeMap<>();
            byId(ids).values().forEach(thought -> {
                for (String word : thought.text().split(" ", -1)) {
                    words.merge(word, 1L, Long::sum);
                }
            });
            List<TokenCount> list = new ArrayList<>();
            words.forEach((word, count) -> list.add(new TokenCount(token(word), count)));
            counts.put(group, list);
        });
        return counts;
    }

    public static Token token(String word) {
        return new Token("token-" + word, word, "en", 1);
    }

    @Override
    public Map<String, List<TokenWeight>> anchors(Map<String, ? extends Collection<String>> groups, int limit) {
        return Map.of();
    }

    @Override
    public void replace(List<Basin> found, List<Assignment> falls, FieldSettings with) {
        basins = found.stream()
                .sorted(Comparator.comparingLong((Basin basin) -> -basin.size()))
                .toList();
        assignments = falls;
        settings = with;
    }

    @Override
    public List<Basin> basins() {
        return basins;
    }

    @Override
    public @Nullable FieldSettings settings() {
        return settings;
    }

    @Override
    public List<Assignment> assignments() {
        return assignments;
    }

    @Override
    public List<Assignment> assignments(Collection<String> thoughtIds) {
        return assignments.stream()
                .filter(assignment -> thoughtIds.contains(assignment.thoughtId()))
                .toList();
    }

    @Override
    public Scores scores() {
        return Scores.of(assignments);
    }
}
