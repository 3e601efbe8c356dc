package dev.stellator.api;

import dev.stellator.api.json.Json;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.WholeFiles;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.program.Program;
import dev.stellator.study.reaction.Budget;
import dev.stellator.study.reaction.Controls;
import dev.stellator.study.reaction.HeldDirection;
import dev.stellator.study.reaction.Material;
import dev.stellator.study.reaction.StepDirections;
import dev.stellator.study.reaction.StudyPlanner.Plan;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.ModelInfo;
import dev.stellator.worker.Observation;
import dev.stellator.worker.ObservationRequest;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.intervention.Indices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A path's directions as files for other engines. Used by one thread. */
public final class ControlVectors {
    private static final int CALIBRATION_TEXTS = 8;
    private static final int NEUTRAL_TEXTS = 48;
    private static final int CHECKED_SUBWORDS = 24;
    private static final int CHECKED_LOGITS = 8;
    private static final String GGUF = ".gguf";

    private final Workspace workspace;
    private final ModelSettings modelChoice;
    private final PathPlans plans;

    public ControlVectors(Workspace workspace, ModelSettings modelChoice, long seed) {
        this.workspace = workspace;
        this.modelChoice = modelChoice;
        this.plans = new PathPlans(workspace, modelChoice, seed);
    }

    /**
     * @param layers first and last that the directions act in, counted from 0; null for those of the program's direction
     *     sweep, else the last sixth but for the last one
     * @param nats budget that gives the strength: the 95th percentile over subwords of KL(base || modulated)
     */
    public record Settings(@Nullable Range layers, double nats) {
        public static final Settings DEFAULT = new Settings(null, Budget.DEFAULT.nats());
    }

    /** Both ends included. */
    public record Range(int first, int last) {
        public Range {
            if (first < 1 || last < first) {
                throw new InputRefusedException(
                        "control vectors act in layers from 1 up, such as 25-28; found " + first + "-" + last);
            }
        }
    }

    /** @param before of the base model, at the last position of the checked subwords; likewise {@code after} */
    public record Logit(int subword, double before, double after) {}

    /**
     * What another engine must reach when it applies the vector as it should.
     *
     * @param subwords a text without a subword for its beginning; the vector acts on each
     */
    public record Check(List<Integer> subwords, List<Logit> logits) {
        public Check {
            subwords = List.copyOf(subwords);
            logits = List.copyOf(logits);
        }
    }

    /**
     * What was written, and what stands in the JSON file.
     *
     * @param modelFingerprint SHA-256 over the files of the model that the vector belongs to
     * @param strength multiple of the differences of means, multiplied into the vectors already
     * @param reached95 nats that the strength reaches on calibration texts
     * @param site where the vectors are added
     */
    public record Exported(
            String path,
            List<String> tokens,
            String model,
            String modelFingerprint,
            String site,
            List<Integer> layers,
            int width,
            double budget,
            double strength,
            double reached95,
            boolean reachedBudget,
            Check check,
            List<String> files) {
        public Exported {
            tokens = List.copyOf(tokens);
            layers = List.copyOf(layers);
            files = List.copyOf(files);
        }
    }

    /**
     * Writes a GGUF control vector, and beside it the same as safetensors with a JSON file.
     *
     * @param gguf name of the first; the others take its place in the name
     * @throws InputRefusedException when the path has no steps, or the model no such layers
     */
    public Exported export(StoredPath path, Settings settings, Path gguf) {
        LanguageModel model = workspace.model(modelChoice);
        Program program = Program.parse(path.program());
        if (program.tokens().isEmpty()) {
            throw new InputRefusedException(
                    "the path " + Paths.shortId(path.id()) + " has no steps, and so no directions");
        }
        Indices layers = layers(settings, program, model.info());
        Plan plan = plans.plan(path, program, Controls.Choice.FIRST_LOOK);
        Material material = plan.material().atMost(CALIBRATION_TEXTS, 1, NEUTRAL_TEXTS);
        StepDirections steps = StepDirections.measure(
                model,
                program.tokens().stream().map(plans::mentioning).toList(),
                StepDirections.neutral(model, material.neutral()));
        HeldDirection held = HeldDirection.calibrate(model, steps, layers, material, new Budget(settings.nats()));
        Path safetensors = beside(gguf, ".safetensors");
        Path json = beside(gguf, ".json");
        Exported exported = new Exported(
                path.id(),
                program.tokens(),
                model.info().name(),
                model.info().fingerprint(),
                "added to the residual stream as it leaves the layer, at every position; layers count from 0",
                List.copyOf(held.vector().directions().keySet()),
                model.info().width(),
                settings.nats(),
                held.strength(),
                held.reached95(),
                held.reachedBudget(),
                check(model, held, material.heldOut().get(0).text()),
                Stream.of(gguf, safetensors, json)
                        .map(file -> String.valueOf(file.getFileName()))
                        .toList());
        held.vector().writeGguf(gguf);
        held.vector()
                .writeSafetensors(
                        safetensors,
                        Map.of("path", path.id(), "model", model.info().name()));
        try {
            WholeFiles.write(json, Json.pretty(exported) + "\n");
        } catch (IOException e) {
            throw new StellatorException("cannot write " + json + ": " + e.getMessage(), e);
        }
        return exported;
    }

    /** The same name with another ending. */
    public static Path beside(Path gguf, String ending) {
        String name = String.valueOf(gguf.getFileName());
        String stem = name.endsWith(GGUF) ? name.substring(0, name.length() - GGUF.length()) : name;
        return gguf.resolveSibling(stem + ending);
    }

    private static Indices layers(Settings settings, Program program, ModelInfo info) {
        Range range = settings.layers();
        if (range == null) {
            range = program.drifts().stream()
                    .filter(Program.DirectionDrift.class::isInstance)
                    .map(Program.Drift::layers)
                    .flatMap(Stream::ofNullable)
                    .findFirst()
                    .map(own -> new Range(own.first(), own.last()))
                    .orElseGet(() -> new Range(Math.max(1, info.layers() * 5 / 6), Math.max(1, info.layers() - 2)));
        }
        if (range.last() >= info.layers()) {
            throw new InputRefusedException("layer " + range.last() + " is not there: " + info.name()
                    + " has layers 0 to " + (info.layers() - 1));
        }
        return Indices.range(range.first(), range.last());
    }

    private static Check check(LanguageModel model, HeldDirection held, String text) {
        int[] subwords = model.tokenizer().beginning(text, CHECKED_SUBWORDS);
        Sequence plain = Sequence.of(subwords);
        Sequence modulated = plain.with(held.vector().intervention(model.info().layers()));
        List<Observation> seen =
                model.forward(List.of(plain, modulated), ObservationRequest.NOTHING.logitsAt(subwords.length - 1));
        float[] before = seen.get(0).logits()[0];
        float[] after = seen.get(1).logits()[0];
        List<Logit> logits = IntStream.concat(highest(before), highest(after))
                .distinct()
                .sorted()
                .mapToObj(id -> new Logit(id, before[id], after[id]))
                .toList();
        return new Check(Arrays.stream(subwords).boxed().toList(), logits);
    }

    private static IntStream highest(float[] logits) {
        return IntStream.range(0, logits.length)
                .boxed()
                .sorted(Comparator.comparingDouble(id -> -logits[id]))
                .limit(CHECKED_LOGITS)
                .mapToInt(Integer::intValue);
    }
}
