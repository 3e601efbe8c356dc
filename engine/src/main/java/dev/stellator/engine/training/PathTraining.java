package dev.stellator.engine.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.stellator.engine.Progress;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.model.Baseline;
import dev.stellator.engine.model.Difference;
import dev.stellator.engine.model.Intervention;
import dev.stellator.engine.model.LanguageModel;
import dev.stellator.engine.model.Observation;
import dev.stellator.engine.model.Observe;
import dev.stellator.engine.model.Sequence;
import dev.stellator.engine.model.TensorModel;
import dev.stellator.engine.model.Trainable;
import dev.stellator.engine.reaction.Directions;
import dev.stellator.engine.reaction.Estimate;
import dev.stellator.engine.reaction.Material;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Learns a modulation in the layers of a program while the base model stays frozen: any of the
 * {@link Variant}s. The loss is that of the next subword on the basin's own thoughts under the program, plus a weighted KL
 * to the base model on thoughts outside.
 *
 * <p>Thoughts outside are to stay as the base model has them: the perplexity of some of them is measured at each checkpoint,
 * and the weight of the KL is doubled while it is farther from the base model's than three quarters of what is allowed, and
 * halved when it is nearer than a third (the adaptive penalty of Schulman et al., Proximal Policy Optimization, 2017,
 * section 4, aimed at half of the limit, so that unseen texts keep to it as well).
 *
 * <p>The building half is split once more: of the checkpoints that keep to the limit the one with the lowest loss on the
 * validation part is kept, or, when none does, the one that comes nearest to it. Held-out texts are looked at before and
 * after only.
 */
public final class PathTraining {
    private static final int LONGEST_TEXT = 48;
    private static final int VALIDATION_SHARE = 5;
    private static final double LARGEST_NORM = 1.0;
    private static final double LARGEST_WEIGHT = 1024;
    private static final double TOO_FAR = 0.75;
    private static final double NEAR_ENOUGH = 1.0 / 3;

    private final LanguageModel model;
    private final TensorModel tensors;

    public PathTraining(LanguageModel model) {
        this.model = model;
        this.tensors = model.tensors();
    }

    /**
     * How to train.
     *
     * @param variants what is learned
     * @param layers that drifts, adapters and phases act in
     * @param rank of drifts and adapters
     * @param klWeight of the KL to the base model on neutral texts, at first
     * @param outsideLimit how far the perplexity of neutral texts may move from the base model's, as a share of it; where
     *     it is infinite, the weight of the KL stays
     * @param every steps between checkpoints, at which the validation loss is measured too
     * @param patience checkpoints that keep to the limit and bring no better validation loss after which training stops
     */
    public record Settings(
            Set<Variant> variants,
            int[] layers,
            int rank,
            int steps,
            int batch,
            double learningRate,
            double klWeight,
            double outsideLimit,
            int every,
            int patience,
            long seed) {
        public Settings {
            variants = Set.copyOf(variants);
            layers = layers.clone();
            if (variants.isEmpty()) {
                throw new IllegalArgumentException("nothing is to be learned");
            }
            if (!(outsideLimit > 0)) {
                throw new IllegalArgumentException("the limit outside must be above 0, found " + outsideLimit);
            }
            if (layers.length == 0 || rank < 1 || steps < 1 || batch < 1 || every < 1) {
                throw new IllegalArgumentException("layers, rank, steps, batch and the checkpoint interval must be at"
                        + " least 1, found " + Arrays.toString(layers) + ", " + rank + ", " + steps + ", " + batch
                        + ", "
                        + every);
            }
        }
    }

    /**
     * What acts while it is trained.
     *
     * @param interventions of the program
     * @param anchorIds subwords of its anchor; empty without one
     * @param directions of its token and anchor; null without them
     */
    public record Under(List<Intervention> interventions, int[] anchorIds, @Nullable Directions directions) {
        public Under {
            interventions = List.copyOf(interventions);
            anchorIds = anchorIds.clone();
        }
    }

