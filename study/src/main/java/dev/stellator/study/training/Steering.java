package dev.stellator.study.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.stellator.engine.Progress;
import dev.stellator.engine.StellatorException;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.SteeringTexts;
import dev.stellator.worker.TensorModel;
import dev.stellator.worker.TensorModel.Steered;
import dev.stellator.worker.TensorModel.Trade;
import dev.stellator.worker.gpu.TensorEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Learns numbers that let neighbours of a path's steps rise in turn, at a budget of KL. The loss of a batch is {@code -order
 * + lambda KL}. Lambda follows the KL that was reached as a controller with a proportional and an integral part does, on the
 * excess {@code (KL - budget) / budget} smoothed over some steps: the integral part alone, which is how a multiplier of a
 * constraint is usually moved, swings far beyond the budget and back for the whole of a short training.
 *
 * <p>All that a step depends on is the seed, its number and the checkpoint before it, so that a run that was killed ends
 * with the bytes of one that was not.
 */
final class Steering {
    private static final double FIRST_WEIGHT = 4;
    private static final double INTEGRAL = 0.15;
    private static final double PROPORTIONAL = 4;
    private static final double SMOOTHING = 0.75;
    private static final double LEAST_RATE = 0.1;
    private static final double LEAST_WEIGHT = 0.2;
    private static final double LARGEST_WEIGHT = 60;
    private static final double LARGEST_NORM = 1;

    private final TensorModel tensors;
    private final Learned learned;
    private final Settings settings;
    private final Path folder;
    private final Progress progress;
    private final List<Training.Point> curve = new ArrayList<>();
    private final float[][] moments;
    private Parameters parameters;
    private float[][] best;

    /**
     * @param rateFactor multiplies the step size of each kind of number
     * @param every steps between checkpoints, at which there is a validation too
     * @param plausibility how much more a likely word counts in the loss than one that is far from being said
     * @param updateScale [layer] what the updates of a layer's numbers are multiplied by: a program's dampening
     */
    record Settings(int steps, double budget, double rateFactor, int every, double plausibility, double[] updateScale) {
        Settings {
            if (steps < 1 || every < 1 || !(budget > 0) || !(rateFactor > 0)) {
                throw new IllegalArgumentException(
                        "steps, checkpoint interval, budget and learning rate must be above 0," + " found " + steps
                                + ", " + every + ", " + budget + " and " + rateFactor);
            }
        }
    }

    /** The texts of a step; the same for the same number. */
    @FunctionalInterface
    interface Lessons {
        List<SteeringTexts.Lesson> at(int step);
    }

    /** Order and mean KL on texts that nothing is trained on. */
    record Check(double order, double kl) {}

    @FunctionalInterface
    interface Validation {
        Check of(Parameters parameters);
    }

    /** @param resumedAt step at which an earlier run was taken up */
    record Outcome(Parameters kept, int keptStep, int resumedAt, List<Training.Point> curve) {}

    Steering(
            LanguageModel model,
            Learned learned,
            Parameters initial,
            Settings settings,
            Path folder,
            Progress progress) {
        this.tensors = model.tensors();
        this.learned = learned;
        this.settings = settings;
        this.folder = folder;
        this.progress = progress;
        this.parameters = initial.with(initial.copy());
        this.best = initial.copy();
        this.moments = new float[initial.values().length * 2][];
        Arrays.setAll(moments, i -> new float[initial.values()[i % initial.values().length].length]);
    }

