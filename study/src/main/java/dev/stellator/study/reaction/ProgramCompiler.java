package dev.stellator.study.reaction;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.program.Program;
import dev.stellator.engine.program.Program.AttentionDrift;
import dev.stellator.engine.program.Program.DirectionDrift;
import dev.stellator.engine.program.Program.FieldDrift;
import dev.stellator.engine.program.Program.LayerRange;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.ModelInfo;
import dev.stellator.worker.Tokenizer;
import dev.stellator.worker.intervention.AttentionIntervention;
import dev.stellator.worker.intervention.AttentionIntervention.Placement;
import dev.stellator.worker.intervention.GradientIntervention;
import dev.stellator.worker.intervention.HiddenIntervention;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import dev.stellator.worker.intervention.LogitIntervention;
import dev.stellator.worker.intervention.PositionSelector;
import dev.stellator.worker.intervention.Strength;
import dev.stellator.worker.intervention.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns a program into interventions of a given model, with the field that the model has learned. Thread-safe. */
public final class ProgramCompiler {
    /** A prompt's strength may be below that of a plain one. */
    public static final double LEAST_PROMPT = -8;

    /** A strength below this leaves the rail no share that a float could hold. */
    private static final double HIDDEN = -80;

    private final ModelInfo info;
    private final Tokenizer tokenizer;
    private final @Nullable LearnedField field;

    /** Without a field: a program that leaves its strength open gets one gain for all heads. */
    public ProgramCompiler(LanguageModel model) {
        this(model, null);
    }

    /** @param field that programs get which name one, or leave layers and gain open; null for none */
    public ProgramCompiler(LanguageModel model, @Nullable LearnedField field) {
        this.info = model.info();
        this.tokenizer = model.tokenizer();
        this.field = field == null ? null : field.requireFor(model.info());
    }

    /**
     * How strong a program acts, and where its window moves.
     *
     * @param nats gain of the attention drifts whose strength the program leaves open; of a field, what it adds to the
     *     learned gains; of a direction sweep alone, the multiple of the differences of means
     * @param length expected number of subwords of the text, over which a window moves; 0 for the text's own
     * @param start position at which it starts to move
     * @param step on which it stands instead, counted from 0, whatever the program says of its window; negative to let it move
     */
    public record Dose(double nats, int length, int start, int step) {
        public Dose(double nats, int length, int start) {
            this(nats, length, start, -1);
        }

        public static Dose of(double nats) {
            return new Dose(nats, 0, 0);
        }

        /** With the window on one step. */
        public static Dose at(double nats, int step) {
            return new Dose(nats, 0, 0, step);
        }

        /** @param off nats added to the scores of the steps that are not shown */
        Window window(double off) {
            return step < 0 ? new Window.Sweep(off, length, start) : new Window.At(step, off);
        }

        boolean shows(Program.Window window) {
            return step >= 0 || window == Program.Window.SWEEP;
        }
    }

    /**
     * The program's interventions. A dampening d over n layers multiplies by the n-th root of d at each, so that what
     * passes them all is multiplied by d.
     *
     * @param directions needed for a phase and for a direction sweep; null when the program has neither
     * @throws InputRefusedException when the program asks for layers, heads or a field that the model does not have
     */
    public List<Intervention> compile(Program program, @Nullable Directions directions, Dose dose) {
        List<Intervention> result = new ArrayList<>();
        if (!program.tokens().isEmpty()) {
            attention(program, directions, dose, result);
            sweeps(program, directions, dose, result);
        }
        if (program.phase() != null
                && program.anchor() != null
                && !program.tokens().isEmpty()) {
            Directions plane = required(directions, "a phase");
            LayerRange own = program.phase().layers();
            Indices layers = own == null ? driftLayers(program) : indices(own);
            for (int layer : layers.below(info.layers())) {
                result.add(HiddenIntervention.Rotation.by(
                        Indices.of(layer),
                        plane.token()[layer],
                        plane.anchorInPlane()[layer],
                        program.phase().radians()));
            }
        }
        anchorBias(program, result);
        if (program.dampening() != null) {
            Indices layers = driftLayers(program);
            double perLayer = Math.pow(program.dampening(), 1.0 / layers.below(info.layers()).length);
            result.add(new GradientIntervention.GradientDampening(layers, perLayer));
        }
        return result;
    }

