package dev.stellator.study.field;

import dev.stellator.engine.Progress;
import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.BasinGraph.TokenCount;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph;
import dev.stellator.engine.path.BasinPaths;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.study.measure.StepNeighbours;
import dev.stellator.study.measure.WordPool;
import dev.stellator.study.measure.WordSets;
import dev.stellator.study.reaction.CorpusSplit;
import dev.stellator.worker.Tokenizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gathers from the graph what a field is learned from: a path into each basin, its words, and texts of both halves.
 *
 * <p>Thread-safe as far as the graph is.
 */
public final class FieldPlanner {
    private static final int SMALLEST_BASIN = 12;
    private static final int FEWEST_TEXTS = 4;
    private static final int BUILDING_TEXTS = 40;
    private static final int HELD_OUT_TEXTS = 8;
    private static final int MENTIONING = 12;
    private static final int NEUTRAL = 120;
    private static final int FEWEST_WORDS = 3;
    private static final int FEWEST_STEPS = 3;
    private static final int FEWEST_SUBWORDS = 16;
    private static final int FREQUENT = 4000;
    private static final int DRAWS = 20;
    private static final int OTHERS = 40;

    private final ThoughtGraph thoughts;
    private final BasinGraph basins;
    private final TransitionGraph transitions;
    private final Tokenizer tokenizer;
    private final StepNeighbours neighbours;
    private final WordPool pool;

    public FieldPlanner(ThoughtGraph thoughts, BasinGraph basins, TransitionGraph transitions, Tokenizer tokenizer) {
        this.thoughts = thoughts;
        this.basins = basins;
        this.transitions = transitions;
        this.tokenizer = tokenizer;
        this.neighbours = new StepNeighbours(transitions, tokenizer);
        List<Token> frequent = transitions.frequent(1, FREQUENT);
        this.pool = new WordPool(
                frequent, transitions.degrees(frequent.stream().map(Token::id).toList()));
    }

    /**
     * @param language that the model reads; basins whose texts are mainly in another one are passed over. Null for any
     * @param most paths at most, the largest basins first
     * @throws dev.stellator.engine.InputRefusedException when the corpus has too few paths, saying why it has no more
     */
    public FieldMaterial plan(@Nullable String language, int most, long seed, Progress progress) {
        CorpusSplit split = CorpusSplit.of(thoughts, seed);
        Map<String, List<Assignment>> members = new TreeMap<>();
        basins.assignments()
                .forEach(assignment -> members.computeIfAbsent(assignment.basinId(), id -> new ArrayList<>())
                        .add(assignment));
        List<Basin> large = basins.finest().stream()
                .filter(basin -> basin.size() >= SMALLEST_BASIN)
                .toList();
        List<FieldPath> paths = new ArrayList<>();
        PassedOver.Count passedOver = new PassedOver.Count();
        progress.begin("find a path into each basin", Math.min(most, large.size()));
        for (Basin basin : large) {
            Progress.checkpoint();
            if (paths.size() < most) {
                Entry entry = enter(basin, members.getOrDefault(basin.id(), List.of()), split, language, seed);
                if (entry.passedOver() != null) {
                    passedOver.add(entry.passedOver());
                } else if (entry.path() != null) {
                    paths.add(entry.path());
                    progress.advance(1);
                }
            }
        }
        progress.end();
        if (paths.size() < FieldMaterial.FEWEST) {
            throw passedOver.refusal(paths.size(), large.size(), SMALLEST_BASIN);
        }
        FieldMaterial material = FieldMaterial.split(paths, neutral(members, split, seed), seed);
        return drawing(material, members, split, progress);
    }

    /**
     * The same with tokens of the trained paths' basins to draw rails from. None is a form of a step of the other paths, or
     * of a word that is measured there.
     */
    private FieldMaterial drawing(
            FieldMaterial material, Map<String, List<Assignment>> members, CorpusSplit split, Progress progress) {
        Set<String> kept = new TreeSet<>();
        Stream.concat(material.unseen().stream(), material.validating().stream())
                .forEach(path -> {
                    kept.addAll(path.tokens());
                    kept.addAll(path.random().tokens());
                    path.measured().forEach(kept::addAll);
                    path.random().measured().forEach(kept::addAll);
                });
        Map<String, List<String>> building = new TreeMap<>();
        material.trained()
                .forEach(path ->
                        building.put(path.basinId(), built(members.getOrDefault(path.basinId(), List.of()), split)));
        Map<String, List<TokenCount>> mentions = basins.mentions(building);
        List<FieldPath> trained = new ArrayList<>();
        progress.begin("find words near other tokens", material.trained().size());
        for (FieldPath path : material.trained()) {
            Progress.checkpoint();
            trained.add(path.with(others(path, mentions.getOrDefault(path.basinId(), List.of()), kept)));
            progress.advance(1);
        }
        progress.end();
        return new FieldMaterial(trained, material.validating(), material.unseen(), material.neutral());
    }

    private List<String> built(Collection<Assignment> members, CorpusSplit split) {
        return thoughts.byId(members.stream().map(Assignment::thoughtId).toList()).values().stream()
                .filter(split::builds)
                .map(Thought::id)
                .sorted()
                .toList();
    }