    /**
     * Trains, or goes on where an earlier run with the same folder was stopped.
     *
     * @param under what acts during training and measurement
     * @param folder of the checkpoint, one a run: settings, program and texts must be those of the run that made it
     * @throws StellatorException when the loss is no number any more, or the checkpoint cannot be written
     */
    public Training train(Under under, Material material, Settings settings, Path folder, Progress progress) {
        return new Run(under, material, settings, folder, progress).run();
    }

    /** Every sequence that a training with these arguments reads. */
    List<Sequence> texts(Under under, Material material, Settings settings) {
        Run run = new Run(under, material, settings, Path.of(""), Progress.SILENT);
        return Stream.of(
                        run.training,
                        run.validation,
                        run.heldOut,
                        run.neutral,
                        run.neutralValidation,
                        run.neutralHeldOut)
                .flatMap(List::stream)
                .toList();
    }

    private static double loss(Observation observation) {
        float[] next = observation.nextLogLikelihoods();
        double sum = 0;
        for (float logLikelihood : next) {
            sum -= logLikelihood;
        }
        return next.length == 0 ? 0 : sum / next.length;
    }

    /** By a modulation, of one text. */
    private static double lossChange(Difference difference) {
        double sum = 0;
        for (int t = 0; t < difference.baseNext().length; t++) {
            sum += difference.baseNext()[t] - difference.modulatedNext()[t];
        }
        return difference.baseNext().length == 0 ? 0 : sum / difference.baseNext().length;
    }

    private final class Run {
        private final List<Intervention> program;
        private final Settings settings;
        private final Path folder;
        private final Progress progress;
        private final List<Sequence> training;
        private final List<Sequence> validation;
        private final List<Sequence> heldOut;
        private final List<String> heldOutClusters;
        private final List<Sequence> neutral;
        private final List<Sequence> neutralValidation;
        private final List<Sequence> neutralHeldOut;
        private final List<Training.Point> curve = new ArrayList<>();
        private final Learned learned;
        private Parameters parameters;
        private final float[][] moments;
        private float[][] best;

        Run(Under under, Material material, Settings settings, Path folder, Progress progress) {
            this.program = under.interventions();
            this.settings = settings;
            this.folder = folder;
            this.progress = progress;
            List<Sequence> building = material.building().stream()
                    .map(text -> sequence(text.text()))
                    .toList();
            int cut = building.size() - Math.max(1, building.size() / VALIDATION_SHARE);
            this.training = building.subList(0, cut);
            this.validation = building.subList(cut, building.size());
            this.heldOut = material.heldOut().stream()
                    .map(text -> sequence(text.text()))
                    .toList();
            this.heldOutClusters =
                    material.heldOut().stream().map(Material.Text::cluster).toList();
            List<Sequence> outside =
                    material.neutral().stream().map(this::sequence).toList();
            int half = outside.size() / 2;
            int threeQuarters = half + (outside.size() - half) / 2;
            this.neutral = outside.subList(0, half);
            this.neutralValidation = outside.subList(half, threeQuarters);
            this.neutralHeldOut = outside.subList(threeQuarters, outside.size());
            this.learned = new Learned(
                    model,
                    settings.variants(),
                    settings.layers(),
                    settings.rank(),
                    under.anchorIds(),
                    under.directions());
            this.parameters = Parameters.initial(learned.entries(), settings.seed());
            int arrays = parameters.values().length;
            this.moments = IntStream.range(0, 2 * arrays)
                    .mapToObj(i -> new float[parameters.values()[i % arrays].length])
                    .toArray(float[][]::new);
            this.best = parameters.copy();
        }

        private Sequence sequence(String text) {
            int[] ids = model.tokenizer().encode(text);
            return Sequence.of(ids.length > LONGEST_TEXT ? Arrays.copyOf(ids, LONGEST_TEXT) : ids)
                    .withSink();
        }

        Training run() {
            Path file = checkpointFile();
            int resumedAt;
            try (NDManager manager = tensors.newScope();
                    Baseline outside = model.baseline(neutralValidation, new int[0])) {
                resumedAt = resume(Checkpoint.read(manager, parameters, file));
                progress.begin("train along the path", settings.steps() - resumedAt);
                if (resumedAt == 0) {
                    validate(0, null, outside);
                }
                learn(manager, outside, file, resumedAt);
                progress.end();
            }
            return result(resumedAt);
        }