    private static Directions required(@Nullable Directions directions, String what) {
        if (directions == null) {
            throw new IllegalArgumentException(what + " needs directions");
        }
        return directions;
    }

    private void attention(Program program, @Nullable Directions directions, Dose dose, List<Intervention> result) {
        FieldDrift drift = fieldDrift(program);
        if (drift != null) {
            followed(program, drift, directions, dose, result);
            return;
        }
        List<AttentionDrift> attention = attentionDrifts(program);
        if (!attention.isEmpty()) {
            result.add(rail(program, attention, dose));
        }
    }

    /** By the field: the program's own field drift, or an open attention drift where there is a field; else null. */
    private @Nullable FieldDrift fieldDrift(Program program) {
        for (Program.Drift drift : program.drifts()) {
            if (drift instanceof FieldDrift named) {
                return named;
            }
        }
        List<AttentionDrift> attention = attentionDrifts(program);
        boolean left =
                field != null && attention.size() == 1 && attention.get(0).open();
        return left ? new FieldDrift(attention.get(0).window(), null) : null;
    }

    /** Whether the program acts by the field. */
    public boolean followsField(Program program) {
        return !program.tokens().isEmpty() && fieldDrift(program) != null;
    }

    private void followed(
            Program program, FieldDrift drift, @Nullable Directions directions, Dose dose, List<Intervention> result) {
        if (field == null) {
            throw new InputRefusedException("the program asks for a field, and none is in use for " + info.name()
                    + "; `stellator train` learns one, `stellator model list` shows which models have one");
        }
        double nats = drift.strength() == null ? dose.nats() : Math.log(drift.strength());
        if (nats < HIDDEN) {
            return;
        }
        boolean sweep = dose.shows(drift.window());
        Window window = sweep ? dose.window(nats) : Window.HOLD;
        result.add(new AttentionIntervention.Rail(
                program.tokens().stream().map(this::subwords).toList(),
                field.layers(),
                Indices.ALL,
                new Strength.Gain(nats),
                window,
                Placement.BESIDE,
                false,
                PositionSelector.EVERYWHERE));
        result.addAll(field.acting());
        if (field.sweeps() && sweep && directions != null && directions.knows(program.tokens())) {
            result.add(directions.steps(program.tokens()).sweep(field.strengths(), dose.window(0)));
        }
    }

    private void sweeps(Program program, @Nullable Directions directions, Dose dose, List<Intervention> result) {
        for (Program.Drift drift : program.drifts()) {
            if (drift instanceof DirectionDrift sweep) {
                Double own = sweep.strength();
                double strength = own == null ? dose.nats() : own;
                float[] strengths = new float[info.layers()];
                for (int layer : layersOf(sweep.layers()).below(info.layers())) {
                    strengths[layer] = (float) strength;
                }
                if (strength != 0) {
                    result.add(required(directions, "a direction sweep")
                            .steps(program.tokens())
                            .sweep(strengths, dose.window(0)));
                }
            }
        }
    }

    private static List<AttentionDrift> attentionDrifts(Program program) {
        return program.drifts().stream()
                .filter(AttentionDrift.class::isInstance)
                .map(AttentionDrift.class::cast)
                .toList();
    }

    /** The strength that an open program starts from, and the range in which one has a meaning. */
    public record Range(double guess, double least) {}

    /** Null when the program fixes its strength, or has none. */
    public @Nullable Range strength(Program program) {
        if (program.tokens().isEmpty()) {
            return null;
        }
        FieldDrift named = fieldDrift(program);
        if (named != null) {
            return named.strength() == null ? new Range(0, LEAST_OF_FIELD) : null;
        }
        if (attentionDrifts(program).stream().anyMatch(drift -> drift.gain() == null && drift.share() == null)) {
            return new Range(Budget.FIRST_GUESS, 0);
        }
        boolean sweeps = program.drifts().stream()
                .anyMatch(drift -> drift instanceof DirectionDrift direction && direction.strength() == null);
        return sweeps ? new Range(FIRST_SWEEP, 0) : null;
    }

