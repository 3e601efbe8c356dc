package dev.stellator.engine.reaction;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.model.Indices;
import dev.stellator.engine.model.Intervention;
import dev.stellator.engine.model.Intervention.Placement;
import dev.stellator.engine.model.Intervention.Window;
import dev.stellator.engine.model.LanguageModel;
import dev.stellator.engine.model.ModelInfo;
import dev.stellator.engine.model.Strength;
import dev.stellator.engine.model.Tokenizer;
import dev.stellator.engine.model.Where;
import dev.stellator.engine.program.Program;
import dev.stellator.engine.program.Program.AttentionDrift;
import dev.stellator.engine.program.Program.LayerRange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns a program into interventions of a given model. */
public final class ProgramCompiler {
    private final ModelInfo info;
    private final Tokenizer tokenizer;

    public ProgramCompiler(LanguageModel model) {
        this.info = model.info();
        this.tokenizer = model.tokenizer();
    }

    /**
     * The program's interventions. A dampening d over n layers multiplies by the n-th root of d at each, so that what
     * passes them all is multiplied by d.
     *
     * @param directions needed for a phase; null when the program has none
     * @param gain of the attention drifts whose strength the program leaves open
     * @param length expected number of subwords of the text, over which a sweep moves; 0 for the text's own
     * @throws InputRefusedException when the program asks for layers or heads that the model does not have
     */
    public List<Intervention> compile(Program program, @Nullable Directions directions, double gain, int length) {
        List<Intervention> result = new ArrayList<>();
        List<AttentionDrift> attention = attentionDrifts(program);
        if (!attention.isEmpty() && !program.tokens().isEmpty()) {
            result.add(rail(program, attention, gain, length));
        }
        if (program.phase() != null
                && program.anchor() != null
                && !program.tokens().isEmpty()) {
            if (directions == null) {
                throw new IllegalArgumentException("a phase needs directions");
            }
            LayerRange own = program.phase().layers();
            Indices layers = own == null ? driftLayers(program) : indices(own);
            for (int layer : layers.below(info.layers())) {
                result.add(Intervention.Rotation.by(
                        Indices.of(layer),
                        directions.token()[layer],
                        directions.anchorInPlane()[layer],
                        program.phase().radians()));
            }
        }
        anchorBias(program, result);
        if (program.dampening() != null) {
            Indices layers = driftLayers(program);
            double perLayer = Math.pow(program.dampening(), 1.0 / layers.below(info.layers()).length);
            result.add(new Intervention.GradientDampening(layers, perLayer));
        }
        return result;
    }

    private static List<AttentionDrift> attentionDrifts(Program program) {
        return program.drifts().stream()
                .filter(AttentionDrift.class::isInstance)
                .map(AttentionDrift.class::cast)
                .toList();
    }

    /** Whether an attention drift leaves its strength to calibration. */
    public static boolean leavesStrengthOpen(Program program) {
        return !program.tokens().isEmpty()
                && attentionDrifts(program).stream().anyMatch(drift -> drift.gain() == null && drift.share() == null);
    }

    private Intervention.Rail rail(Program program, List<AttentionDrift> drifts, double gain, int length) {
        AttentionDrift first = drifts.get(0);
        Set<Integer> layers = new LinkedHashSet<>();
        for (AttentionDrift drift : drifts) {
            if (drift.window() != first.window()
                    || !drift.heads().equals(first.heads())
                    || !java.util.Objects.equals(drift.gain(), first.gain())
                    || !java.util.Objects.equals(drift.share(), first.share())) {
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
        double nats = first.gain() == null ? gain : first.gain();
        Strength strength = first.share() == null ? new Strength.Gain(nats) : new Strength.Share(first.share());
        boolean sweep = first.window() == Program.Window.SWEEP;
        return new Intervention.Rail(
                program.tokens().stream().map(this::subwords).toList(),
                Indices.of(layers),
                Indices.ofOrAll(first.heads()),
                strength,
                sweep ? new Window.Sweep(-nats, length) : Window.HOLD,
                Placement.BESIDE,
                true,
                Where.EVERYWHERE);
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
        result.add(new Intervention.LogitBias(bias, Where.EVERYWHERE));
    }

    /** The layers in which the program's drifts act: their own, or the last third of the model. */
    public Indices driftLayers(Program program) {
        Set<Integer> layers = new LinkedHashSet<>();
        program.drifts().forEach(drift -> {
            for (int layer : layersOf(drift.layers()).below(info.layers())) {
                layers.add(layer);
            }
        });
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
