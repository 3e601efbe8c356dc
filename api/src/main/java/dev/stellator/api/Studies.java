package dev.stellator.api;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.PathGraph.Step;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.probe.Probe;
import dev.stellator.engine.program.Program;
import dev.stellator.study.measure.Behaviour;
import dev.stellator.study.measure.OrderScore;
import dev.stellator.study.measure.StepNeighbours;
import dev.stellator.study.reaction.Budget;
import dev.stellator.study.reaction.Controls;
import dev.stellator.study.reaction.Directions;
import dev.stellator.study.reaction.Gate;
import dev.stellator.study.reaction.Material;
import dev.stellator.study.reaction.PrimaryMeasure;
import dev.stellator.study.reaction.ProgramCompiler;
import dev.stellator.study.reaction.Reaction;
import dev.stellator.study.reaction.ReactionStudy;
import dev.stellator.study.reaction.StudyPlanner.Plan;
import dev.stellator.study.training.LearnedFile;
import dev.stellator.study.training.PathTraining;
import dev.stellator.study.training.Training;
import dev.stellator.study.training.Variant;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reactions and trainings of a path, kept in the data folder under a key of everything that they depend on: what was
 * measured once is not measured again.
 *
 * <p>For one thread, as its workspace is.
 */
public final class Studies {
    private static final int PROMPT_WORDS = 10;

    private final Workspace workspace;
    private final ModelSettings modelChoice;
    private final long seed;
    private final StoredResults results;
    private final PathPlans plans;

    public Studies(Workspace workspace, ModelSettings modelChoice, long seed) {
        this.workspace = workspace;
        this.modelChoice = modelChoice;
        this.seed = seed;
        this.results = new StoredResults(workspace, modelChoice);
        this.plans = new PathPlans(workspace, modelChoice, seed);
    }

    /**
     * How much to measure.
     *
     * @param prompt text to continue; blank for the start of a held-out thought
     * @param continuation subwords to continue it by
     * @param beginnings from which the model writes by itself; 0 for none
     * @param learned file of what a training has learned; null without one
     */
    public record ReactionSettings(
            double budget,
            int calibrationTexts,
            int heldOutTexts,
            String prompt,
            int continuation,
            int beginnings,
            Controls.Choice controls,
            @Nullable Path learned) {
        public static final ReactionSettings FIRST_LOOK =
                new ReactionSettings(Budget.DEFAULT.nats(), 8, 48, "", 32, 64, Controls.Choice.FIRST_LOOK, null);

        /** A smaller study for a look in passing: 6 texts to calibrate on, 16 to measure on, 16 beginnings. */
        public static final ReactionSettings QUICK = new ReactionSettings(
                FIRST_LOOK.budget(), 6, 16, FIRST_LOOK.prompt(), 24, 16, FIRST_LOOK.controls(), null);

        /** A file counts by what is in it, not by where it lies. */
        ReactionSettings withoutFile() {
            return new ReactionSettings(
                    budget, calibrationTexts, heldOutTexts, prompt, continuation, beginnings, controls, null);
        }
    }

    /** @param reused whether it was measured before, with the same path, program, model, thoughts and settings */
    public record Kept<T>(T value, boolean reused, Path folder) {}

    public Kept<Reaction> react(StoredPath path, Program program, ReactionSettings settings) {
        LanguageModel model = workspace.modelForTexts(modelChoice);
        Path folder = folder(
                "reaction",
                PrimaryMeasure.versions() + ", writing " + Behaviour.VERSION,
                path,
                program,
                Map.of("settings", settings.withoutFile(), "learned", learnedHash(settings.learned())));
        Path file = folder.resolve("reaction.json");
        Reaction before = StoredResults.read(file, Reaction.class);
        if (before != null) {
            return new Kept<>(before, true, folder);
        }
        Plan plan = plans.plan(path, program, settings.controls());
        Material material = material(plan, settings);
        StoredResults.write(
                folder.resolve("plan.json"),
                RegisteredReaction.of(path, program, settings, new RegisteredReaction.Study(plan, material, seed)));
        Reaction reaction = new ReactionStudy(model, workspace.field(modelChoice), workspace.embedder())
                .measure(
                        request(path.basinId(), program, plan, plans.directions(plan, program), settings),
                        workspace.progress());
        StoredResults.write(file, reaction);
        workspace.graph().paths().save(StudyRun.of(reaction).run(folder, path, settings.toString(), seed));
        return new Kept<>(reaction, false, folder);
    }

    private ReactionStudy.Request request(
            String basinId, Program program, Plan plan, Directions directions, ReactionSettings settings) {
        Material material = material(plan, settings);
        boolean own = settings.prompt().isBlank();
        return new ReactionStudy.Request(
                program,
                plan.controls(),
                material,
                plan.words(),
                directions,
                new Budget(settings.budget()),
                own ? prompt(material) : settings.prompt(),
                own ? material.heldOut().get(0).open() : passesGate(basinId, program, settings.prompt()),
                settings.continuation(),
                plan.material().atMost(0, settings.beginnings(), 0).heldOut(),
                learned(settings.learned()),
                seed);
    }

    /** What a training has learned, from its file; nothing without one. */
    public List<Intervention> learned(@Nullable Path file) {
        return file == null ? List.of() : LearnedFile.read(workspace.model(modelChoice), file);
    }