    /** The tokens that the basin mentions most. */
    private List<FieldPath.Step> others(FieldPath path, List<TokenCount> mentioned, Set<String> kept) {
        return mentioned.stream()
                .sorted(Comparator.comparingLong((TokenCount one) -> -one.count())
                        .thenComparing(one -> one.token().id()))
                .map(TokenCount::token)
                .filter(token ->
                        WordSets.unrelated(token.text(), kept) && WordSets.unrelated(token.text(), path.tokens()))
                .limit(2 * OTHERS)
                .map(token -> new FieldPath.Step(
                        token.text(), neighbours.of(List.of(token)).trained().get(0)))
                .filter(step -> step.trained().size() >= FEWEST_WORDS)
                .limit(OTHERS)
                .toList();
    }

    /** One of the two: a path into a basin, or why there is none. */
    private record Entry(@Nullable FieldPath path, @Nullable PassedOver passedOver) {
        Entry(FieldPath path) {
            this(path, null);
        }

        Entry(PassedOver reason) {
            this(null, reason);
        }
    }

    private Entry enter(
            Basin basin, Collection<Assignment> members, CorpusSplit split, @Nullable String language, long seed) {
        Collection<Thought> all = new TreeMap<>(thoughts.byId(
                        members.stream().map(Assignment::thoughtId).toList()))
                .values();
        if (language != null
                && 2
                                * all.stream()
                                        .filter(thought -> thought.language().equals(language))
                                        .count()
                        <= all.size()) {
            return new Entry(PassedOver.LANGUAGE);
        }
        List<String> building = drawn(
                all, split::builds, BUILDING_TEXTS, RandomStreams.of(seed, "texts of " + basin.id() + " building"));
        List<String> heldOut = drawn(
                all,
                thought -> !split.builds(thought),
                HELD_OUT_TEXTS,
                RandomStreams.of(seed, "texts of " + basin.id() + " held out"));
        if (building.size() < FEWEST_TEXTS || heldOut.size() < FEWEST_TEXTS) {
            return new Entry(PassedOver.TEXTS);
        }
        return new BasinPaths(thoughts, transitions)
                .into(basin, members).stream()
                        .min(BasinPaths.PREFERENCE)
                        .map(entered -> enter(basin, entered.best(), new Texts(building, heldOut), split, seed))
                        .orElseGet(() -> new Entry(PassedOver.PATH));
    }

    private record Texts(List<String> building, List<String> heldOut) {}

    private Entry enter(Basin basin, PathFinder.Path best, Texts texts, CorpusSplit split, long seed) {
        List<Token> steps = best.steps().stream().map(step -> step.token()).toList();
        if (steps.size() < FEWEST_STEPS) {
            return new Entry(PassedOver.STEPS);
        }
        StepNeighbours.Words words = neighbours.of(steps);
        if (words.fewest() < FEWEST_WORDS) {
            return new Entry(PassedOver.WORDS);
        }
        return new Entry(new FieldPath(
                best.id(),
                basin.id(),
                steps.stream().map(Token::text).toList(),
                words.trained(),
                words.measured(),
                texts.building(),
                texts.heldOut(),
                steps.stream().map(step -> mentioning(step, split)).toList(),
                List.of(),
                random(steps, words, RandomStreams.of(seed, "random path of " + basin.id()))));
    }

    /** The first draw that has words to measure; none of its tokens is a form of one of the path's, or of its words. */
    private FieldPath.RandomPath random(List<Token> steps, StepNeighbours.Words words, Random random) {
        List<String> taken = new ArrayList<>(steps.stream().map(Token::text).toList());
        words.trained().forEach(taken::addAll);
        words.measured().forEach(taken::addAll);
        WordPool others = pool.unrelatedTo(taken);
        for (int draw = 0; draw < DRAWS; draw++) {
            List<Token> tokens = others.draw(steps, random);
            if (tokens.size() == steps.size()) {
                StepNeighbours.Words own = neighbours.of(tokens);
                if (own.measured().stream().allMatch(list -> list.size() >= FEWEST_WORDS)) {
                    return new FieldPath.RandomPath(
                            tokens.stream().map(Token::text).toList(), own.measured());
                }
            }
        }
        return FieldPath.RandomPath.NONE;
    }

    private List<String> mentioning(Token step, CorpusSplit split) {
        List<String> texts = transitions.mentioning(step.id(), MENTIONING * 4).stream()
                .filter(split::builds)
                .limit(MENTIONING)
                .map(Thought::text)
                .toList();
        return texts.isEmpty() ? List.of(step.text()) : texts;
    }

    private List<String> drawn(Collection<Thought> members, Predicate<Thought> half, int most, Random random) {
        List<String> texts = new ArrayList<>(members.stream()
                .filter(half)
                .map(Thought::text)
                .filter(text -> tokenizer.encode(text).length >= FEWEST_SUBWORDS)
                .toList());
        Collections.shuffle(texts, random);
        return List.copyOf(texts.subList(0, Math.min(most, texts.size())));
    }

    private List<String> neutral(Map<String, List<Assignment>> members, CorpusSplit split, long seed) {
        List<String> ids = new ArrayList<>();
        members.values().forEach(list -> list.forEach(member -> ids.add(member.thoughtId())));
        Collections.sort(ids);
        Collections.shuffle(ids, RandomStreams.of(seed, "neutral texts"));
        List<String> some = ids.subList(0, Math.min(ids.size(), 3 * NEUTRAL));
        Map<String, Thought> found = new HashMap<>(thoughts.byId(new TreeSet<>(some)));
        return some.stream()
                .filter(found::containsKey)
                .map(found::get)
                .filter(split::builds)
                .limit(NEUTRAL)
                .map(Thought::text)
                .toList();
    }
}
