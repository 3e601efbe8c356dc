package dev.stellator.benchmarks;

import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.program.Program;
import dev.stellator.study.measure.WordSets;
import dev.stellator.worker.LanguageModel;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A small graph: a basin with its thoughts and tokens, another one beside it, and a path.
 *
 * @param read the basin's thoughts, in documents
 * @param unread sentences that no study reads
 * @param vocabulary words that the basin mentions most; each is one subword, as are those that follow
 * @param matched words that are as frequent and not the basin's
 * @param fillers tokens that the basin mentions often too: the planner watches every second of what stands out
 * @param pool tokens that the basin mentions once
 * @param neighbours of the path's steps; other tokens have the spare ones
 */
record PlantedWorld(
        List<Thought> read,
        List<Thought> outside,
        List<String> unread,
        List<String> vocabulary,
        List<String> matched,
        List<String> fillers,
        List<String> pool,
        List<String> path,
        Map<String, List<String>> neighbours,
        List<String> spare) {
    static final int STEPS = 5;
    static final String BASIN = "basin";
    private static final int NEIGHBOURS = 2;
    private static final int VOCABULARY = 6;
    /** The basin's tokens that paths come from; {@code WordPool} draws from the twenty that are most like a step. */
    private static final int POOL = 19;

    private static final int COMMONEST_LEFT_OUT = 6;
    private static final int DOCUMENTS = 24;
    private static final int THOUGHTS = 2;

    static PlantedWorld draw(LanguageModel model, List<String> sentences, Random random) {
        List<String> drawn = new ArrayList<>(sentences);
        Collections.shuffle(drawn, random);
        List<String> single = singleSubwords(model, sentences);
        Collections.shuffle(single, random);
        List<String> words = unrelated(words(sentences), single, random);
        int read = DOCUMENTS * THOUGHTS;
        int neighboured = 2 * VOCABULARY + STEPS * NEIGHBOURS;
        List<String> pool = List.copyOf(words.subList(VOCABULARY, VOCABULARY + POOL));
        List<String> path = pool.subList(0, STEPS);
        Map<String, List<String>> neighbours = new HashMap<>();
        for (int step = 0; step < STEPS; step++) {
            int from = 2 * VOCABULARY + step * NEIGHBOURS;
            neighbours.put(path.get(step), List.copyOf(single.subList(from, from + NEIGHBOURS)));
        }
        return new PlantedWorld(
                thoughts("in", drawn.subList(0, read)),
                thoughts("out", drawn.subList(read, read + DOCUMENTS)),
                List.copyOf(drawn.subList(read + DOCUMENTS, drawn.size())),
                List.copyOf(single.subList(0, VOCABULARY)),
                List.copyOf(single.subList(VOCABULARY, 2 * VOCABULARY)),
                List.copyOf(words.subList(0, VOCABULARY)),
                pool,
                List.copyOf(path),
                neighbours,
                List.copyOf(single.subList(neighboured, single.size())));
    }

    /** Another path of the same basin, with neighbours that nothing was planted for. */
    PlantedWorld withRandomPath(Random random) {
        List<String> tokens = new ArrayList<>(pool);
        Collections.shuffle(tokens, random);
        return new PlantedWorld(
                read,
                outside,
                unread,
                vocabulary,
                matched,
                fillers,
                pool,
                List.copyOf(tokens.subList(0, STEPS)),
                Map.of(),
                spare);
    }

    /** The program of some steps. */
    static Program program(List<String> path) {
        return Program.parse(
                path.stream().map(step -> "TOKEN -> \"" + step + "\"\n").collect(Collectors.joining()) + Plant.DRIFT);
    }

    List<String> otherTokens() {
        return Stream.concat(pool.stream(), fillers.stream())
                .filter(token -> !path.contains(token))
                .toList();
    }

    /** Words of one subword, none a form of another, without the commonest, which stand in every text. */
    private static List<String> singleSubwords(LanguageModel model, List<String> sentences) {
        Map<Integer, Long> counts = sentences.stream()
                .flatMapToInt(sentence -> Arrays.stream(model.tokenizer().encode(sentence)))
                .boxed()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        List<String> candidates = IntStream.range(0, model.info().vocabulary())
                .filter(id -> model.tokenizer().decode(new int[] {id}).matches(" \\p{L}{2,}"))
                .boxed()
                .sorted(Comparator.comparing(id -> counts.getOrDefault(id, 0L)))
                .map(id -> model.tokenizer().decode(new int[] {id}).strip())
                .filter(word -> model.tokenizer().encodeInside(word).length == 1)
                .toList();
        List<String> kept = new ArrayList<>();
        for (String word : candidates.subList(0, candidates.size() - COMMONEST_LEFT_OUT)) {
            if (WordSets.unrelated(word, kept)) {
                kept.add(word);
            }
        }
        return kept;
    }

    private static List<String> words(List<String> sentences) {
        return sentences.stream()
                .flatMap(sentence ->
                        Arrays.stream(sentence.toLowerCase(Locale.ROOT).split("[^a-z]+")))
                .filter(word -> word.length() > 3)
                .distinct()
                .toList();
    }

    private static List<String> unrelated(List<String> words, List<String> others, Random random) {
        List<String> drawn = new ArrayList<>(words);
        Collections.shuffle(drawn, random);
        List<String> taken = new ArrayList<>(others);
        List<String> kept = new ArrayList<>();
        for (String word : drawn) {
            if (kept.size() < VOCABULARY + POOL && WordSets.unrelated(word, taken)) {
                taken.add(word);
                kept.add(word);
            }
        }
        return kept;
    }

    private static List<Thought> thoughts(String name, List<String> texts) {
        return IntStream.range(0, texts.size())
                .mapToObj(i -> new Thought(
                        name + "-%03d".formatted(i),
                        texts.get(i),
                        "en",
                        name + " document " + i / THOUGHTS,
                        i % THOUGHTS,
                        new float[] {1, 0}))
                .toList();
    }

    /** What stands out is as frequent as what it is matched with; all else is rare. */
    Token token(String word) {
        int rank = Math.max(vocabulary.indexOf(word), matched.indexOf(word));
        return new Token(word, word, "en", rank < 0 ? 1 : 100 + 10L * rank);
    }

    ThoughtGraph thoughts() {
        Map<String, Thought> all = new TreeMap<>();
        read.forEach(thought -> all.put(thought.id(), thought));
        outside.forEach(thought -> all.put(thought.id(), thought));
        return answering(ThoughtGraph.class, Map.of("byId", args -> {
            Map<String, Thought> found = new LinkedHashMap<>(all);
            found.keySet().retainAll(new HashSet<>((Collection<?>) args[0]));
            return found;
        }));
    }

    BasinGraph basins() {
        List<BasinGraph.Assignment> assignments = Stream.concat(read.stream(), outside.stream())
                .map(thought -> new BasinGraph.Assignment(
                        thought.id(), read.contains(thought) ? BASIN : "other", -1, 0.1, Zone.STABLE, 0.1, 0.5))
                .toList();
        List<BasinGraph.TokenCount> mentioned = new ArrayList<>();
        for (int i = 0; i < VOCABULARY; i++) {
            mentioned.add(new BasinGraph.TokenCount(token(vocabulary.get(i)), 101 - 2L * i));
            mentioned.add(new BasinGraph.TokenCount(token(fillers.get(i)), 100 - 2L * i));
        }
        pool.forEach(token -> mentioned.add(new BasinGraph.TokenCount(token(token), 1)));
        return answering(
                BasinGraph.class,
                Map.of("assignments", args -> assignments, "mentions", args -> Map.of(BASIN, mentioned)));
    }

    TransitionGraph transitions() {
        List<Token> frequent = Stream.of(vocabulary, matched, fillers, pool)
                .flatMap(List::stream)
                .map(this::token)
                .toList();
        return answering(
                TransitionGraph.class,
                Map.of(
                        "frequent", args -> frequent,
                        "degrees", args -> Map.of(),
                        "mentioning", args -> List.of(),
                        "near", args -> near((String) args[0])));
    }

    private List<Token> near(String token) {
        List<String> words = neighbours.getOrDefault(token, List.of());
        if (words.isEmpty()) {
            List<String> turned = new ArrayList<>(spare);
            Collections.rotate(turned, pool.indexOf(token) + 1);
            words = turned.subList(0, NEIGHBOURS);
        }
        return words.stream().map(this::token).toList();
    }

    /** A graph that answers what the planner asks, and refuses anything else. */
    private static <T> T answering(Class<T> type, Map<String, Function<Object[], Object>> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Function<Object[], Object> answer = answers.get(method.getName());
            if (answer == null) {
                throw new UnsupportedOperationException(method.toString());
            }
            return answer.apply(args);
        }));
    }
}
