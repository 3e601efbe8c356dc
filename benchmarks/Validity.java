import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stellator.engine.Progress;
import dev.stellator.engine.model.Indices;
import dev.stellator.engine.model.Intervention;
import dev.stellator.engine.model.LanguageModel;
import dev.stellator.engine.model.ModelOptions;
import dev.stellator.engine.model.Observe;
import dev.stellator.engine.model.Sequence;
import dev.stellator.engine.program.Program;
import dev.stellator.engine.reaction.Budget;
import dev.stellator.engine.reaction.Control;
import dev.stellator.engine.reaction.Controls;
import dev.stellator.engine.reaction.Directions;
import dev.stellator.engine.reaction.Material;
import dev.stellator.engine.reaction.ProgramCompiler;
import dev.stellator.engine.reaction.Reaction;
import dev.stellator.engine.reaction.ReactionStudy;
import dev.stellator.engine.reaction.PathSurvey;
import dev.stellator.engine.reaction.WordSets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.SingularValueDecomposition;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Does the study find an effect that is there, and none that is not? A tiny model, real sentences, whole studies.
 *
 * <p>Null: random programs are called paths; the share of p below 0.05 must be 0.05.
 *
 * <p>Planted: the tiny model gets an output head of its own, equal to its embedding but for the rows of a few words of each
 * path. To those a vector is added that the rail of this path, at a reference strength, provably moves: logits are linear
 * in the normed last state, and the vector is the shortest whose product with the mean shift that the rail makes is
 * {@value #PLANTED} nat, and zero with the shifts of the other paths' rails, with those of {@value #OTHER_RAILS} random
 * rails, and with the model's mean state (a pseudoinverse). It is built on texts that no study reads. Whether a study
 * sees it, it has to find out by all of its own means: texts of its own, strengths brought to the KL budget, random paths
 * drawn anew, and the permutation of labels, at p below 0.01.
 *
 * <p>Usage: validity.sh [NULL_RUNS] [PLANTED_RUNS] [FIRST_SEED]
 */
final class Validity {
    private static final int NULL_PATHS = 6;
    private static final int PLANTED_PATHS = 8;
    private static final int DRAWS = 4;
    private static final int STEPS = 3;
    private static final int TEXTS = 12;
    private static final int CLUSTERS = 6;
    private static final int WATCHED = 12;
    private static final int PLANTED_WORDS = 4;
    private static final int NEIGHBOURS = 4;
    private static final int OTHER_RAILS = 24;
    private static final int PLANTING_TEXTS = 40;
    private static final int PLANTING_LENGTH = 24;
    private static final double PLANTED = 1;
    private static final double REFERENCE_GAIN = 3;
    private static final String NULL_DRIFT = "DRIFT -> attention sweep on layers 1-2 gain 3\n";
    private static final String OPEN_DRIFT = "DRIFT -> attention hold on layers 1-2\n";

    private final LanguageModel model;
    private final ReactionStudy study;
    private final ProgramCompiler compiler;
    private final Directions directions;
    private final List<String> sentences;
    private final List<String> words;

    private Validity(LanguageModel model, List<String> sentences) {
        this.model = model;
        this.study = new ReactionStudy(model);
        this.compiler = new ProgramCompiler(model);
        this.sentences = sentences;
        Set<String> found = new LinkedHashSet<>();
        sentences.forEach(sentence -> Arrays.stream(sentence.toLowerCase(Locale.ROOT).split("[^a-z]+"))
                .filter(word -> word.length() > 3)
                .forEach(found::add));
        this.words = List.copyOf(found);
        this.directions = Directions.measure(
                model, sentences.subList(0, 4), sentences.subList(4, 8), sentences.subList(8, 16));
    }

    public static void main(String[] args) throws IOException {
        int nullRuns = args.length > 1 ? Integer.parseInt(args[1]) : 200;
        int plantedRuns = args.length > 2 ? Integer.parseInt(args[2]) : 50;
        long firstSeed = args.length > 3 ? Long.parseLong(args[3]) : 1000;
        Path home = Path.of(args[0]);
        Path folder = home.resolve("engine/src/test/resources/model/tiny/llama");
        List<String> sentences = new ArrayList<>();
        try (Stream<Path> files = Files.list(home.resolve("samples/en"))) {
            for (Path file : files.sorted().toList()) {
                Arrays.stream(Files.readString(file).split("(?<=[.!?])\\s+"))
                        .filter(text -> text.length() > 40 && text.length() < 160)
                        .forEach(sentences::add);
            }
        }
        try (LanguageModel model = LanguageModel.open(folder, ModelOptions.DEFAULT)) {
            Validity validity = new Validity(model, sentences);
            System.out.printf(
                    "%s, %d sentences; %d random paths drawn for each path, %d held-out texts, seeds from %d%n",
                    model.info().name(), sentences.size(), DRAWS, TEXTS, firstSeed);
            if (nullRuns > 0) {
                validity.reportNull(nullRuns, firstSeed);
            }
            if (plantedRuns > 0) {
                reportPlanted(validity, folder, plantedRuns, firstSeed);
            }
        }
        System.exit(0);
    }

    private void reportNull(int runs, long firstSeed) {
        int[] found = new int[2];
        for (int run = 0; run < runs; run++) {
            Random random = new Random(firstSeed + run);
            List<Reaction> reactions = IntStream.range(0, NULL_PATHS)
                    .mapToObj(path -> nullReaction(random))
                    .toList();
            for (PathSurvey.Row row : survey(reactions, random).rows()) {
                found[row.measure().startsWith("vocabulary") ? 0 : 1] += row.p() < 0.05 ? 1 : 0;
            }
            progress("null", run, runs);
        }
        System.out.println("null: " + NULL_PATHS + " random programs a study called paths, p < 0.05 in");
        line("vocabulary log-odds", found[0], runs, 0.05);
        line("order score", found[1], runs, 0.05);
    }

    /** Studies of paths with a planted effect; and, on the same models and words, of random programs in their place. */
    private static void reportPlanted(Validity plain, Path folder, int runs, long firstSeed) throws IOException {
        int found = 0;
        int decoys = 0;
        double[] effects = new double[runs];
        double[] others = new double[runs];
        double[] spreads = new double[runs];
        double largest = 0;
        for (int run = 0; run < runs; run++) {
            Random random = new Random(firstSeed + run);
            Planting planting = plain.planting(random);
            Path copy = Files.createTempDirectory("planted");
            try {
                planting.write(folder, copy);
                try (LanguageModel model = LanguageModel.open(copy, ModelOptions.DEFAULT)) {
                    Validity planted = new Validity(model, planting.sentences());
                    List<Reaction> paths = new ArrayList<>();
                    List<Reaction> randoms = new ArrayList<>();
                    for (int path = 0; path < PLANTED_PATHS; path++) {
                        paths.add(planted.plantedReaction(planting.programs().get(path), planting, path, random));
                        randoms.add(planted.plantedReaction(planted.program(OPEN_DRIFT, random), planting, path, random));
                    }
                    PathSurvey.Row row = survey(paths, random).rows().get(0);
                    double decoy = survey(randoms, random).rows().get(0).p();
                    found += row.p() < 0.01 ? 1 : 0;
                    decoys += decoy < 0.05 ? 1 : 0;
                    largest = Math.max(largest, row.p());
                    effects[run] = row.path();
                    others[run] = row.controls();
                    spreads[run] = spread(paths);
                    System.err.printf(
                            Locale.ROOT,
                            "run %d: path %.3f, random paths %.3f (standard deviation of one %.3f), p %.4f; random in"
                                    + " its place p %.4f%n",
                            run + 1,
                            row.path(),
                            row.controls(),
                            spreads[run],
                            row.p(),
                            decoy);
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
        System.out.printf(
                Locale.ROOT,
                "planted: the rails of %d paths a study raise %d words each by %.1f nat at gain %.0f; at the budget, vocabulary"
                        + " %.3f nats (median), random paths %.3f, standard deviation of one random path %.3f; p < 0.01 in%n",
                PLANTED_PATHS,
                PLANTED_WORDS,
                PLANTED,
                REFERENCE_GAIN,
                StatUtils.percentile(effects, 50),
                StatUtils.percentile(others, 50),
                StatUtils.percentile(spreads, 50));
        System.out.printf(
                Locale.ROOT, "  %-20s %3d of %d (largest p %.4f)%n", "vocabulary log-odds", found, runs, largest);
        System.out.println("the same models and words, random programs in place of the paths, p < 0.05 in");
        line("vocabulary log-odds", decoys, runs, 0.05);
    }

    /** Root mean square over paths of the standard deviation of the random paths' effects. */
    private static double spread(List<Reaction> reactions) {
        return Math.sqrt(reactions.stream()
                .mapToDouble(reaction -> StatUtils.variance(reaction.arms().stream()
                        .skip(1)
                        .mapToDouble(arm -> arm.vocabulary().mean())
                        .toArray()))
                .average()
                .orElse(Double.NaN));
    }

    private static void progress(String title, int run, int runs) {
        if ((run + 1) % 10 == 0) {
            System.err.printf("%s: %d of %d%n", title, run + 1, runs);
        }
    }

    private static void line(String measure, int found, int runs, double level) {
        double error = 2 * Math.sqrt(level * (1 - level) / runs);
        System.out.printf(
                Locale.ROOT,
                "  %-20s %3d of %d: %.3f (chance %.3f +- %.3f)%n",
                measure,
                found,
                runs,
                (double) found / runs,
                level,
                error);
    }

    private static PathSurvey survey(List<Reaction> reactions, Random random) {
        List<String> basins =
                IntStream.range(0, reactions.size()).mapToObj(path -> "basin " + path).toList();
        return PathSurvey.of(reactions, basins, random.nextLong());
    }

    private Reaction nullReaction(Random random) {
        List<String> pool = new ArrayList<>(words);
        Collections.shuffle(pool, random);
        List<String> vocabulary = List.copyOf(pool.subList(0, WATCHED));
        List<String> rest = pool.subList(WATCHED, pool.size());
        List<List<String>> neighbours = IntStream.range(1, 1 + STEPS)
                .mapToObj(i -> rest.subList(WATCHED + i * NEIGHBOURS, WATCHED + (i + 1) * NEIGHBOURS))
                .toList();
        WordSets sets = new WordSets(vocabulary, rest.subList(0, WATCHED), neighbours);
        return reaction(program(NULL_DRIFT, random), NULL_DRIFT, sets, random);
    }

    private Reaction plantedReaction(Program program, Planting planting, int path, Random random) {
        List<String> rest = new ArrayList<>(planting.unplanted());
        Collections.shuffle(rest, random);
        WordSets sets =
                new WordSets(planting.words().get(path), List.copyOf(rest.subList(0, PLANTED_WORDS)), List.of());
        return reaction(program, OPEN_DRIFT, sets, random);
    }

    private Reaction reaction(Program program, String drift, WordSets sets, Random random) {
        List<String> drawn = new ArrayList<>(sentences);
        Collections.shuffle(drawn, random);
        List<Material.Text> texts = IntStream.range(0, 2 * TEXTS)
                .mapToObj(i -> new Material.Text("t" + i, drawn.get(i), "c" + i % CLUSTERS, true))
                .toList();
        Material material =
                new Material(texts.subList(0, TEXTS), texts.subList(TEXTS, 2 * TEXTS), drawn.subList(30, 34));
        List<Control> controls = IntStream.rangeClosed(1, DRAWS)
                .mapToObj(i -> new Control(
                        Controls.RANDOM + " " + i, Controls.RANDOM, Control.Kind.PROGRAM, program(drift, random)))
                .toList();
        return study.measure(
                new ReactionStudy.Request(
                        program,
                        controls,
                        material,
                        sets,
                        directions,
                        Budget.DEFAULT,
                        drawn.get(40),
                        true,
                        1,
                        List.of(),
                        random.nextLong()),
                Progress.SILENT);
    }

    private Program program(String drift, Random random) {
        StringBuilder text = new StringBuilder();
        for (int step = 0; step < STEPS; step++) {
            text.append("TOKEN -> \"")
                    .append(words.get(random.nextInt(words.size())))
                    .append("\"\n");
        }
        return Program.parse(text.append(drift).toString());
    }

    /** Draws paths and the words that their rails shall raise, and finds the rows of the head that make it so. */
    private Planting planting(Random random) {
        List<String> drawn = new ArrayList<>(sentences);
        Collections.shuffle(drawn, random);
        List<Sequence> texts = new ArrayList<>();
        for (String text : drawn.subList(0, PLANTING_TEXTS)) {
            int[] ids = model.tokenizer().encode(text);
            if (ids.length >= PLANTING_LENGTH) {
                texts.add(Sequence.of(Arrays.copyOf(ids, PLANTING_LENGTH)).withSink());
            }
        }
        List<Program> programs = IntStream.range(0, PLANTED_PATHS)
                .mapToObj(path -> program(OPEN_DRIFT, random))
                .toList();
        double[] mean = meanState(texts, List.of());
        double[][] shifts = new double[PLANTED_PATHS + OTHER_RAILS + 1][];
        for (int rail = 0; rail < PLANTED_PATHS + OTHER_RAILS; rail++) {
            Program program = rail < PLANTED_PATHS ? programs.get(rail) : program(OPEN_DRIFT, random);
            double[] state = meanState(texts, compiler.compile(program, null, REFERENCE_GAIN, 0));
            Arrays.setAll(state, i -> state[i] - mean[i]);
            shifts[rail] = state;
        }
        shifts[PLANTED_PATHS + OTHER_RAILS] = mean;
        RealMatrix inverse = new SingularValueDecomposition(new Array2DRowRealMatrix(shifts))
                .getSolver()
                .getInverse();
        List<double[]> rows = IntStream.range(0, PLANTED_PATHS)
                .mapToObj(path -> inverse.getColumnVector(path).mapMultiply(PLANTED).toArray())
                .toList();
        return words(programs, rows, drawn.subList(PLANTING_TEXTS, drawn.size()), random);
    }

    /** Words whose first subwords are all different, some for each path; the rest may be drawn to be held against them. */
    private Planting words(List<Program> programs, List<double[]> rows, List<String> unread, Random random) {
        List<String> pool = new ArrayList<>(words);
        Collections.shuffle(pool, random);
        Set<Integer> taken = new HashSet<>();
        pool.removeIf(word -> !taken.add(compiler.subwords(word)[0]));
        List<List<String>> planted = IntStream.range(0, PLANTED_PATHS)
                .mapToObj(path -> List.copyOf(pool.subList(path * PLANTED_WORDS, (path + 1) * PLANTED_WORDS)))
                .toList();
        List<int[]> ids = planted.stream()
                .map(list -> list.stream()
                        .mapToInt(word -> compiler.subwords(word)[0])
                        .toArray())
                .toList();
        return new Planting(
                programs,
                rows,
                planted,
                ids,
                List.copyOf(pool.subList(PLANTED_PATHS * PLANTED_WORDS, pool.size())),
                List.copyOf(unread));
    }

    /** Mean over texts and positions of the last state divided by its root mean square; the norm's weight is the head's. */
    private double[] meanState(List<Sequence> texts, List<Intervention> interventions) {
        int last = model.info().layers() - 1;
        int width = model.info().width();
        int[] positions = IntStream.range(0, PLANTING_LENGTH).toArray();
        double[] mean = new double[width];
        model.forward(
                        texts.stream().map(text -> text.with(interventions)).toList(),
                        Observe.NOTHING.hiddenAt(Indices.of(last), positions))
                .forEach(seen -> {
                    for (float[] state : seen.hidden()[last]) {
                        double square = 0;
                        for (float value : state) {
                            square += value * value / width;
                        }
                        for (int i = 0; i < width; i++) {
                            mean[i] += state[i] / Math.sqrt(square) / texts.size() / PLANTING_LENGTH;
                        }
                    }
                });
        return mean;
    }

    /**
     * What is planted.
     *
     * @param rows what is added to the head's rows of each path's words, times the weight of the last norm
     * @param words whose first subwords each path's rail raises
     * @param unplanted words that share no first subword with those
     * @param sentences that nothing was planted on
     */
    private record Planting(
            List<Program> programs,
            List<double[]> rows,
            List<List<String>> words,
            List<int[]> ids,
            List<String> unplanted,
            List<String> sentences) {

        /** Writes the model with a head of its own; everything else is copied. */
        void write(Path from, Path to) throws IOException {
            ObjectMapper json = new ObjectMapper();
            try (Stream<Path> files = Files.list(from)) {
                for (Path file : files.toList()) {
                    Files.copy(file, to.resolve(file.getFileName()));
                }
            }
            ObjectNode config = (ObjectNode) json.readTree(from.resolve("config.json").toFile());
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
            for (int path = 0; path < rows.size(); path++) {
                for (int id : ids.get(path)) {
                    for (int i = 0; i < norm.length; i++) {
                        head[id * norm.length + i] += (float) (rows.get(path)[i] / norm[i]);
                    }
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
            data.slice(from, to - from).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            return values;
        }
    }
}
