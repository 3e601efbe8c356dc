package dev.stellator.study.reaction;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.basin.Contrast;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.program.Program;
import dev.stellator.study.measure.WatchedWords;
import dev.stellator.study.measure.WordSets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Gathers from the graph what a study of a path needs: texts, watched words, controls.
 *
 * <p>Thread-safe as far as the graph is.
 */
public final class StudyPlanner {
    private static final int OUTSIDERS = 120;
    private static final int MENTIONING = 24;

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
        Gate rule = Gate.of(program, subject.basinId());
        Predicate<Thought> gate =
                thought -> rule.decide(subject.basinId(), zones.getOrDefault(thought.id(), Zone.OUTSIDE))
                        .open();
        Material material = Material.split(
                thoughts.byId(without(members, subject.evidenceIds())).values(),
                outsiders(membersOf, subject.basinId(), seed),
                gate,
                seed);
        WatchedWords watched = WatchedWords.of(transitions, new Contrast(basins.mentions(membersOf)));
        WordSets words = watched.of(subject.basinId(), subject.steps());
        return new Plan(
                material,
                words,
                Controls.of(program, subject.steps(), sources(subject, watched, words), choice, seed),
                mentioning(subject.steps().get(0)),
                mentioning(subject.steps().get(subject.steps().size() - 1)));
    }

    private static Controls.Sources sources(Subject subject, WatchedWords watched, WordSets words) {
        List<String> forbidden = WatchedWords.forbidden(subject.steps(), words);
        return new Controls.Sources(
                watched.pool(subject.steps()).unrelatedTo(forbidden),
                watched.poolOfBasin(subject.basinId(), subject.steps()).unrelatedTo(forbidden),
                watched::neighbours);
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
        Collections.shuffle(others, RandomStreams.of(seed, "thoughts outside"));
        List<String> drawn = others.subList(0, Math.min(OUTSIDERS, others.size()));
        return new TreeMap<>(thoughts.byId(drawn)).values();
    }

    private List<String> mentioning(Token token) {
        List<String> texts = transitions.mentioning(token.id(), MENTIONING).stream()
                .map(Thought::text)
                .toList();
        return texts.isEmpty() ? List.of(token.text()) : texts;
    }
}
