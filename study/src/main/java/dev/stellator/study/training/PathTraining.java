package dev.stellator.study.training;

import ai.djl.ndarray.NDManager;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.StellatorException;
import dev.stellator.study.measure.Estimate;
import dev.stellator.study.measure.OrderScore;
import dev.stellator.study.measure.OrderTexts;
import dev.stellator.study.measure.OrderTexts.Reading;
import dev.stellator.study.reaction.Directions;
import dev.stellator.study.reaction.Material;
import dev.stellator.study.reaction.OrderAtKl;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.SteeringTexts;
import dev.stellator.worker.intervention.Intervention;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Learns numbers of one path's own, on top of its program (and of the field that the program acts by), so that the
 * neighbours of its steps rise in turn at a budget of KL; the base model stays frozen. Neighbours that are trained are never
 * measured. The building half is split once more: checkpoints are chosen on texts that nothing was trained on. Held-out
 * texts are looked at before and after only. Texts outside the program's zone are the gate's business: there the model is
 * the base model, bit for bit, and nothing is trained.
 *
 * <p>For one thread at a time.
 */
public final class PathTraining {
    private static final int LONGEST_TEXT = 48;
    private static final int VALIDATION_SHARE = 5;

    private final LanguageModel model;

    public PathTraining(LanguageModel model) {
        this.model = model;
    }