    private static final double LEAST_OF_FIELD = -8;
    private static final double FIRST_SWEEP = 0.3;

    private AttentionIntervention.Rail rail(Program program, List<AttentionDrift> drifts, Dose dose) {
        AttentionDrift first = drifts.get(0);
        Set<Integer> layers = new LinkedHashSet<>();
        for (AttentionDrift drift : drifts) {
            if (drift.window() != first.window()
                    || !drift.heads().equals(first.heads())
                    || !Objects.equals(drift.gain(), first.gain())
                    || !Objects.equals(drift.share(), first.share())) {
                throw new InputRefusedException("the program has attention drifts that differ in window, heads or"
                        + " strength; a sequence has one rail, so give them the same ones");
            }
            for (int layer : layersOf(drift.layers()).below(info.layers())) {
                layers.add(layer);
            }
        }
        for (int head : first.heads()) {
            if (head >= info.heads()) {
                throw new InputRefusedException("the program asks for head " + head + "; " + info.name()
                        + " has heads 0 to " + (info.heads() - 1));
            }
        }
        double nats = first.gain() == null ? dose.nats() : first.gain();
        Strength strength = first.share() == null ? new Strength.Gain(nats) : new Strength.Share(first.share());
        boolean sweep = dose.shows(first.window());
        return new AttentionIntervention.Rail(
                program.tokens().stream().map(this::subwords).toList(),
                Indices.of(layers),
                Indices.ofOrAll(first.heads()),
                strength,
                sweep ? dose.window(-nats) : Window.HOLD,
                Placement.BESIDE,
                true,
                PositionSelector.EVERYWHERE);
    }

    /**
     * The program's steps as a prompt: before the text, seen by all heads of all layers.
     *
     * @param gain what the heads' scores of it are raised by, nats; 0 for a plain prompt
     */
    public List<Intervention> prompt(Program program, double gain) {
        return List.of(new AttentionIntervention.Rail(
                program.tokens().stream().map(this::subwords).toList(),
                Indices.ALL,
                Indices.ALL,
                new Strength.Gain(gain),
                Window.HOLD,
                Placement.BEFORE,
                false,
                PositionSelector.EVERYWHERE));
    }

    /** A token's subwords as they stand inside a text. */
    public int[] subwords(String token) {
        return tokenizer.encodeInside(token);
    }

    private void anchorBias(Program program, List<Intervention> result) {
        Program.Anchor anchor = program.anchor();
        if (anchor == null || anchor.bias() == null || anchor.bias() == 0) {
            return;
        }
        Map<Integer, Float> bias = new HashMap<>();
        for (int id : subwords(anchor.text())) {
            bias.put(id, anchor.bias().floatValue());
        }
        result.add(new LogitIntervention.LogitBias(bias, PositionSelector.EVERYWHERE));
    }

    /** The layers in which the program's drifts act: their own, or the last third of the model. */
    public Indices driftLayers(Program program) {
        Set<Integer> layers = new LinkedHashSet<>();
        program.drifts().forEach(drift -> Arrays.stream(layersOf(drift.layers()).below(info.layers()))
                .forEach(layers::add));
        return layers.isEmpty() ? lastThird() : Indices.of(layers);
    }

    private Indices layersOf(@Nullable LayerRange range) {
        return range == null ? lastThird() : indices(range);
    }

    private Indices lastThird() {
        return Indices.range(info.layers() - info.layers() / 3, info.layers() - 1);
    }

    private Indices indices(LayerRange range) {
        if (range.last() >= info.layers()) {
            throw new InputRefusedException(
                    "the program asks for " + range + "; " + info.name() + " has layers 0 to " + (info.layers() - 1));
        }
        return Indices.range(range.first(), range.last());
    }
}
