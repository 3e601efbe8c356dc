package dev.stellator.study.field;

import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.reaction.StepDirections;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.intervention.AttentionIntervention.Placement;
import dev.stellator.worker.intervention.AttentionIntervention.Rail;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import dev.stellator.worker.intervention.PositionSelector;
import dev.stellator.worker.intervention.Strength;
import dev.stellator.worker.intervention.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What acts in each arm that a field is held against, on one path. */
final class FieldArms {
    private final LanguageModel model;
    private final LearnedField field;
    private final FieldPath path;
    private final float[][] neutral;
    private @Nullable StepDirections directions;

    /** @param neutral mean states of neutral texts, [layer][width] */
    FieldArms(LanguageModel model, LearnedField field, FieldPath path, float[][] neutral) {
        this.model = model;
        this.field = field;
        this.path = path;
        this.neutral = neutral;
    }

    /** Measured when first asked for: not every arm needs them. */
    private StepDirections directions() {
        if (directions == null) {
            directions = StepDirections.measure(model, path.mentioning(), neutral);
        }
        return directions;
    }

    List<int[]> ids(List<List<String>> words) {
        return words.stream().map(model.tokenizer()::firstSubwords).toList();
    }

    private List<int[]> steps(List<String> tokens) {
        return tokens.stream()
                .map(token -> model.tokenizer().encodeInside(token))
                .toList();
    }

    /**
     * @param order of the steps
     * @param nats added to all gains
     * @param length of the text over which the window moves; 0 for its own
     * @param start where it starts to move
     */
    List<Intervention> field(int[] order, double nats, int length, int start) {
        List<int[]> steps = steps(path.tokens());
        List<Intervention> acting = new ArrayList<>(
                followed(IntStream.of(order).mapToObj(steps::get).toList(), nats, length, start));
        if (field.sweeps()) {
            acting.add(directions().inOrder(order).sweep(field.strengths(), new Window.Sweep(0, length, start)));
        }
        return acting;
    }

    private List<Intervention> followed(List<int[]> steps, double nats, int length, int start) {
        List<Intervention> acting = new ArrayList<>(field.acting());
        acting.add(0, rail(steps, field.layers(), nats, new Window.Sweep(nats, length, start)));
        return acting;
    }

    /** The random path's rail under the field. */
    List<Intervention> random(int length, int start) {
        return followed(steps(path.random().tokens()), 0, length, start);
    }

    List<Intervention> handSet(double gain, int length, int start) {
        int layers = model.info().layers();
        return List.of(rail(
                steps(path.tokens()),
                Indices.range(layers - layers / 3, layers - 1),
                gain,
                new Window.Sweep(-gain, length, start)));
    }

    private static Rail rail(List<int[]> steps, Indices layers, double gain, Window window) {
        return new Rail(
                steps,
                layers,
                Indices.ALL,
                new Strength.Gain(gain),
                window,
                Placement.BESIDE,
                false,
                PositionSelector.EVERYWHERE);
    }

    /** In four of the last six layers, where a trial found it to pay most. */
    List<Intervention> directions(double strength, int length, int start) {
        int layers = model.info().layers();
        float[] strengths = new float[layers];
        Arrays.fill(strengths, Math.max(0, layers - 5), Math.max(1, layers - 1), (float) strength);
        return List.of(directions().sweep(strengths, new Window.Sweep(0, length, start)));
    }

    /** The path's words before the text, as a prompt. */
    List<Intervention> prompt(double gain) {
        return prefix(steps(path.tokens()), gain);
    }

    /** What a user would ask a model that follows instructions for, in its chat template where it knows one. */
    List<Intervention> instruction() {
        List<String> tokens = path.tokens();
        String asked = "Continue the text. Lead it, in this order, from " + tokens.get(0) + " over "
                + String.join(", ", tokens.subList(1, tokens.size() - 1)) + " to "
                + tokens.get(tokens.size() - 1) + ".";
        boolean chats = model.tokenizer().idOf("<|im_start|>").isPresent();
        String prompt = chats ? "<|im_start|>user\n" + asked + "<|im_end|>\n<|im_start|>assistant\n" : asked + "\n\n";
        return prefix(List.of(model.tokenizer().encodeMarkup(prompt)), 0);
    }

    private static List<Intervention> prefix(List<int[]> steps, double gain) {
        return List.of(new Rail(
                steps,
                Indices.ALL,
                Indices.ALL,
                new Strength.Gain(gain),
                Window.HOLD,
                Placement.BEFORE,
                false,
                PositionSelector.EVERYWHERE));
    }
}
