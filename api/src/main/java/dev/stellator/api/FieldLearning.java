package dev.stellator.api;

import dev.stellator.api.json.FieldOutput;
import dev.stellator.cypher.GraphStore;
import dev.stellator.engine.Hashes;
import dev.stellator.engine.graph.PathGraph.StoredField;
import dev.stellator.study.field.FieldBehaviour;
import dev.stellator.study.field.FieldBehaviour.Writing;
import dev.stellator.study.field.FieldMaterial;
import dev.stellator.study.field.FieldPlanner;
import dev.stellator.study.field.FieldStudy;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.learned.Provenance;
import dev.stellator.study.measure.Behaviour;
import dev.stellator.study.measure.Estimate;
import dev.stellator.study.measure.OrderScore;
import dev.stellator.study.training.FieldTraining;
import dev.stellator.study.training.Variant;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.ModelInfo;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Learns a field from the graph's corpus, measures it on paths that it never saw, and names the better one on the graph. The
 * requests of one instance share corpus, number of paths and split.
 *
 * <p>For one thread, as its workspace is.
 */
public final class FieldLearning {
    private static final double SIGNIFICANT = 0.05;

    /** Share of the order of the field in use that another must gain to take its place. */
    private static final double WORTH = 0.02;

    private static final int HEADS = 12;
    private static final int BANDS = 6;
    private static final int EXAMPLES = 10;

    private final Workspace workspace;
    private final ModelSettings modelChoice;
    private @Nullable FieldMaterial planned;

    public FieldLearning(Workspace workspace, ModelSettings modelChoice) {
        this.workspace = workspace;
        this.modelChoice = modelChoice;
    }

    /**
     * @param training how to learn
     * @param paths at most, trained, validating and unseen ones together
     * @param splitSeed of what stands on which side; trainings with seeds of their own share it
     * @param beginnings of texts that the model is to write on each unseen path; 0 for none
     * @param shuffled whether the trained words are shuffled among steps and paths: a null, which is never put to use
     * @param name of the field; null for one made of corpus and seed
     */
    public record Request(
            FieldTraining.Settings training,
            int paths,
            long splitSeed,
            int beginnings,
            boolean shuffled,
            @Nullable String name) {}

    public FieldOutput learn(Request request) {
        LanguageModel model = workspace.modelForTexts(modelChoice);
        LearnedField inUse = workspace.field(modelChoice);
        LearnedField start = start(inUse, model.info(), request.training());
        Path folder = new StoredResults(workspace, modelChoice)
                .folder(
                        "field",
                        "order " + OrderScore.VERSION + ", writing " + Behaviour.VERSION,
                        Map.of("request", request, "start", stored(start).id()));
        Path file = folder.resolve("field.json");
        FieldOutput before = StoredResults.read(file, FieldOutput.class);
        if (before != null) {
            return before;
        }
        FieldMaterial unshuffled = plan(request, model);
        FieldMaterial material =
                request.shuffled() ? unshuffled.shuffled(request.training().seed()) : unshuffled;
        FieldTraining.Result learned = new FieldTraining(model)
                .learn(
                        new FieldTraining.Request(
                                material,
                                start,
                                provenance(request, model.info(), inUse, material),
                                request.training()),
                        folder,
                        workspace.progress());
        FieldOutput output = measured(request, model, learned, inUse, material);
        StoredResults.write(file, output);
        return output;
    }

    /** The given field with the parts that are to be learned besides, as no-ops; untrained gains without one. */
    private static LearnedField start(@Nullable LearnedField from, ModelInfo model, FieldTraining.Settings settings) {
        LearnedField field = from == null ? LearnedField.first(model) : from;
        return field.with(
                settings.variants().contains(Variant.CONTRAST),
                settings.variants().contains(Variant.EMPHASIS),
                settings.variants().contains(Variant.SWEEP));
    }

    /** Found once: trainings with seeds of their own share the split. */
    private FieldMaterial plan(Request request, LanguageModel model) {
        if (planned == null) {
            planned = found(request, model);
        }
        return planned;
    }

    private FieldMaterial found(Request request, LanguageModel model) {
        GraphStore graph = workspace.graph();
        return new FieldPlanner(graph.thoughts(), graph.basins(), graph.transitions(), model.tokenizer())
                .plan(modelChoice.language(), request.paths(), request.splitSeed(), workspace.progress());
    }

