import dev.stellator.engine.Progress;
import dev.stellator.engine.model.Difference;
import dev.stellator.engine.model.Intervention;
import dev.stellator.engine.model.LanguageModel;
import dev.stellator.engine.model.ModelOptions;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Does the study find an effect that is there, and none that is not? A tiny model, real sentences, whole studies.
 *
 * <p>Null: random programs are called paths; the share of p below 0.05 must be 0.05. Planted: each path's vocabulary is
 * the words that its rail raises most, beyond what other rails do, on the building texts; held-out texts must show it, over
 * random paths drawn anew, at p below 0.01.
 *
 * <p>Usage: validity.sh [NULL_RUNS] [PLANTED_RUNS]
 */
final class Validity {
    private static final int NULL_PATHS = 6;
    private static final int PLANTED_PATHS = 12;
    private static final int DRAWS = 4;
    private static final int STEPS = 3;
    private static final int TEXTS = 12;
    private static final int CLUSTERS = 6;
    private static final int WATCHED = 12;
    private static final int NEIGHBOURS = 4;
    private static final int OTHER_RAILS = 12;
    private static final String DRIFT = "DRIFT -> attention sweep on layers 1-2 gain 3\n";

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
        Path home = Path.of(args[0]);
        List<String> sentences = new ArrayList<>();
        try (Stream<Path> files = Files.list(home.resolve("samples/en"))) {
            for (Path file : files.sorted().toList()) {
                Arrays.stream(Files.readString(file).split("(?<=[.!?])\\s+"))
                        .filter(text -> text.length() > 40 && text.length() < 160)
                        .forEach(sentences::add);
            }
        }
        try (LanguageModel model =
                LanguageModel.open(home.resolve("engine/src/test/resources/model/tiny/llama"), ModelOptions.DEFAULT)) {
            Validity validity = new Validity(model, sentences);
            System.out.printf(
                    "%s, %d sentences; %d random paths drawn for each path, %d held-out texts%n",
                    model.info().name(), sentences.size(), DRAWS, TEXTS);
            if (nullRuns > 0) {
                validity.report("null: " + NULL_PATHS + " random programs a study called paths", false, nullRuns, 0.05);
            }
            if (plantedRuns > 0) {
                validity.report("planted: the rail of each of " + PLANTED_PATHS + " paths a study raises words of its own", true, plantedRuns, 0.01);
            }
        }
        System.exit(0);
    }

    private void report(String title, boolean planted, int runs, double level) {
        int[] found = new int[2];
        for (int run = 0; run < runs; run++) {
            PathSurvey survey = survey(planted, new Random(1000L + run));
            for (PathSurvey.Row row : survey.rows()) {
                found[row.measure().startsWith("vocabulary") ? 0 : 1] += row.p() < level ? 1 : 0;
            }
            if ((run + 1) % 10 == 0) {
                System.err.printf("%s: %d of %d%n", title, run + 1, runs);
            }
        }
        System.out.println(title + ", p < " + level + " in");
        line("vocabulary log-odds", found[0], runs, level);
        if (!planted) {
            line("order score", found[1], runs, level);
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

    private PathSurvey survey(boolean planted, Random random) {
        List<Reaction> reactions = new ArrayList<>();
        List<String> basins = new ArrayList<>();
        for (int path = 0; path < (planted ? PLANTED_PATHS : NULL_PATHS); path++) {
            reactions.add(reaction(planted, random));
            basins.add("basin " + path);
        }
        return PathSurvey.of(reactions, basins, random.nextLong());
    }

    private Reaction reaction(boolean planted, Random random) {
        List<String> drawn = new ArrayList<>(sentences);
        Collections.shuffle(drawn, random);
        List<Material.Text> texts = IntStream.range(0, 2 * TEXTS)
                .mapToObj(i -> new Material.Text("t" + i, drawn.get(i), "c" + i % CLUSTERS, true))
                .toList();
        Material material =
                new Material(texts.subList(0, TEXTS), texts.subList(TEXTS, 2 * TEXTS), drawn.subList(30, 34));
        Program program = program(random);
        List<Control> controls = IntStream.rangeClosed(1, DRAWS)
                .mapToObj(i -> new Control(
                        Controls.RANDOM + " " + i, Controls.RANDOM, Control.Kind.PROGRAM, program(random)))
                .toList();
        List<String> pool = new ArrayList<>(words);
        Collections.shuffle(pool, random);
        List<String> vocabulary =
                planted ? raised(program, material.building(), pool, random) : List.copyOf(pool.subList(0, WATCHED));
        pool.removeAll(vocabulary);
        List<String> matched = pool.subList(0, WATCHED);
        List<List<String>> neighbours = IntStream.range(0, STEPS)
                .mapToObj(i -> pool.subList(WATCHED + i * NEIGHBOURS, WATCHED + (i + 1) * NEIGHBOURS))
                .toList();
        return study.measure(
                new ReactionStudy.Request(
                        program,
                        controls,
                        material,
                        new WordSets(vocabulary, matched, neighbours),
                        directions,
                        Budget.DEFAULT,
                        drawn.get(40),
                        true,
                        1,
                        List.of(),
                        random.nextLong()),
                Progress.SILENT);
    }

    private Program program(Random random) {
        StringBuilder text = new StringBuilder();
        for (int step = 0; step < STEPS; step++) {
            text.append("TOKEN -> \"")
                    .append(words.get(random.nextInt(words.size())))
                    .append("\"\n");
        }
        return Program.parse(text.append(DRIFT).toString());
    }

    /** The words whose first subwords the program raises most beyond what other rails do, on the building texts. */
    private List<String> raised(Program program, List<Material.Text> building, List<String> pool, Random random) {
        int[] ids = pool.stream().mapToInt(word -> compiler.subwords(word)[0]).toArray();
        double[] rise = rise(program, building, ids);
        for (int other = 0; other < OTHER_RAILS; other++) {
            double[] usual = rise(program(random), building, ids);
            for (int i = 0; i < rise.length; i++) {
                rise[i] -= usual[i] / OTHER_RAILS;
            }
        }
        return IntStream.range(0, ids.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -rise[i]))
                .limit(WATCHED)
                .map(pool::get)
                .toList();
    }

    private double[] rise(Program program, List<Material.Text> building, int[] ids) {
        List<Intervention> interventions = compiler.compile(program, null, 0, 0);
        List<Sequence> base = building.stream()
                .map(text -> Sequence.of(model.tokenizer().encode(text.text())).withSink())
                .toList();
        double[] rise = new double[ids.length];
        for (Difference difference : model.compare(
                base, base.stream().map(text -> text.with(interventions)).toList(), ids, false)) {
            for (int t = 0; t < difference.kl().length; t++) {
                for (int i = 0; i < ids.length; i++) {
                    rise[i] += difference.modulatedWatched()[t][i] - difference.baseWatched()[t][i];
                }
            }
        }
        return rise;
    }
}
