package dev.stellator.benchmarks;

import dev.stellator.engine.Progress;
import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.program.Program;
import dev.stellator.study.reaction.Budget;
import dev.stellator.study.reaction.Controls;
import dev.stellator.study.reaction.Directions;
import dev.stellator.study.reaction.PrimaryMeasure;
import dev.stellator.study.reaction.PrimaryTest;
import dev.stellator.study.reaction.Reaction;
import dev.stellator.study.reaction.ReactionStudy;
import dev.stellator.study.reaction.StudyPlanner;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.ModelOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Do the two primary tests find an effect that is there, and none that is not? A tiny model, real sentences, a small graph
 * in memory, and the product's own planner, study and verdicts: what is counted is what {@code react} would say.
 *
 * <p>Planted: the tiny model gets an output head of its own, equal to its embedding but for the rows of some words. A word
 * of the basin's vocabulary rises by some nats wherever one of the path's steps is shown at a reference strength; in another
 * copy of the model a neighbour of step k rises so where step k is shown. The rows are built on texts that no study reads
 * ({@link Planting}). Whether the study sees it, it has to find out by all of its own means.
 *
 * <p>Null: on the model as it is, paths of random tokens of the same basin, with neighbours that nothing was planted for.
 *
 * <p>Usage: validity.sh [PLANTED_RUNS] [NULL_RUNS] [FIRST_SEED] [TIMES]
 */
final class Validity {
    private static final int TEXTS = 12;
    private static final int CALIBRATION = 8;

    private final LanguageModel model;
    private final List<String> sentences;

    private Validity(LanguageModel model, List<String> sentences) {
        this.model = model;
        this.sentences = sentences;
    }

    public static void main(String[] args) throws IOException {
        int plantedRuns = args.length > 1 ? Integer.parseInt(args[1]) : 20;
        int nullRuns = args.length > 2 ? Integer.parseInt(args[2]) : 40;
        long firstSeed = args.length > 3 ? Long.parseLong(args[3]) : 1000;
        double times = args.length > 4 ? Double.parseDouble(args[4]) : 1;
        Path home = Path.of(args[0]);
        Path folder = home.resolve("worker/src/test/resources/model/tiny/llama");
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
        PrimaryTally planted = new PrimaryTally();
        PrimaryTally nothing = new PrimaryTally();
        try (LanguageModel model = LanguageModel.open(folder, ModelOptions.DEFAULT)) {
            System.out.printf(
                    "%s, %d sentences; paths of %d steps, %d draws of each family, %d held-out texts, seeds from %d;"
                            + " measures: %s%n",
                    model.info().name(),
                    sentences.size(),
                    PlantedWorld.STEPS,
                    PrimaryTest.DRAWS,
                    TEXTS,
                    firstSeed,
                    PrimaryMeasure.versions());
            Validity plain = new Validity(model, sentences);
            for (int run = 0; run < plantedRuns; run++) {
                System.err.printf("planted %d of %d%n", run + 1, plantedRuns);
                plain.plant(folder, firstSeed + run, times, planted);
            }
            for (int run = 0; run < nullRuns; run++) {
                System.err.printf("null %d of %d%n", run + 1, nullRuns);
                plain.measureNothing(firstSeed + run, nothing);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "planted, vocabulary %.1f and order %.1f nats a word at gain %.0f: 'path is above' at p < 0.01 in%n",
                times * Plant.VOCABULARY.nats,
                times * Plant.ORDER.nats,
                Planting.REFERENCE_GAIN);
        planted.print(comparison -> comparison.verdict().equals("path is above") && comparison.p() < 0.01);
        System.out.println("null, random paths of the same basins on the model without a plant: an effect is said in");
        nothing.print(comparison -> comparison.verdict().startsWith("path is"));
        System.exit(0);
    }

    private void plant(Path folder, long seed, double times, PrimaryTally planted) throws IOException {
        Random random = RandomStreams.of(seed, "planted");
        PlantedWorld world = PlantedWorld.draw(model, sentences, random);
        for (Plant plant : Plant.values()) {
            Path copy = Files.createTempDirectory("planted");
            try {
                PlantedModel.write(model, new Planting(model, times).rows(world, plant, random), folder, copy);
                try (LanguageModel own = LanguageModel.open(copy, ModelOptions.DEFAULT)) {
                    planted.add(new Validity(own, sentences).measure(world, seed), Set.of(plant.measure));
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

    private void measureNothing(long seed, PrimaryTally nothing) {
        Random random = RandomStreams.of(seed, "null");
        PlantedWorld world = PlantedWorld.draw(model, sentences, random).withRandomPath(random);
        nothing.add(measure(world, seed), Set.of(PrimaryMeasure.VOCABULARY, PrimaryMeasure.ORDER));
    }

    private Reaction measure(PlantedWorld world, long seed) {
        Program program = PlantedWorld.program(world.path());
        StudyPlanner.Plan plan = new StudyPlanner(world.thoughts(), world.basins(), world.transitions())
                .plan(
                        new StudyPlanner.Subject(
                                PlantedWorld.BASIN,
                                world.path().stream().map(world::token).toList(),
                                Set.of()),
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
}
