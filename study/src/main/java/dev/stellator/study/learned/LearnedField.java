package dev.stellator.study.learned;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.worker.ModelInfo;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import dev.stellator.worker.intervention.RailIntervention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How a model follows a rail: numbers by layer and head that all paths share. A field belongs to one model's weights, and to
 * no corpus. Immutable, so that it may be used by several threads; its arrays are not to be changed.
 *
 * @param lowest layer in which the rail is seen; what the other numbers say of layers below it means nothing
 * @param nats [distance][layer][head] added to the scores of the rail's keys, in the order of {@link
 *     RailIntervention.Distance}
 * @param contrast [layer][head] as in {@link RailIntervention.RailGains}; empty for none
 * @param emphasis [layer][head] the same
 * @param strengths [layer] of the direction sweep that goes with it; empty for none
 * @param maps of the rail's values, at most one a layer; empty for none
 * @param gates of the shown step's keys, at most one a layer; empty for none
 */
public record LearnedField(
        int lowest,
        float[][][] nats,
        float[][] contrast,
        float[][] emphasis,
        float[] strengths,
        List<RailIntervention.RailMap> maps,
        List<RailIntervention.RailGate> gates,
        Provenance provenance) {
    public static final float FIRST_SHOWN = 1;
    public static final float FIRST_OTHERS = -2;
    private static final float FIRST_CONTRAST = 0.5f;

    public LearnedField {
        maps = List.copyOf(maps);
        gates = List.copyOf(gates);
    }

    /**
     * What a learning starts from: the rail is seen in the last third of the layers, at {@value #FIRST_SHOWN} for the step
     * that is shown and {@value #FIRST_OTHERS} for the others, and contrast is at a half. Gains that were learned in the
     * layers below as well moved nothing there.
     */
    public static LearnedField first(ModelInfo model) {
        float[][] shown = filled(model, FIRST_SHOWN);
        float[][] others = filled(model, FIRST_OTHERS);
        return new LearnedField(
                model.layers() - Math.max(1, model.layers() / 3),
                new float[][][] {shown, others, others, others},
                filled(model, FIRST_CONTRAST),
                new float[0][],
                new float[0],
                List.of(),
                List.of(),
                Provenance.untrained(model));
    }

    private static float[][] filled(ModelInfo model, float value) {
        float[][] matrix = new float[model.layers()][model.heads()];
        for (float[] row : matrix) {
            Arrays.fill(row, value);
        }
        return matrix;
    }

    /** What acts on a rail, at every strength the same. */
    public List<Intervention> acting() {
        List<Intervention> acting = new ArrayList<>(maps);
        acting.addAll(gates);
        acting.add(new RailIntervention.RailGains(nats, contrast, emphasis));
        return acting;
    }

    /** The layers in which the rail is seen. */
    public Indices layers() {
        return Indices.range(lowest, nats[0].length - 1);
    }

    /** Whether a direction sweep goes with it. */
    public boolean sweeps() {
        return strengths.length > 0;
    }

    /**
     * @throws InputRefusedException when it was learned for another model
     */
    public LearnedField requireFor(ModelInfo model) {
        if (!provenance.fingerprint().equals(model.fingerprint())) {
            throw new InputRefusedException("the field '" + provenance.name() + "' was learned for "
                    + provenance.model() + " (" + start(provenance.fingerprint()) + "), not for " + model.name() + " ("
                    + start(model.fingerprint()) + "); give --field none, or learn one with `stellator train`");
        }
        boolean fits = lowest >= 0
                && lowest < model.layers()
                && nats.length == RailIntervention.Distance.COUNT
                && Arrays.stream(nats).allMatch(part -> byHead(part, model))
                && (contrast.length == 0 || byHead(contrast, model))
                && (emphasis.length == 0 || byHead(emphasis, model))
                && (strengths.length == 0 || strengths.length == model.layers())
                && maps.stream()
                        .allMatch(map -> map.layer() >= 0
                                && map.layer() < model.layers()
                                && map.down()[0].length % model.keyValueHeads() == 0)
                && gates.stream()
                        .allMatch(gate -> gate.layer() >= 0
                                && gate.layer() < model.layers()
                                && gate.vectors().length == model.heads());
        if (!fits) {
            throw new InputRefusedException("the field '" + provenance.name() + "' does not fit " + model.name()
                    + ", which has " + model.layers() + " layers of " + model.heads() + " heads");
        }
        return this;
    }

    private static boolean byHead(float[][] part, ModelInfo model) {
        return part.length == model.layers() && Arrays.stream(part).allMatch(row -> row.length == model.heads());
    }

    private static String start(String fingerprint) {
        return fingerprint.substring(0, Math.min(12, fingerprint.length()));
    }

    /** A head, and what it adds to the shown step over the others, in nats. */
    public record OpenHead(int layer, int head, double nats) {}

    /** The heads that raise the shown step most over the others, most first. */
    public List<OpenHead> openHeads(int most) {
        List<OpenHead> heads = new ArrayList<>();
        for (int layer = lowest; layer < nats[0].length; layer++) {
            for (int head = 0; head < nats[0][layer].length; head++) {
                double others = (nats[1][layer][head] + nats[2][layer][head] + nats[3][layer][head]) / 3.0;
                heads.add(new OpenHead(layer, head, nats[0][layer][head] - others));
            }
        }
        heads.sort((a, b) -> Double.compare(b.nats(), a.nats()));
        return List.copyOf(heads.subList(0, Math.min(most, heads.size())));
    }

    /** The same numbers with another origin. */
    public LearnedField with(Provenance other) {
        return new LearnedField(lowest, nats, contrast, emphasis, strengths, maps, gates, other);
    }

    /** The same with parts that it may lack, which start as no-ops. */
    public LearnedField with(boolean contrasted, boolean emphasised, boolean swept) {
        int layers = nats[0].length;
        int heads = nats[0][0].length;
        return new LearnedField(
                lowest,
                nats,
                contrasted && contrast.length == 0 ? new float[layers][heads] : contrast,
                emphasised && emphasis.length == 0 ? new float[layers][heads] : emphasis,
                swept && strengths.length == 0 ? new float[layers] : strengths,
                maps,
                gates,
                provenance);
    }

    /** The same with the rail hidden, and the direction sweep silent, in some layers. */
    public LearnedField closed(int first, int last) {
        float[][][] gains = Arrays.stream(nats)
                .map(part -> Arrays.stream(part).map(float[]::clone).toArray(float[][]::new))
                .toArray(float[][][]::new);
        float[] sweep = strengths.clone();
        for (int layer = first; layer <= last; layer++) {
            for (float[][] part : gains) {
                Arrays.fill(part[layer], HIDDEN);
            }
            if (sweep.length > 0) {
                sweep[layer] = 0;
            }
        }
        return new LearnedField(lowest, gains, contrast, emphasis, sweep, maps, gates, provenance);
    }

    /** Nats that leave a key no share of the attention. */
    private static final float HIDDEN = -1e4f;
}
