package dev.stellator.study.training;

import dev.stellator.engine.Progress;
import dev.stellator.study.field.FieldMaterial;
import dev.stellator.study.field.FieldPath;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.learned.Provenance;
import dev.stellator.study.measure.OrderTexts;
import dev.stellator.study.training.PreparedPaths.Prepared;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.intervention.AttentionIntervention.Rail;
import dev.stellator.worker.intervention.HiddenIntervention;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import dev.stellator.worker.intervention.RailIntervention;
import dev.stellator.worker.intervention.Strength;
import dev.stellator.worker.intervention.Window;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Learns a field: one set of numbers by which a model follows any rail. Each step takes a few texts of a few paths, puts the
 * steps of each path into a random order, and lets the neighbours of the shown step rise; every second path gives its texts
 * to rails of other tokens of its basin. So nothing can be learned but to follow what is shown. No text is a target, and no
 * path's own order is.
 *
 * <p>For one thread at a time.
 */
public final class FieldTraining {
    private static final int VALIDATING_TEXTS = 6;

    private final LanguageModel model;

    public FieldTraining(LanguageModel model) {
        this.model = model;
    }

    /** What a field is to be strong in; each costs some of the other (docs/decisions/0028). */
    public enum Aim {
        /** The order score: words near the shown step rise, however far from being said they are. */
        ORDER(0),
        /** What the model writes: the step's own word is a target too, and words that could come next count more. */
        WRITING(0.5);

        private final double plausibility;

        Aim(double plausibility) {
            this.plausibility = plausibility;
        }

        /** The word used in options and output. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * How to learn.
     *
     * @param variants of GAINS or DISTANCES, CONTRAST, EMPHASIS, VALUES, GATES and SWEEP
     * @param rank of the maps of values
     * @param pathsAtOnce paths of a step
     * @param textsOfEach texts of each of them
     * @param budget mean KL, nats a subword
     * @param rateFactor multiplies the step size of each kind of number
     * @param every steps between checkpoints
     * @param aim what the field is to be strong in
     */
    public record Settings(
            Set<Variant> variants,
            int rank,
            int steps,
            int pathsAtOnce,
            int textsOfEach,
            double budget,
            double rateFactor,
            int every,
            Aim aim,
            long seed) {
        public static final Settings DEFAULT = new Settings(
                Set.of(Variant.DISTANCES, Variant.CONTRAST, Variant.GATES), 16, 160, 2, 3, 0.16, 1, 20, Aim.ORDER, 1);

        public Settings {
            variants = Set.copyOf(variants);
            if (rank < 1 || steps < 1 || pathsAtOnce < 1 || textsOfEach < 1) {
                throw new IllegalArgumentException("rank, steps, paths and texts must be at least 1, found " + rank
                        + ", " + steps + ", " + pathsAtOnce + " and " + textsOfEach);
            }
        }

        public Settings withSteps(int other) {
            return new Settings(variants, rank, other, pathsAtOnce, textsOfEach, budget, rateFactor, every, aim, seed);
        }

        public Settings withSeed(long other) {
            return new Settings(variants, rank, steps, pathsAtOnce, textsOfEach, budget, rateFactor, every, aim, other);
        }
    }

    /** @param resumedAt step at which an earlier run was taken up */
    public record Result(LearnedField field, int keptStep, int resumedAt, long numbers, List<Training.Point> curve) {
        public Result {
            curve = List.copyOf(curve);
        }
    }

    /**
     * What to learn, and from what.
     *
     * @param from what it starts from
     * @param provenance of the result, without what is measured later
     */
    public record Request(FieldMaterial material, LearnedField from, Provenance provenance, Settings settings) {}

    /**
     * Learns, or goes on where an earlier run with the same folder was stopped.
     *
     * @param folder of the checkpoint, one a run
     */
    public Result learn(Request request, Path folder, Progress progress) {
        return new Run(request.material(), request.from(), request.settings())
                .learn(request.provenance(), folder, progress);
    }

    private final class Run {
        private final Settings settings;
        private final Learned learned;
        private final Parameters initial;
        private final FieldMaterial material;
        private final PreparedPaths prepared;
        private final LearnedField from;

        Run(FieldMaterial material, LearnedField from, Settings settings) {
            this.settings = settings;
            this.material = material;
            this.from = from;
            this.learned = new Learned(
                    model, settings.variants(), from.layers().below(model.info().layers()), settings.rank(), null);
            this.initial =
                    learned.from(from, Parameters.initial(learned.entries().all(), settings.seed()));
            this.prepared = new PreparedPaths(model, sweeps(), material.neutral());
        }

        private boolean sweeps() {
            return settings.variants().contains(Variant.SWEEP);
        }