    /**
     * @param own texts that the lessons are made of
     * @param lowest layer in which anything acts
     */
    Outcome run(String task, List<Sequence> own, int lowest, Lessons lessons, Validation validation) {
        Path file = folder.resolve("checkpoint.safetensors");
        try (NDManager manager = tensors.newScope();
                SteeringTexts texts = tensors.steeringTexts(own, lowest)) {
            int done = resume(Checkpoint.read(manager, parameters, file));
            progress.begin(task, settings.steps() - done);
            if (done == 0) {
                validate(0, validation, Double.NaN, Double.NaN, FIRST_WEIGHT);
            }
            for (int step = done + 1; step <= settings.steps(); step++) {
                double weight = weight();
                Steered steered = step(manager, texts, step, weight, lessons.at(step));
                if (step % settings.every() == 0 || step == settings.steps()) {
                    validate(step, validation, steered.rise(), steered.divergence(), weight);
                    new Checkpoint(step, parameters.values(), moments, best, curve).write(manager, parameters, file);
                } else {
                    curve.add(new Training.Point(step, steered.rise(), steered.divergence(), weight, null, null));
                }
                tell(step);
            }
            progress.end();
            return new Outcome(
                    parameters.with(best), Training.kept(curve, settings.budget()), done, List.copyOf(curve));
        }
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

    private void tell(int step) {
        progress.advance(1);
        progress.tell(String.format(
                Locale.ROOT, "order %.3f at KL %.3f", lately(Training.Point::order), lately(Training.Point::kl)));
        if (Thread.currentThread().isInterrupted()) {
            throw new StellatorException("interrupted at step " + step + "; the same command goes on from step "
                    + step / settings.every() * settings.every());
        }
    }

    /** Mean over the latest steps: one batch is one path, and paths differ. */
    private double lately(java.util.function.ToDoubleFunction<Training.Point> of) {
        return curve.subList(Math.max(0, curve.size() - LATELY), curve.size()).stream()
                .mapToDouble(of)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    private static final int LATELY = 10;

    /** Of the KL in the loss of the next step, as the steps so far have it. */
    private double weight() {
        double integral = FIRST_WEIGHT;
        double smooth = 0;
        for (Training.Point point : curve) {
            if (!Double.isNaN(point.kl())) {
                double excess = (point.kl() - settings.budget()) / settings.budget();
                smooth = SMOOTHING * smooth + (1 - SMOOTHING) * excess;
                integral = bounded(integral + INTEGRAL * smooth);
            }
        }
        return bounded(integral + PROPORTIONAL * smooth);
    }

    private static double bounded(double weight) {
        return Math.max(LEAST_WEIGHT, Math.min(LARGEST_WEIGHT, weight));
    }

    private Steered step(
            NDManager manager, SteeringTexts texts, int step, double weight, List<SteeringTexts.Lesson> lessons) {
        try (NDManager scope = manager.newSubManager();
                GradientCollector collector = TensorEngine.get().newGradientCollector()) {
            List<NDArray> leaves = leaves(scope);
            Steered steered = tensors.steer(
                    scope, texts, lessons, learned.trainable(leaves), new Trade(weight, settings.plausibility()));
            if (!Double.isFinite(steered.rise()) || !Double.isFinite(steered.divergence())) {
                throw noNumbers(steered.rise(), steered.divergence(), "the loss at step " + step + " has");
            }
            collector.backward(steered.loss());
            apply(leaves, step);
            return steered;
        }
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
        float[][] gradients =
                leaves.stream().map(leaf -> leaf.getGradient().toFloatArray()).toArray(float[][]::new);
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
            Adam.Numbers numbers = new Adam.Numbers(parameters.values()[i], moments[i], moments[arrays + i]);
            Adam.update(numbers, gradients[i], step, scale, rates(i, step));
        }
        parameters.orthonormalise();
    }

    /** Step sizes: the kind's own, falling along half a cosine to a tenth of it (Loshchilov and Hutter, arXiv 1608.03983). */
    private double[] rates(int array, int step) {
        double fallen = 0.5 + 0.5 * Math.cos(Math.PI * step / settings.steps());
        double rate = settings.rateFactor()
                * parameters.entries().get(array).variant().rate()
                * (LEAST_RATE + (1 - LEAST_RATE) * fallen);
        double[] rates = new double[parameters.values()[array].length];
        Arrays.setAll(
                rates, i -> rate * settings.updateScale()[learned.entries().layerOf(array, i)]);
        return rates;
    }

    private void validate(int step, Validation validation, double order, double kl, double weight) {
        Check check = validation.of(parameters);
        if (!Double.isFinite(check.order()) || !Double.isFinite(check.kl())) {
            throw noNumbers(check.order(), check.kl(), "what was learned by step " + step + " makes the model give");
        }
        curve.add(new Training.Point(step, order, kl, weight, check.order(), check.kl()));
        if (Training.kept(curve, settings.budget()) == step) {
            best = parameters.copy();
        }
    }

    /** A divergence that is a number beside an order that is none: the model is sound, and there was no word to score. */
    private StellatorException noNumbers(double order, double kl, String what) {
        return Double.isNaN(order) && Double.isFinite(kl)
                ? new StellatorException("the texts hold no word near the path's steps that can be scored; it takes a"
                        + " larger corpus, or a path whose steps have more neighbours")
                : diverged(what + " no numbers");
    }

    private StellatorException diverged(String what) {
        return new StellatorException(what + "; lower the learning rate. "
                + (Files.exists(folder.resolve("checkpoint.safetensors"))
                        ? "The last good checkpoint is in " + folder
                        : "There is no checkpoint yet"));
    }
}