    private static String learnedHash(@Nullable Path file) {
        try {
            return file == null || !Files.isRegularFile(file)
                    ? ""
                    : Hashes.sha256(Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
        } catch (IOException e) {
            throw new InputRefusedException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private boolean passesGate(String basinId, Program program, String prompt) {
        try (Probe probe =
                Probe.open(workspace.graph().thoughts(), workspace.graph().basins())) {
            return Gate.of(program, basinId)
                    .decide(new Probing(workspace).whole(probe, prompt))
                    .open();
        }
    }

    private static Material material(Plan plan, ReactionSettings settings) {
        return plan.material().atMost(settings.calibrationTexts(), settings.heldOutTexts(), 48);
    }

    private static String prompt(Material material) {
        String text = material.heldOut().get(0).text();
        return Arrays.stream(text.split("\\s+", -1)).limit(PROMPT_WORDS).collect(Collectors.joining(" "));
    }

    /** How to train; the layers are the program's. */
    public record TrainingSettings(
            List<Variant> variants,
            int rank,
            int steps,
            int batch,
            double budget,
            double rateFactor,
            int every,
            int texts) {
        public static final TrainingSettings DEFAULT =
                new TrainingSettings(List.of(Variant.GAINS), 4, 40, 5, 0.2, 1, 20, 40);

        /** A smaller training for a look in passing: 10 steps of 4 texts, 24 texts to measure on. */
        public static final TrainingSettings QUICK = new TrainingSettings(
                DEFAULT.variants(), DEFAULT.rank(), 10, 4, DEFAULT.budget(), DEFAULT.rateFactor(), 5, 24);

        public TrainingSettings {
            variants = variants.stream().distinct().sorted().toList();
        }
    }

    /**
     * A training, and the same without the program's dampening of gradients.
     *
     * @param undampened null where the program dampens nothing
     */
    public record Trained(long seed, Training training, @Nullable Training undampened, boolean reused, Path folder) {}

    public Trained trainWithAblation(StoredPath path, Program program, TrainingSettings settings, long trainingSeed) {
        Kept<Training> kept = train(path, program, settings, trainingSeed);
        @Nullable
        Training undampened = program.dampening() == null
                ? null
                : train(path, program.withoutDampening(), settings, trainingSeed)
                        .value();
        return new Trained(trainingSeed, kept.value(), undampened, kept.reused(), kept.folder());
    }

    /** @param trainingSeed of what is random in the training; the texts are split by the seed of the studies */
    public Kept<Training> train(StoredPath path, Program program, TrainingSettings settings, long trainingSeed) {
        LanguageModel model = workspace.modelForTexts(modelChoice);
        Path folder = folder(
                "training",
                "order " + OrderScore.VERSION,
                path,
                program,
                Map.of("settings", settings, "training seed", trainingSeed));
        Path file = folder.resolve("training.json");
        Training before = StoredResults.read(file, Training.class);
        if (before != null) {
            return new Kept<>(before, true, folder);
        }
        Plan plan = plans.plan(path, program, Controls.Choice.FIRST_LOOK);
        int texts = settings.texts();
        Material material = plan.material().atMost(texts, texts, texts);
        ProgramCompiler compiler = compiler();
        Indices layers = compiler.driftLayers(program);
        Training training = new PathTraining(model)
                .train(
                        under(path, program, plan, settings.variants()),
                        material,
                        new PathTraining.Settings(
                                Set.copyOf(settings.variants()),
                                layers.below(model.info().layers()),
                                settings.rank(),
                                settings.steps(),
                                settings.batch(),
                                settings.budget(),
                                settings.rateFactor(),
                                settings.every(),
                                trainingSeed),
                        folder,
                        workspace.progress());
        StoredResults.write(file, training);
        workspace
                .graph()
                .paths()
                .save(StudyRun.of(training, program, trainingSeed).run(folder, path, settings.toString(), seed));
        return new Kept<>(training, false, folder);
    }

    private PathTraining.Under under(StoredPath path, Program program, Plan plan, List<Variant> variants) {
        LanguageModel model = workspace.modelForTexts(modelChoice);
        ProgramCompiler compiler = compiler();
        boolean turns =
                program.phase() != null || variants.contains(Variant.PHASE) || PathPlans.sweepsDirections(program);
        @Nullable Directions directions = turns && program.anchor() != null ? plans.directions(plan, program) : null;
        ProgramCompiler.Range range = compiler.strength(program);
        StepNeighbours.Words words = new StepNeighbours(workspace.graph().transitions(), model.tokenizer())
                .of(path.steps().stream().map(Step::token).toList());
        return new PathTraining.Under(
                strength -> compiler.compile(program, directions, ProgramCompiler.Dose.of(strength)),
                range == null ? 0 : range.guess(),
                range == null ? 0 : range.least(),
                directions,
                words.trained().stream().map(model.tokenizer()::firstSubwords).toList(),
                words.measured().stream().map(model.tokenizer()::firstSubwords).toList());
    }

    private ProgramCompiler compiler() {
        return new ProgramCompiler(workspace.model(modelChoice), workspace.field(modelChoice));
    }

    private Path folder(String kind, String measure, StoredPath path, Program program, Map<String, ?> settings) {
        Map<String, Object> depends = new LinkedHashMap<>(settings);
        depends.put("path", path.id());
        depends.put("program", program.print());
        depends.put("seed", seed);
        return results.folder(kind, measure, depends);
    }
}