        private Path checkpointFile() {
            return folder.resolve("checkpoint.safetensors");
        }

        private StellatorException diverged(String what) {
            return new StellatorException(what + "; lower the learning rate. "
                    + (Files.exists(checkpointFile())
                            ? "The last good checkpoint is in " + folder
                            : "There is no checkpoint yet"));
        }

        private int resume(@Nullable Checkpoint checkpoint) {
            if (checkpoint == null) {
                return 0;
            }
            parameters = parameters.with(checkpoint.parameters());
            System.arraycopy(checkpoint.moments(), 0, moments, 0, moments.length);
            best = checkpoint.best();
            curve.addAll(checkpoint.curve());
            return checkpoint.step();
        }

        private void learn(NDManager manager, Baseline outside, Path file, int done) {
            for (int step = done + 1; step <= settings.steps() && !outOfPatience(); step++) {
                double loss = step(manager, step);
                if (step % settings.every() == 0 || step == settings.steps()) {
                    validate(step, loss, outside);
                    new Checkpoint(step, parameters.values(), moments, best, curve).write(manager, parameters, file);
                } else {
                    curve.add(new Training.Point(step, loss, null, null));
                }
                progress.advance(1);
                if (Thread.currentThread().isInterrupted()) {
                    throw new StellatorException("interrupted at step " + step + "; the same command goes on from step "
                            + step / settings.every() * settings.every());
                }
            }
        }

        private boolean outOfPatience() {
            int kept = Training.kept(curve, settings.outsideLimit());
            long since = curve.stream()
                    .filter(point -> point.step() > kept && point.keepsTo(settings.outsideLimit()))
                    .count();
            return since >= settings.patience();
        }

        /** Of the KL to the base model, as the checkpoints so far have it. */
        private double klWeight() {
            double weight = settings.klWeight();
            for (Training.Point point : curve) {
                Double outside = point.outside();
                if (point.step() > 0 && outside != null && Double.isFinite(settings.outsideLimit())) {
                    double far = Math.abs(outside) / settings.outsideLimit();
                    if (far > TOO_FAR) {
                        weight = Math.min(LARGEST_WEIGHT, weight * 2);
                    } else if (far < NEAR_ENOUGH) {
                        weight /= 2;
                    }
                }
            }
            return weight;
        }

        private double step(NDManager manager, int step) {
            Random random = new Random(settings.seed() * 1_000_003 + step);
            List<Sequence> batch = draw(training, settings.batch(), random);
            List<Sequence> outside = draw(neutral, Math.max(1, settings.batch() / 2), random);
            try (NDManager scope = manager.newSubManager();
                    GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                List<NDArray> leaves = leaves(scope);
                Trainable trainable = learned.trainable(leaves);
                NDArray loss = tensors.loss(scope, modulated(batch), trainable);
                double ofBasin = number(loss);
                double weight = klWeight();
                if (!outside.isEmpty() && weight > 0) {
                    loss = loss.add(
                            tensors.kl(scope, modulated(outside), trainable).mul(scope.create((float) weight)));
                }
                double value = number(loss);
                if (!Double.isFinite(value)) {
                    throw diverged("the loss at step " + step + " is " + value);
                }
                collector.backward(loss);
                apply(leaves, step);
                return ofBasin;
            }
        }

        private static double number(NDArray scalar) {
            return scalar.toType(DataType.FLOAT32, false).getFloat();
        }

        private List<Sequence> draw(List<Sequence> from, int count, Random random) {
            List<Sequence> result = new ArrayList<>();
            for (int i = 0; i < count && !from.isEmpty(); i++) {
                result.add(from.get(random.nextInt(from.size())));
            }
            return result;
        }

        private List<Sequence> modulated(List<Sequence> texts) {
            return texts.stream().map(text -> text.with(program)).toList();
        }