    /**
     * How to train.
     *
     * @param variants what is learned
     * @param layers that drifts, adapters and phases act in
     * @param rank of drifts and adapters
     * @param budget mean KL on the texts, nats a subword
     * @param rateFactor multiplies the step size of each kind of number
     * @param every steps between checkpoints
     */
    public record Settings(
            Set<Variant> variants,
            int[] layers,
            int rank,
            int steps,
            int batch,
            double budget,
            double rateFactor,
            int every,
            long seed) {
        public Settings {
            variants = Set.copyOf(variants);
            layers = layers.clone();
            if (variants.isEmpty()) {
                throw new IllegalArgumentException("nothing is to be learned");
            }
            if (variants.contains(Variant.SWEEP)) {
                throw new InputRefusedException(
                        "a direction sweep's strengths are learned with a field, not along one path;"
                                + " give `stellator train --learn gains,sweep` without a path");
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
     * @param program its interventions at a strength
     * @param strength that it has in training
     * @param least smallest strength that has a meaning; equal to {@code strength} where there is none to set
     * @param directions of its token and anchor; null without them
     * @param trained subwords near each step that may be moved
     * @param measured subwords near each step that nothing is trained on
     */
    public record Under(
            DoubleFunction<List<Intervention>> program,
            double strength,
            double least,
            @Nullable Directions directions,
            List<int[]> trained,
            List<int[]> measured) {
        public Under {
            trained = List.copyOf(trained);
            measured = List.copyOf(measured);
        }
    }

    /**
     * Trains, or goes on where an earlier run with the same folder was stopped.
     *
     * @param folder of the checkpoint, one a run: settings, program and texts must be those of the run that made it
     * @throws StellatorException when the loss is no number any more, or the checkpoint cannot be written
     */
    public Training train(Under under, Material material, Settings settings, Path folder, Progress progress) {
        return new Run(under, material, settings, folder, progress).run();
    }

    /** Every sequence that a training with these arguments reads, and nothing else is a text of its. */
    List<Sequence> texts(Under under, Material material, Settings settings) {
        Run run = new Run(under, material, settings, Path.of(""), Progress.SILENT);
        return Stream.of(run.training, run.validation, run.heldOut)
                .flatMap(List::stream)
                .toList();
    }

    private final class Run {
        private final Under under;
        private final List<Intervention> program;
        private final Settings settings;
        private final Path folder;
        private final Progress progress;
        private final List<Sequence> training;
        private final List<Sequence> validation;
        private final List<Sequence> heldOut;
        private final List<String> heldOutClusters;
        private final Learned learned;

        Run(Under under, Material material, Settings settings, Path folder, Progress progress) {
            this.under = under;
            this.program = Dampening.without(under.program().apply(under.strength()));
            this.settings = settings;
            this.folder = folder;
            this.progress = progress;
            List<Sequence> building = open(material.building());
            int cut = building.size() - Math.max(1, building.size() / VALIDATION_SHARE);
            this.training = building.subList(0, cut);
            this.validation = building.subList(cut, building.size());
            this.heldOut = open(material.heldOut());
            this.heldOutClusters = material.heldOut().stream()
                    .filter(Material.Text::open)
                    .map(Material.Text::cluster)
                    .toList();
            this.learned =
                    new Learned(model, settings.variants(), settings.layers(), settings.rank(), under.directions());
        }

        private List<Sequence> open(List<Material.Text> texts) {
            return texts.stream()
                    .filter(Material.Text::open)
                    .map(text -> sequence(text.text()))
                    .toList();
        }

        private Sequence sequence(String text) {
            return Sequence.of(model.tokenizer().beginning(text, LONGEST_TEXT)).withSink();
        }

        Training run() {
            Steering steering = new Steering(
                    model,
                    learned,
                    Parameters.initial(learned.entries().all(), settings.seed()),
                    new Steering.Settings(
                            settings.steps(),
                            settings.budget(),
                            settings.rateFactor(),
                            settings.every(),
                            0,
                            Dampening.updateScale(
                                    under.program().apply(under.strength()),
                                    model.info().layers())),
                    folder,
                    progress);
            Steering.Outcome outcome =
                    steering.run("train along the path", training, lowestLayer(), this::lessons, this::check);
            return result(outcome);
        }

        /** Below it the model is the base model, whose passes are made once. */
        private int lowestLayer() {
            Parameters initial = Parameters.initial(learned.entries().all(), settings.seed());
            return acting(program, initial).stream()
                    .mapToInt(Intervention::firstLayer)
                    .reduce(model.info().layers() - 1, Math::min);
        }

        private List<SteeringTexts.Lesson> lessons(int step) {
            Random random = RandomStreams.of(settings.seed(), "lessons", step);
            List<SteeringTexts.Lesson> lessons = new ArrayList<>();
            for (int i = 0; i < settings.batch(); i++) {
                int text = random.nextInt(training.size());
                lessons.add(new SteeringTexts.Lesson(
                        text, program, OrderScore.targets(training.get(text).ids(), under.trained(), 0)));
            }
            return lessons;
        }

        private Steering.Check check(Parameters parameters) {
            int[] watched = watched(under.trained());
            try (OrderTexts texts = new OrderTexts(model, validation, watched)) {
                Reading reading = texts.under(List.of(acting(program, parameters)), List.of(under.trained()))
                        .get(0);
                return new Steering.Check(OrderAtKl.mean(reading.order()), OrderAtKl.mean(reading.kl()));
            }
        }

        private int[] watched(List<int[]> words) {
            return words.stream().flatMapToInt(Arrays::stream).toArray();
        }

        private List<Intervention> acting(List<Intervention> under, Parameters parameters) {
            return Stream.concat(under.stream(), learned.interventions(parameters).stream())
                    .toList();
        }

        private Training result(Steering.Outcome outcome) {
            List<Intervention> own = learned.interventions(outcome.kept());
            Path file = folder.resolve("learned.safetensors");
            try (NDManager manager = model.tensors().newScope()) {
                LearnedFile.write(manager, own, file);
            }
            progress.begin("measure what was learned", -1);
            try (OrderTexts texts = new OrderTexts(model, heldOut, watched(under.measured()))) {
                Reading after = read(texts, acting(program, outcome.kept()));
                Reading start = read(texts, program);
                OrderAtKl before = OrderAtKl.of(
                        strength ->
                                read(texts, Dampening.without(under.program().apply(strength))),
                        start,
                        under.strength(),
                        under.least(),
                        OrderAtKl.mean(after.kl()));
                double[] change = IntStream.range(0, heldOut.size())
                        .mapToDouble(i -> after.order()[i] - before.order()[i])
                        .toArray();
                progress.end();
                return new Training(
                        settings.variants().stream().sorted().map(Variant::word).toList(),
                        outcome.kept().count(),
                        settings.rank(),
                        Arrays.stream(settings.layers()).boxed().toList(),
                        training.size(),
                        validation.size(),
                        settings.steps(),
                        outcome.resumedAt(),
                        outcome.keptStep(),
                        settings.budget(),
                        estimate(before.order()),
                        estimate(after.order()),
                        estimate(change),
                        OrderAtKl.mean(start.kl()),
                        OrderAtKl.mean(after.kl()),
                        before.reached(),
                        outcome.curve(),
                        file.toString());
            }
        }

        private Reading read(OrderTexts texts, List<Intervention> acting) {
            return texts.under(List.of(acting), List.of(under.measured())).get(0);
        }

        private Estimate estimate(double[] values) {
            return Estimate.ofMeasured(values, heldOutClusters, settings.seed());
        }
    }
}
