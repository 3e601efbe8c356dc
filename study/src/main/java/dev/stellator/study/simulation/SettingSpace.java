package dev.stellator.study.simulation;

import dev.stellator.engine.program.Program.Window;
import dev.stellator.study.simulation.Setting.Form;
import dev.stellator.study.simulation.Setting.Rail;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The settings that are searched: a choice in each of a few dimensions, in shares of a model's depth. */
final class SettingSpace {
    private static final double[] FIRST = {0, 1 / 6.0, 1 / 3.0, 1 / 2.0, 2 / 3.0, 5 / 6.0};
    private static final double[] SPAN = {0, 1 / 6.0, 1 / 3.0, 1 / 2.0};
    private static final double[] PHASE = {0, Math.PI / 16, Math.PI / 8, Math.PI / 4};

    private static final List<Form> FORMS = List.of(Form.GAIN, Form.SHARE, Form.FIELD);

    private final int layers;
    private final boolean field;

    /** @param field whether there is a learned field to follow a rail by */
    SettingSpace(int layers, boolean field) {
        this.layers = layers;
        this.field = field;
    }

    /** A dimension and its choices in words. */
    record Dimension(String name, List<String> choices) {}

    List<Dimension> dimensions() {
        return List.of(
                new Dimension(
                        "first layer",
                        IntStream.range(0, FIRST.length)
                                .mapToObj(i -> "from " + first(i))
                                .toList()),
                new Dimension(
                        "layers",
                        IntStream.range(0, SPAN.length)
                                .mapToObj(i -> i == 0 ? "1 layer" : span(i) + " layers")
                                .toList()),
                new Dimension("window", List.of("hold", "sweep")),
                new Dimension(
                        "strength as",
                        FORMS.stream()
                                .filter(form -> field || form != Form.FIELD)
                                .map(form -> form.name().toLowerCase(Locale.ROOT))
                                .toList()),
                new Dimension("rail", List.of("forward", "reversed")),
                new Dimension(
                        "phase",
                        IntStream.range(0, PHASE.length)
                                .mapToObj(i -> PHASE[i] == 0
                                        ? "none"
                                        : "pi/" + String.format(Locale.ROOT, "%.0f", Math.PI / PHASE[i]))
                                .toList()));
    }

    int[] sizes() {
        return dimensions().stream()
                .mapToInt(dimension -> dimension.choices().size())
                .toArray();
    }

    Setting at(List<Integer> choice) {
        int first = first(choice.get(0));
        return new Setting(
                first,
                Math.min(layers - 1, first + span(choice.get(1)) - 1),
                choice.get(2) == 0 ? Window.HOLD : Window.SWEEP,
                FORMS.get(choice.get(3)),
                choice.get(4) == 0 ? Rail.FORWARD : Rail.REVERSED,
                PHASE[choice.get(5)]);
    }

    private int first(int index) {
        return Math.min(layers - 1, (int) Math.round(FIRST[index] * layers));
    }

    private int span(int index) {
        return Math.max(1, (int) Math.round(SPAN[index] * layers));
    }
}
