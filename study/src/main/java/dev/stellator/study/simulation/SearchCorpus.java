package dev.stellator.study.simulation;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.basin.Contrast;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.study.measure.WatchedWords;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the iterations stand on: the basins that are large enough in every part, their texts, and paths into them. */
final class SearchCorpus {
    private static final int FEWEST_STEPS = 3;
    private static final int MOST_STEPS = 7;
    private static final int ALTERNATIVES = 6;

    private final TransitionGraph transitions;
    private final WatchedWords words;
    private final Map<String, Basin> basins;
    private final Map<String, Map<Split, List<Thought>>> texts;
    private final List<Thought> inputs;
    private final Map<String, Optional<PathFinder.Path>> paths = new HashMap<>();

    private SearchCorpus(
            TransitionGraph transitions,
            WatchedWords words,
            Map<String, Basin> basins,
            Map<String, Map<Split, List<Thought>>> texts) {
        this.transitions = transitions;
        this.words = words;
        this.basins = basins;
        this.texts = texts;
        this.inputs = texts.values().stream()
                .flatMap(parts -> parts.getOrDefault(Split.SEARCH, List.of()).stream())
                .sorted(Comparator.comparing(Thought::id))
                .toList();
    }

    /**
     * What of a corpus is searched.
     *
     * @param language of the thoughts that count; null for all
     * @param fewest thoughts that a basin needs in each part
     * @param seed of the split
     */
    record Selection(@Nullable String language, int fewest, long seed) {}

    /**
     * @throws InputRefusedException when no basin has them
     */
    static SearchCorpus survey(
            ThoughtGraph thoughtGraph, BasinGraph basinGraph, TransitionGraph transitions, Selection selection) {
        String language = selection.language();
        int fewest = selection.fewest();
        Map<String, Thought> thoughts = new TreeMap<>();
        thoughtGraph.forEach(thought -> thoughts.put(thought.id(), thought));
        Map<String, Split> parts = Split.split(thoughts.values(), selection.seed());
        Map<String, List<String>> members = new TreeMap<>();
        Map<String, Map<Split, List<Thought>>> texts = new TreeMap<>();
        for (Assignment assignment : basinGraph.assignments()) {
            members.computeIfAbsent(assignment.basinId(), id -> new ArrayList<>())
                    .add(assignment.thoughtId());
            Thought thought = thoughts.get(assignment.thoughtId());
            if (thought != null
                    && assignment.zone() != Zone.OUTSIDE
                    && (language == null || thought.language().equals(language))) {
                texts.computeIfAbsent(assignment.basinId(), id -> new EnumMap<>(Split.class))
                        .computeIfAbsent(parts.get(thought.id()), part -> new ArrayList<>())
                        .add(thought);
            }
        }
        texts.values()
                .removeIf(own -> own.size() < Split.values().length
                        || own.values().stream().anyMatch(list -> list.size() < fewest));
        texts.values().forEach(own -> own.values().forEach(list -> list.sort(Comparator.comparing(Thought::id))));
        if (texts.isEmpty()) {
            throw new InputRefusedException("no basin has " + fewest + " thoughts"
                    + (language == null ? "" : " in '" + language + "'")
                    + " in each of the three parts that documents are split into; import more text");
        }
        Map<String, Basin> finest = new HashMap<>();
        basinGraph.finest().forEach(basin -> finest.put(basin.id(), basin));
        return new SearchCorpus(
                transitions, WatchedWords.of(transitions, new Contrast(basinGraph.mentions(members))), finest, texts);
    }

    List<Thought> inputs() {
        return inputs;
    }

    int basinCount() {
        return texts.size();
    }

    int textCount(Split part) {
        return texts.values().stream()
                .mapToInt(own -> own.getOrDefault(part, List.of()).size())
                .sum();
    }

    WatchedWords words() {
        return words;
    }

    String label(String basinId) {
        Basin basin = basins.get(basinId);
        return basin == null ? basinId : basin.label();
    }

    boolean takes(String basinId) {
        return texts.containsKey(basinId);
    }

    /** The path of least energy from a thought into a basin that has enough steps for their order to mean something. */
    PathFinder.@Nullable Path path(Thought thought, Basin basin) {
        return paths.computeIfAbsent(thought.id() + basin.id(), key -> {
                    List<String> mentioned = transitions.mentionedBy(thought.id()).stream()
                            .map(Token::id)
                            .toList();
                    return new PathFinder(transitions)
                                    .fromThought(
                                            new PathFinder.Entering(thought.embedding(), mentioned),
                                            basin,
                                            new PathFinder.Options(PathFinder.DEFAULT_LAMBDA, ALTERNATIVES))
                                    .stream()
                                    .filter(path -> path.steps().size() >= FEWEST_STEPS
                                            && path.steps().size() <= MOST_STEPS)
                                    .findFirst();
                })
                .orElse(null);
    }

    /** The path that an iteration proposed; null when the graph has changed since. */
    PathFinder.@Nullable Path path(Iteration iteration) {
        Basin basin = basins.get(iteration.path().basin());
        for (Thought thought : inputs) {
            if (basin != null && thought.id().equals(iteration.thought())) {
                return path(thought, basin);
            }
        }
        return null;
    }

    /** Texts of a basin in a part, drawn at random, without the thoughts of these ids. */
    List<String> draw(String basinId, Split part, Collection<String> without, int count, Random random) {
        List<Thought> left =
                new ArrayList<>(texts.getOrDefault(basinId, Map.of()).getOrDefault(part, List.of()));
        left.removeIf(thought -> without.contains(thought.id()));
        Collections.shuffle(left, random);
        return left.stream().limit(count).map(Thought::text).toList();
    }
}