        Result learn(Provenance provenance, Path folder, Progress progress) {
            double[] scale = new double[model.info().layers()];
            Arrays.fill(scale, 1);
            FieldLessons lessons =
                    new FieldLessons(material, settings, prepared, (path, order) -> acting(path, order, List.of()));
            Steering steering = new Steering(
                    model,
                    learned,
                    initial,
                    new Steering.Settings(
                            settings.steps(),
                            settings.budget(),
                            settings.rateFactor(),
                            settings.every(),
                            settings.aim().plausibility,
                            scale),
                    folder,
                    progress);
            Steering.Outcome outcome =
                    steering.run("learn the field", lessons.texts(), from.lowest(), lessons::of, this::check);
            return new Result(
                    field(outcome.kept())
                            .with(provenance.withCurve(outcome.curve().stream()
                                    .map(Training.Point::order)
                                    .filter(order -> !Double.isNaN(order))
                                    .toList())),
                    outcome.keptStep(),
                    outcome.resumedAt(),
                    outcome.kept().count(),
                    outcome.curve());
        }

        private LearnedField field(Parameters parameters) {
            float[] strengths = learned.strengths(parameters);
            return new LearnedField(
                    from.lowest(),
                    learned.entries().learns(LearnedEntries.SHOWN) ? learned.nats(parameters) : from.nats(),
                    orKept(learned.byHead(parameters, LearnedEntries.CONTRAST), from.contrast()),
                    orKept(learned.byHead(parameters, LearnedEntries.EMPHASIS), from.emphasis()),
                    strengths.length == 0 ? from.strengths() : strengths,
                    learned.entries().learns(LearnedEntries.DOWN) ? learned.maps(parameters) : from.maps(),
                    learned.entries().learns(LearnedEntries.GATE) ? learned.gates(parameters) : from.gates(),
                    from.provenance());
        }

        private float[][] orKept(float[][] learnedPart, float[][] before) {
            return learnedPart.length == 0 ? before : learnedPart;
        }

        /** A rail that every head sees, and a direction sweep; what is learned sets how strong they are. */
        private List<Intervention> acting(Prepared path, int[] order, List<Intervention> also) {
            List<Intervention> acting = new ArrayList<>();
            acting.add(Rail.sweep(
                    IntStream.of(order).mapToObj(path.steps()::get).toList(),
                    from.layers(),
                    Indices.ALL,
                    new Strength.Gain(0),
                    new Window.Sweep(0, 0)));
            acting.addAll(kept());
            acting.addAll(also);
            if (sweeps()) {
                acting.add(path.directions()
                        .inOrder(order)
                        .sweep(new float[model.info().layers()], new Window.Sweep(0, 0)));
            }
            return acting;
        }

        /** The parts of the field that are not learned now. */
        private List<Intervention> kept() {
            List<Intervention> kept = new ArrayList<>();
            if (!learned.entries().learns(LearnedEntries.DOWN)) {
                kept.addAll(from.maps());
            }
            if (!learned.entries().learns(LearnedEntries.GATE)) {
                kept.addAll(from.gates());
            }
            float[][] zeros = new float[model.info().layers()][model.info().heads()];
            kept.add(new RailIntervention.RailGains(
                    learned.entries().learns(LearnedEntries.SHOWN)
                            ? new float[][][] {zeros, zeros, zeros, zeros}
                            : from.nats(),
                    learned.entries().learns(LearnedEntries.CONTRAST) ? new float[0][] : from.contrast(),
                    learned.entries().learns(LearnedEntries.EMPHASIS) ? new float[0][] : from.emphasis()));
            return kept;
        }

        private Steering.Check check(Parameters parameters) {
            List<Intervention> gains = learned.interventions(parameters);
            double order = 0;
            double kl = 0;
            int count = 0;
            for (FieldPath path : material.validating()) {
                Prepared own = prepared.of(path);
                int[] inOrder = IntStream.range(0, own.steps().size()).toArray();
                List<Intervention> acting = strong(acting(own, inOrder, gains), parameters);
                int[] watched =
                        own.neighbours().stream().flatMapToInt(Arrays::stream).toArray();
                List<Sequence> texts = own.texts()
                        .subList(0, Math.min(VALIDATING_TEXTS, own.texts().size()));
                try (OrderTexts read = new OrderTexts(model, texts, watched)) {
                    OrderTexts.Reading reading = read.under(List.of(acting), List.of(own.neighbours()))
                            .get(0);
                    for (int i = 0; i < texts.size(); i++) {
                        if (!Double.isNaN(reading.order()[i])) {
                            order += reading.order()[i];
                            kl += reading.kl()[i];
                            count++;
                        }
                    }
                }
            }
            return new Steering.Check(order / count, kl / count);
        }

        private List<Intervention> strong(List<Intervention> acting, Parameters parameters) {
            float[] strengths = learned.strengths(parameters);
            return acting.stream()
                    .map(one -> one instanceof HiddenIntervention.DirectionSweep sweep && strengths.length > 0
                            ? new HiddenIntervention.DirectionSweep(sweep.vectors(), strengths, sweep.window())
                            : one)
                    .toList();
        }
    }
}