        private List<NDArray> leaves(NDManager scope) {
            return IntStream.range(0, parameters.values().length)
                    .mapToObj(i -> {
                        NDArray leaf = scope.create(parameters.values()[i], new Shape(parameters.shape(i)));
                        leaf.setRequiresGradient(true);
                        return leaf;
                    })
                    .toList();
        }

        private void apply(List<NDArray> leaves, int step) {
            float[][] gradients = leaves.stream()
                    .map(leaf -> leaf.getGradient().toFloatArray())
                    .toArray(float[][]::new);
            double square = 0;
            for (float[] gradient : gradients) {
                for (float g : gradient) {
                    square += (double) g * g;
                }
            }
            double norm = Math.sqrt(square);
            if (!Double.isFinite(norm)) {
                throw diverged("the gradient at step " + step + " is no number");
            }
            double scale = norm > LARGEST_NORM ? LARGEST_NORM / norm : 1;
            int arrays = gradients.length;
            for (int i = 0; i < arrays; i++) {
                Adam.update(
                        parameters.values()[i],
                        moments[i],
                        moments[arrays + i],
                        gradients[i],
                        step,
                        scale,
                        settings.learningRate());
            }
            parameters.orthonormalise();
        }

        private void validate(int step, @Nullable Double loss, Baseline outside) {
            List<Intervention> acting = learned.interventions(parameters);
            double validationLoss = mean(losses(validation, acting));
            if (!Double.isFinite(validationLoss)) {
                throw diverged("the validation loss at step " + step + " is " + validationLoss);
            }
            double change = neutralValidation.isEmpty()
                    ? 0
                    : Math.expm1(mean(outside.under(List.of(under(acting))).get(0).stream()
                            .mapToDouble(PathTraining::lossChange)
                            .toArray()));
            curve.add(new Training.Point(step, loss, validationLoss, change));
            if (Training.kept(curve, settings.outsideLimit()) == step) {
                best = parameters.copy();
            }
        }

        private Training result(int resumedAt) {
            List<Intervention> acting = learned.interventions(parameters.with(best));
            Path file = folder.resolve("learned.safetensors");
            try (NDManager manager = tensors.newScope()) {
                LearnedFile.write(manager, acting, file);
            }
            progress.begin("measure what was learned", 6);
            double[] before = losses(heldOut, List.of());
            double[] after = losses(heldOut, acting);
            double[] change = new double[before.length];
            Arrays.setAll(change, i -> after[i] - before[i]);
            Training result = new Training(
                    settings.variants().stream().sorted().map(Variant::word).toList(),
                    parameters.count(),
                    settings.rank(),
                    Arrays.stream(settings.layers()).boxed().toList(),
                    training.size(),
                    validation.size(),
                    curve.isEmpty() ? 0 : curve.get(curve.size() - 1).step(),
                    resumedAt,
                    Training.kept(curve, settings.outsideLimit()),
                    mean(plainLosses(heldOut)),
                    mean(before),
                    mean(after),
                    Estimate.of(change, heldOutClusters, settings.seed()),
                    mean(plainLosses(neutralHeldOut)),
                    mean(losses(neutralHeldOut, List.of())),
                    mean(losses(neutralHeldOut, acting)),
                    Double.isFinite(settings.outsideLimit()) ? settings.outsideLimit() : null,
                    curve,
                    file.toString());
            progress.end();
            return result;
        }

        private double[] losses(List<Sequence> texts, List<Intervention> acting) {
            List<Intervention> all = under(acting);
            return plainLosses(texts.stream().map(text -> text.with(all)).toList());
        }

        /** The program, and what was learned under it. */
        private List<Intervention> under(List<Intervention> acting) {
            return Stream.concat(program.stream(), acting.stream()).toList();
        }

        private double[] plainLosses(List<Sequence> texts) {
            return model.forward(texts, Observe.NOTHING.andNextLogLikelihoods()).stream()
                    .mapToDouble(PathTraining::loss)
                    .toArray();
        }

        private static double mean(double[] values) {
            return Arrays.stream(values).average().orElse(Double.NaN);
        }
    }
}
