package dev.stellator.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stellator.engine.Progress;
import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.graph.Token;
import dev.stellator.engine.graph.TransitionGraph;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.program.Program;
import dev.stellator.study.measure.WordSets;
import dev.stellator.study.reaction.Budget;
import dev.stellator.study.reaction.Controls;
import dev.stellator.study.reaction.Directions;
import dev.stellator.study.reaction.PrimaryMeasure;
import dev.stellator.study.reaction.PrimaryTest;
import dev.stellator.study.reaction.ProgramCompiler;
import dev.stellator.study.reaction.Reaction;
import dev.stellator.study.reaction.ReactionStudy;
import dev.stellator.study.reaction.StudyPlanner;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.ModelOptions;
import dev.stellator.worker.Observe;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.DecompositionSolver;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Do the two primary tests find an effect that is there, and none that is not? A tiny model, real sentences, a small graph
 * in memory, and the product's own planner, study and verdicts: what is counted is what {@code react} would say.
 *
 * <p>Planted: the tiny model gets an output head of its own, equal to its embedding but for the rows of some words. A word
 * of the basin's vocabulary rises by some nats wherever one of the path's steps is shown at a reference strength; in another
 * copy of the model a neighbour of step k rises so where step k is shown. Logits are linear in the normed last state, so that the
 * vector added to a row is that whose products with the mean shifts that steps make, in several orders, are nearest to
 * what is wanted, and to zero with the shifts of the basin's other tokens and with the model's mean state (least squares).
 * It is built on texts that no study reads. Whether the study sees it, it has to find out by all of its own means.
 *
 * <p>Null: on the model as it is, paths of random tokens of the same basin, with neighbours that nothing was planted for.
 *
 * <p>Usage: validity.sh [PLANTED_RUNS] [NULL_RUNS] [FIRST_SEED]
 */
final class Validity {
    private static final int STEPS = 5;
    private static final int NEIGHBOURS = 2;
    private static final int VOCABULARY = 6;
    /** The basin's tokens that paths come from; {@code WordPool} draws from the twenty that are most like a step. */
    private static final int POOL = 19;

    private static final int COMMONEST_LEFT_OUT = 6;
    private static final int DOCUMENTS = 24;
    private static final int THOUGHTS = 2;
    private static final int TEXTS = 12;
    private static final int ORDERS = 12;
    private static final int RAILS = 80;
    private static final double PATH_WEIGHT = 2;
    private static final double MEAN_WEIGHT = 10;
    private static final double RIDGE = 1e-3;
    private static final int CALIBRATION = 8;
    private static final int PLANTING_TEXTS = 32;
    private static final int PLANTING_LENGTH = 25;
    private static final double REFERENCE_GAIN = 3;
    private static final String BASIN = "basin";

    private final LanguageModel model;
    private final ProgramCompiler compiler;
    private final List<String> sentences;

    private Validity(LanguageModel model, List<String> sentences) {
        this.model = model;
        this.compiler = new ProgramCompiler(model);
        this.sentences = sentences;
    }

