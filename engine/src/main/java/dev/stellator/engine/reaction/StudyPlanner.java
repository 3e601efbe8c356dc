package dev.stellator.engine.reaction;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.basin.Contrast;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.program.Program;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Gathers from the graph what a study of a path needs: texts, watched words, controls. */
public final class StudyPlanner {
    private static final int VOCABULARY = 40;
    private static final int NEIGHBOURS = 12;
    private static final int NEIGHBOURS_ASKED = 60;
    private static final int OUTSIDERS = 120;
    private static final int MENTIONING = 24;
    private static final int FREQUENT = 4000;

    private final ThoughtGraph thoughts;
    private final BasinGraph basins;
    private final TransitionGraph transitions;

    public StudyPlanner(ThoughtGraph thoughts, BasinGraph basins, TransitionGraph transitions) {
        this.thoughts = thoughts;
        this.basins = basins;
        this.transitions = transitions;
    }

    /**
     * What a path is.
     *
     * @param basinId a basin of level 0
     * @param steps its tokens, the anchor last
     * @param evidenceIds thoughts that are evidence of its steps: they are not measured
     */
    public record Subject(String basinId, List<Token> steps, Set<String> evidenceIds) {
        public Subject {
            steps = List.copyOf(steps);
            evidenceIds = Set.copyOf(evidenceIds);
        }
    }

    /**
     * @param withToken texts that mention the first step
     * @param withAnchor texts that mention the last one
     */
    public record Plan(
            Material material,
            WordSets words,
            List<Control> controls,
            List<String> withToken,
            List<String> withAnchor) {
        public Plan {
            controls = List.copyOf(controls);
            withToken = List.copyOf(withToken);
            withAnchor = List.copyOf(withAnchor);
        }
    }

    /** @throws InputRefusedException when the basin is unknown, or too small to split */
    public Plan plan(Subject subject, Program program, Controls.Choice choice, long seed) {
        Map<String, List<String>> membersOf = new TreeMap<>();
        Map<String, Zone> zones = new HashMap<>();
        for (Assignment assignment : basins.assignments()) {
            membersOf
                    .computeIfAbsent(assignment.basinId(), id -> new ArrayList<>())
                    .add(assignment.thoughtId());
            zones.put(assignment.thoughtId(), assignment.zone());
        }
        List<String> members = membersOf.get(subject.basinId());
        if (members == null) {
            throw new InputRefusedException("the basin " + subject.basinId()
                    + " is not there any more; find the path anew with `stellator path`");
        }
        Predicate<Thought> gate =
                program.zone() == null ? thought -> true : thought -> zones.get(thought.id()) == program.zone();
        Material material = Material.split(
                thoughts.byId(without(members, subject.evidenceIds())).values(),
                outsiders(membersOf, subject.basinId(), seed),
                gate,
                seed);
        return new Plan(
                material,
                words(subject, membersOf),
                controls(subject, program, choice, seed),
                mentioning(subject.steps().get(0)),
                mentioning(subject.steps().get(subject.steps().size() - 1)));
    }

    private static List<String> without(Collection<String> ids, Set<String> excluded) {
        return ids.stream().filter(id -> !excluded.contains(id)).toList();
    }

    private Collection<Thought> outsiders(Map<String, List<String>> membersOf, String basinId, long seed) {
        List<String> others = new ArrayList<>();
        membersOf.forEach((basin, ids) -> {
            if (!basin.equals(basinId)) {
                others.addAll(ids);
            }
        });
        Collections.sort(others);
        Collections.shuffle(others, new Random(seed));
        List<String> drawn = others.subList(0, Math.min(OUTSIDERS, others.size()));
        return new TreeMap<>(thoughts.byId(drawn)).values();
    }

    private List<String> mentioning(Token token) {
        List<String> texts = transitions.mentioning(token.id(), MENTIONING).stream()
                .map(Thought::text)
                .toList();
        return texts.isEmpty() ? List.of(token.text()) : texts;
    }

    private WordSets words(Subject subject, Map<String, List<String>> membersOf) {
        List<String> path = subject.steps().stream().map(Token::text).toList();
        List<Token> ranked = new Contrast(basins.mentions(membersOf)).ranked(subject.basinId());
        List<Token> vocabulary = ranked.stream()
                .filter(token -> single(token) && WordSets.unrelated(token.text(), path))
                .limit(VOCABULARY)
                .toList();
        Set<String> ownIds = new HashSet<>();
        ranked.forEach(token -> ownIds.add(token.id()));
        List<Token> foreign = transitions.frequent(1, FREQUENT).stream()
                .filter(token ->
                        single(token) && !ownIds.contains(token.id()) && WordSets.unrelated(token.text(), path))
                .toList();
        return new WordSets(texts(vocabulary), texts(WordSets.matched(vocabulary, foreign)), neighbours(subject, path));
    }

    private static boolean single(Token token) {
        return !token.text().contains(" ");
    }

    private static List<String> texts(List<Token> tokens) {
        return tokens.stream().map(Token::text).toList();
    }

    /** A word that is near several steps counts for the one it is nearest to by rank. */
    private List<List<String>> neighbours(Subject subject, List<String> path) {
        List<List<Token>> near = subject.steps().stream()
                .map(step -> transitions.near(step.id(), NEIGHBOURS_ASKED))
                .toList();
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

    private List<Control> controls(Subject subject, Program program, Controls.Choice choice, long seed) {
        List<String> path = subject.steps().stream().map(Token::text).toList();
        List<Token> candidates = transitions.frequent(1, FREQUENT).stream()
                .filter(token -> WordSets.unrelated(token.text(), path))
                .toList();
        return Controls.of(program, subject.steps(), candidates, choice, seed);
    }
}