    private Provenance provenance(
            Request request, ModelInfo model, @Nullable LearnedField from, FieldMaterial material) {
        List<String> corpora = workspace.graph().corpora();
        FieldTraining.Settings settings = request.training();
        String name = request.name() == null
                ? Hashes.sha256(String.join("\n", corpora)).substring(0, 8) + "-" + settings.seed()
                        + (request.shuffled() ? "-shuffled" : "")
                : request.name();
        return new Provenance(
                name,
                model.name(),
                model.fingerprint(),
                corpora,
                settings.variants().stream().sorted().map(Variant::word).toList(),
                material.trained().size(),
                settings.steps(),
                settings.budget(),
                settings.seed(),
                from == null ? "" : from.provenance().name(),
                "stellator train --paths " + request.paths() + " --seed " + settings.seed() + " --steps "
                        + settings.steps() + " --budget " + settings.budget()
                        + (settings.aim() == FieldTraining.Aim.ORDER
                                ? ""
                                : " --aim " + settings.aim().word())
                        + (from == null ? " --field none" : ""),
                Double.NaN,
                Double.NaN,
                Double.NaN,
                List.of(),
                List.of());
    }

    private FieldOutput measured(
            Request request,
            LanguageModel model,
            FieldTraining.Result learned,
            @Nullable LearnedField beside,
            FieldMaterial material) {
        FieldStudy study = new FieldStudy(model);
        FieldStudy.Request asked = new FieldStudy.Request(
                learned.field(), beside, material.unseen(), material.neutral(), request.splitSeed());
        FieldStudy.Report report = study.measure(asked, workspace.progress());
        int width = Math.max(1, (model.info().layers() + BANDS - 1) / BANDS);
        LearnedField field = learned.field()
                .with(learned.field()
                        .provenance()
                        .measured(
                                report.arm(FieldStudy.Arm.FIELD).order().mean(),
                                report.arm(FieldStudy.Arm.HAND_SET).order().mean(),
                                report.arm(FieldStudy.Arm.FIELD).kl(),
                                study.bands(asked, width, workspace.progress())));
        workspace.fields().save(field);
        @Nullable Writing writing = request.beginnings() == 0 ? null : writing(request, model, field, report, material);
        Estimate over = over(report, material, request.splitSeed());
        boolean better = !request.shuffled()
                && (over == null
                        || isBetter(over, report.arm(FieldStudy.Arm.BESIDE).order()));
        if (better) {
            workspace.graph().paths().use(stored(field));
        }
        return new FieldOutput(
                field.provenance(),
                new FieldOutput.Paths(
                        material.trained().size(),
                        material.validating().size(),
                        material.unseen().size(),
                        report.texts()),
                FieldOutput.Unseen.of(report, writing),
                report,
                writing,
                beside == null ? "" : beside.provenance().name(),
                over,
                better,
                learned.numbers(),
                learned.keptStep(),
                learned.resumedAt(),
                field.openHeads(HEADS),
                learned.curve(),
                FieldVerdicts.of(field.provenance(), report, writing, over, better),
                workspace.fields().place(field.provenance().name()).toString());
    }

    /**
     * A gain is more than chance gives, and worth a change: where arms share their draws, a few steps of training give a gain
     * that is sure and next to nothing.
     *
     * @param over gain at equal KL over the field in use
     * @param beside order of that field
     */
    static boolean isBetter(Estimate over, Estimate beside) {
        return over.p() < SIGNIFICANT && over.mean() > 0 && over.mean() >= WORTH * beside.mean();
    }

    private Writing writing(
            Request request,
            LanguageModel model,
            LearnedField field,
            FieldStudy.Report report,
            FieldMaterial material) {
        return new FieldBehaviour(model, workspace.embedder())
                .measure(
                        new FieldBehaviour.Request(
                                field,
                                material.unseen(),
                                material.neutral(),
                                FieldBehaviour.Strengths.of(report),
                                request.beginnings(),
                                EXAMPLES,
                                request.splitSeed()),
                        workspace.progress());
    }

    /** The order over that of the field it was learned from, at the same KL; null when there is none. */
    private static @Nullable Estimate over(FieldStudy.Report report, FieldMaterial material, long seed) {
        FieldStudy.Result other = report.arms().get(FieldStudy.Arm.BESIDE.name());
        if (other == null) {
            return null;
        }
        List<Double> own = report.arm(FieldStudy.Arm.FIELD).byPath();
        double[] differences = IntStream.range(0, own.size())
                .mapToDouble(i -> own.get(i) - other.byPath().get(i))
                .toArray();
        return Estimate.of(differences, FieldStudy.anchors(material.unseen()), seed);
    }

    public static StoredField stored(LearnedField field) {
        Provenance from = field.provenance();
        String numbers = Arrays.deepToString(field.nats())
                + Arrays.deepToString(field.contrast())
                + Arrays.deepToString(field.emphasis())
                + Arrays.toString(field.strengths())
                + field.maps().stream()
                        .map(map -> map.layer() + Arrays.deepToString(map.down()) + Arrays.deepToString(map.up()))
                        .toList()
                + field.gates().stream()
                        .map(gate -> gate.layer() + Arrays.deepToString(gate.vectors()))
                        .toList();
        return new StoredField(
                Hashes.sha256(from.fingerprint() + numbers),
                from.name(),
                from.model(),
                from.fingerprint(),
                from.corpora(),
                from.seed(),
                from.budget(),
                from.order(),
                from.kl(),
                from.curve());
    }
}