    public static void main(String[] args) throws IOException {
        int plantedRuns = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        int nullRuns = args.length > 2 ? Integer.parseInt(args[2]) : 40;
        long firstSeed = args.length > 3 ? Long.parseLong(args[3]) : 1000;
        Path home = Path.of(args[0]);
        Path folder = home.resolve("engine/src/test/resources/model/tiny/llama");
        List<String> sentences = new ArrayList<>();
        try (Stream<Path> files = Files.list(home.resolve("samples/en"))) {
            for (Path file : files.filter(path -> path.toString().matches(".*\\.(md|txt)"))
                    .sorted()
                    .toList()) {
                Arrays.stream(Files.readString(file).split("(?<=[.!?])\\s+"))
                        .filter(text -> text.length() > 40 && text.length() < 160)
                        .forEach(sentences::add);
            }
        }
        Tally planted = new Tally();
        Tally nothing = new Tally();
        try (LanguageModel model = LanguageModel.open(folder, ModelOptions.DEFAULT)) {
            System.out.printf(
                    "%s, %d sentences; paths of %d steps, %d draws of each family, %d held-out texts, seeds from %d;"
                            + " measures: %s%n",
                    model.info().name(),
                    sentences.size(),
                    STEPS,
                    PrimaryTest.DRAWS,
                    TEXTS,
                    firstSeed,
                    PrimaryMeasure.versions());
            Validity plain = new Validity(model, sentences);
            for (int run = 0; run < plantedRuns; run++) {
                System.err.printf("planted %d of %d%n", run + 1, plantedRuns);
                plain.plant(folder, firstSeed + run, planted);
            }
            for (int run = 0; run < nullRuns; run++) {
                System.err.printf("null %d of %d%n", run + 1, nullRuns);
                plain.measureNothing(firstSeed + run, nothing);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "planted, vocabulary %.1f and order %.1f nats a word at gain %.0f: 'path is above' at p < 0.01 in%n",
                Plant.VOCABULARY.nats,
                Plant.ORDER.nats,
                REFERENCE_GAIN);
        planted.print(comparison -> comparison.verdict().equals("path is above") && comparison.p() < 0.01);
        System.out.println("null, random paths of the same basins on the model without a plant: an effect is said in");
        nothing.print(comparison -> comparison.verdict().startsWith("path is"));
        System.exit(0);
    }

    /** What the primary tests said, run by run. */
    private static final class Tally {
        private final Map<String, List<Reaction.Comparison>> byMeasure = new TreeMap<>();

        void add(Reaction reaction, Set<PrimaryMeasure> asked) {
            for (Reaction.Comparison comparison : reaction.comparisons()) {
                if (comparison.primary()
                        && asked.stream().anyMatch(measure -> measure.label().equals(comparison.measure()))) {
                    byMeasure
                            .computeIfAbsent(comparison.measure(), name -> new ArrayList<>())
                            .add(comparison);
                    System.err.printf(
                            Locale.ROOT,
                            "  %s: %+.3f, p %.4f, q %.4f, %s%n",
                            comparison.measure(),
                            comparison.difference().mean(),
                            comparison.p(),
                            comparison.q(),
                            comparison.verdict());
                }
            }
        }

        void print(java.util.function.Predicate<Reaction.Comparison> counts) {
            byMeasure.forEach((measure, all) -> System.out.printf(
                    Locale.ROOT,
                    "  %-20s %2d of %d (%.3f); median of the difference %+.3f nats, median p %.4f, largest %.4f, p <= 0.05 in"
                            + " %d%n",
                    measure,
                    all.stream().filter(counts).count(),
                    all.size(),
                    (double) all.stream().filter(counts).count() / all.size(),
                    median(all, comparison -> comparison.difference().mean()),
                    median(all, Reaction.Comparison::p),
                    all.stream().mapToDouble(Reaction.Comparison::p).max().orElse(Double.NaN),
                    all.stream().filter(comparison -> comparison.p() <= 0.05).count()));
        }

        private static double median(
                List<Reaction.Comparison> all, java.util.function.ToDoubleFunction<Reaction.Comparison> of) {
            return StatUtils.percentile(all.stream().mapToDouble(of).toArray(), 50);
        }
    }

    private void plant(Path folder, long seed, Tally planted) throws IOException {
        Random random = RandomStreams.of(seed, "planted");
        World world = World.draw(model, sentences, random);
        for (Plant plant : Plant.values()) {
            Path copy = Files.createTempDirectory("planted");
            try {
                write(rows(world, plant, random), folder, copy);
                try (LanguageModel own = LanguageModel.open(copy, ModelOptions.DEFAULT)) {
                    planted.add(new Validity(own, sentences).measure(world, plant.drift, seed), Set.of(plant.measure));
                }
            } finally {
                try (Stream<Path> files = Files.list(copy)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(copy);
            }
        }
    }

    private void measureNothing(long seed, Tally nothing) {
        Random random = RandomStreams.of(seed, "null");
        World world = World.draw(model, sentences, random).withRandomPath(random);
        nothing.add(measure(world, Plant.ORDER.drift, seed), Set.of(PrimaryMeasure.VOCABULARY, PrimaryMeasure.ORDER));
    }

    /** What is planted for a measure, and the program under which it is read. */
    private enum Plant {
        VOCABULARY(PrimaryMeasure.VOCABULARY, "DRIFT -> attention sweep on layer 3\n", 1),
        /** The last layer's rail moves the last state most evenly, whichever part of the text shows a step. */
        ORDER(PrimaryMeasure.ORDER, "DRIFT -> attention sweep on layer 3\n", 0.5);

        private final PrimaryMeasure measure;
        private final String drift;
        private final double nats;

        Plant(PrimaryMeasure measure, String drift, double nats) {
            this.measure = measure;
            this.drift = drift;
            this.nats = nats;
        }
    }

    private Reaction measure(World world, String drift, long seed) {
        Program program = program(world.path(), drift);
        StudyPlanner.Plan plan = new StudyPlanner(world.thoughts(), world.basins(), world.transitions())
                .plan(
                        new StudyPlanner.Subject(
                                BASIN, world.path().stream().map(world::token).toList(), Set.of()),
                        program,
                        new Controls.Choice(PrimaryTest.DRAWS, Controls.Fixed.NONE),
                        seed);
        return new ReactionStudy(model)
                .measure(
                        new ReactionStudy.Request(
                                program,
                                plan.controls(),
                                plan.material().atMost(CALIBRATION, TEXTS, TEXTS),
                                plan.words(),
                                Directions.measure(model, plan.withToken(), plan.withAnchor(), sentences.subList(0, 4)),
                                Budget.DEFAULT,
                                sentences.get(0),
                                true,
                                1,
                                List.of(),
                                List.of(),
                                seed),
                        Progress.SILENT);
    }

    private static Program program(List<String> path, String drift) {
        return Program.parse(
                path.stream().map(step -> "TOKEN -> \"" + step + "\"\n").collect(Collectors.joining()) + drift);
    }

    /** What is added to the head's rows, by word, times the weight of the last norm. */
    private Map<String, double[]> rows(World world, Plant plant, Random random) {
        List<Sequence> texts = world.unread().stream()
                .map(text -> model.tokenizer().encode(text))
                .filter(ids -> ids.length >= PLANTING_LENGTH)
                .limit(PLANTING_TEXTS)
                .map(ids -> Sequence.of(Arrays.copyOf(ids, PLANTING_LENGTH)).withSink())
                .toList();
        double[][] base = states(texts, List.of());
        List<double[]> shifts = new ArrayList<>();
        List<String> shown = new ArrayList<>();
        for (int order = 0; order < ORDERS; order++) {
            List<String> path = new ArrayList<>(world.path());
            Collections.shuffle(path, random);
            observe(order == 0 ? world.path() : path, plant, base, texts, PATH_WEIGHT, shifts, shown);
        }
        for (int rail = 0; rail < RAILS; rail++) {
            List<String> others = new ArrayList<>(world.otherTokens());
            Collections.shuffle(others, random);
            observe(others.subList(0, STEPS), plant, base, texts, 1, shifts, shown);
        }
        shifts.add(new ArrayRealVector(mean(base)).mapMultiply(MEAN_WEIGHT).toArray());
        shown.add("");
        RealMatrix x = new Array2DRowRealMatrix(shifts.toArray(double[][]::new));
        RealMatrix square = x.transpose().multiply(x);
        double ridge = RIDGE * square.getTrace() / square.getRowDimension();
        DecompositionSolver solver = new LUDecomposition(
                        square.add(MatrixUtils.createRealIdentityMatrix(square.getRowDimension())
                                .scalarMultiply(ridge)))
                .getSolver();
        Map<String, double[]> rows = new LinkedHashMap<>();
        if (plant == Plant.ORDER) {
            for (String step : world.path()) {
                double[] row = row(x, shown, solver, List.of(step), plant.nats);
                world.neighbours().getOrDefault(step, List.of()).forEach(word -> rows.put(word, row));
            }
        } else {
            double[] row = row(x, shown, solver, world.path(), plant.nats);
            world.vocabulary().forEach(word -> rows.put(word, row));
        }
        return rows;
    }

    /** What rises by the planted nats where one of some steps is shown, and by nothing elsewhere: least squares. */
    private static double[] row(
            RealMatrix x, List<String> shown, DecompositionSolver solver, List<String> steps, double nats) {
        RealVector wanted = new ArrayRealVector(shown.size());
        for (int i = 0; i < shown.size(); i++) {
            wanted.setEntry(i, steps.contains(shown.get(i)) ? PATH_WEIGHT * nats : 0);
        }
        return solver.solve(x.preMultiply(wanted)).toArray();
    }

    /** Adds what each step does to the state in the part of the text where it is shown. */
    private void observe(
            List<String> order,
            Plant plant,
            double[][] base,
            List<Sequence> texts,
            double weight,
            List<double[]> shifts,
            List<String> shown) {
        double[][] states = states(
                texts, compiler.compile(program(order, plant.drift), null, ProgramCompiler.Dose.of(REFERENCE_GAIN)));
        for (int part = 0; part < STEPS; part++) {
            shifts.add(new ArrayRealVector(states[part])
                    .subtract(new ArrayRealVector(base[part]))
                    .mapMultiply(weight)
                    .toArray());
            shown.add(order.get(part));
        }
    }

    private static double[] mean(double[][] parts) {
        double[] mean = new double[parts[0].length];
        for (double[] part : parts) {
            Arrays.setAll(mean, i -> mean[i] + part[i] / parts.length);
        }
        return mean;
    }

    /** By part of the text, the mean last state divided by its root mean square; the norm's weight is the head's. */
    private double[][] states(List<Sequence> texts, List<Intervention> interventions) {
        int last = model.info().layers() - 1;
        int width = model.info().width();
        double[][] means = new double[STEPS][width];
        double share = (double) STEPS / (texts.size() * PLANTING_LENGTH);
        model.forward(
                        texts.stream().map(text -> text.with(interventions)).toList(),
                        Observe.NOTHING.hiddenAt(
                                Indices.of(last),
                                IntStream.range(0, PLANTING_LENGTH).toArray()))
                .forEach(seen -> {
                    for (int t = 0; t < PLANTING_LENGTH; t++) {
                        float[] state = seen.hidden()[last][t];
                        double square = 0;
                        for (float value : state) {
                            square += value * value / width;
                        }
                        double[] mean = means[t * STEPS / PLANTING_LENGTH];
                        for (int i = 0; i < width; i++) {
                            mean[i] += share * state[i] / Math.sqrt(square);
                        }
                    }
                });
        return means;
    }

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
    private record World(
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

        static World draw(LanguageModel model, List<String> sentences, Random random) {
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
            return new World(
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
        World withRandomPath(Random random) {
            List<String> tokens = new ArrayList<>(pool);
            Collections.shuffle(tokens, random);
            return new World(
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
                    .sorted(java.util.Comparator.comparing(id -> counts.getOrDefault(id, 0L)))
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
            return type.cast(
                    Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
                        Function<Object[], Object> answer = answers.get(method.getName());
                        if (answer == null) {
                            throw new UnsupportedOperationException(method.toString());
                        }
                        return answer.apply(args);
                    }));
        }
    }

    /** Writes the model with a head of its own; everything else is copied. */
    private void write(Map<String, double[]> rows, Path from, Path to) throws IOException {
        ObjectMapper json = new ObjectMapper();
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        ObjectNode config =
                (ObjectNode) json.readTree(from.resolve("config.json").toFile());
        config.put("tie_word_embeddings", false);
        json.writeValue(to.resolve("config.json").toFile(), config);

        ByteBuffer whole = ByteBuffer.wrap(Files.readAllBytes(from.resolve("model.safetensors")))
                .order(ByteOrder.LITTLE_ENDIAN);
        int headerLength = Math.toIntExact(whole.getLong());
        byte[] header = new byte[headerLength];
        whole.get(header);
        ObjectNode tensors = (ObjectNode) json.readTree(header);
        ByteBuffer data = whole.slice().order(ByteOrder.LITTLE_ENDIAN);
        float[] head = floats(data, tensors.get("model.embed_tokens.weight"));
        float[] norm = floats(data, tensors.get("model.norm.weight"));
        for (Map.Entry<String, double[]> row : rows.entrySet()) {
            int id = model.tokenizer().encodeInside(row.getKey())[0];
            for (int i = 0; i < norm.length; i++) {
                head[id * norm.length + i] += (float) (row.getValue()[i] / norm[i]);
            }
        }
        ObjectNode added = tensors.deepCopy();
        ObjectNode own = added.putObject("lm_head.weight");
        own.put("dtype", "F32");
        own.set("shape", tensors.get("model.embed_tokens.weight").get("shape"));
        ArrayNode offsets = own.putArray("data_offsets");
        offsets.add(data.capacity()).add(data.capacity() + 4 * head.length);
        byte[] text = json.writeValueAsBytes(added);
        ByteBuffer out = ByteBuffer.allocate(8 + text.length + data.capacity() + 4 * head.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(text.length).put(text).put(data.duplicate());
        for (float value : head) {
            out.putFloat(value);
        }
        Files.write(to.resolve("model.safetensors"), out.array());
    }

    private static float[] floats(ByteBuffer data, JsonNode tensor) {
        int from = tensor.get("data_offsets").get(0).asInt();
        int to = tensor.get("data_offsets").get(1).asInt();
        float[] values = new float[(to - from) / 4];
        data.slice(from, to - from)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(values);
        return values;
    }
}
