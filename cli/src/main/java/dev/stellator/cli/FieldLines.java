package dev.stellator.cli;

import dev.stellator.api.json.FieldOutput;
import dev.stellator.api.json.Numbers;
import dev.stellator.study.field.FieldBehaviour;
import dev.stellator.study.field.FieldBehaviour.Writing;
import dev.stellator.study.field.FieldStudy;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.learned.LearnedField.OpenHead;
import dev.stellator.study.learned.Provenance;
import dev.stellator.worker.intervention.RailIntervention.RailMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A learned field for people: what was found first, then the arms, then the numbers that were learned. */
final class FieldLines {
    private FieldLines() {}

    static List<String> of(FieldOutput output) {
        List<String> lines = new ArrayList<>(
                output.verdicts().stream().map(verdict -> "* " + verdict).toList());
        lines.add("");
        lines.add("on " + output.paths().unseen() + " unseen paths, "
                + output.paths().texts()
                + " unseen texts, words that nothing was trained on (nats; KL in nats a subword):");
        lines.add(Tables.of(
                List.copyOf(output.study().arms().values()),
                List.of(
                        Tables.text("arm", 40, FieldStudy.Result::arm),
                        Tables.number("order", result -> Numbers.interval(result.order())),
                        Tables.number("KL", result -> Numbers.three(result.kl())),
                        Tables.number(
                                "at its KL",
                                result -> result.reached() + " of "
                                        + result.byPath().size()))));
        Writing writing = output.writing();
        if (writing != null) {
            lines.add("what the model writes by itself, " + writing.beginnings() + " beginnings in " + writing.basins()
                    + " basins (similarity of part k to step k over the others):");
            lines.add(Tables.of(
                    List.copyOf(writing.arms().values()),
                    List.of(
                            Tables.text("arm", 44, FieldBehaviour.Result::arm),
                            Tables.number("order over base", result -> Numbers.interval(result.overBase())),
                            Tables.number(
                                    "p",
                                    result -> Numbers.three(result.overBase().p())),
                            Tables.number("neighbours", result -> Numbers.three(result.neighbours())),
                            Tables.number("surprise", result -> Numbers.three(result.surprise())),
                            Tables.number("KL", result -> Numbers.three(result.kl())),
                            Tables.number("repeated", result -> Numbers.three(result.repetition())),
                            Tables.number("steps named", result -> Numbers.three(result.named())))));
            writing.examples().stream().limit(3).forEach(example -> {
                lines.add(String.join(" -> ", example.path()) + " | " + flat(example.beginning()) + " …");
                lines.add("  base  " + flat(example.base()));
                lines.add("  field " + flat(example.field()));
            });
        }
        lines.add(output.numbers() + " numbers learned on " + output.paths().trained() + " paths, kept of step "
                + output.keptStep()
                + (output.resumedAt() > 0 ? " (taken up at step " + output.resumedAt() + ")" : "")
                + "; heads that opened: "
                + heads(output.heads()));
        lines.add("field: " + output.file());
        return lines;
    }

    private static String flat(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    private static String heads(List<OpenHead> heads) {
        return heads.stream()
                .map(head -> head.layer() + "." + head.head() + String.format(Locale.ROOT, " (%+.1f)", head.nats()))
                .collect(Collectors.joining(", "));
    }

    /** A row a layer. */
    private record Row(int layer, double shown, double others, double contrast, double mapped, String widest) {}

    /** The gains of a field by layer, which heads opened, and what remains with each band of layers closed. */
    static List<String> explained(LearnedField field) {
        Provenance from = field.provenance();
        List<String> lines = new ArrayList<>();
        lines.add("field '" + from.name() + "' of " + from.model() + ", learned on "
                + (from.corpora().isEmpty() ? "nothing yet" : String.join(", ", from.corpora())) + " (" + from.paths()
                + " paths, " + from.steps() + " steps, seed " + from.seed() + ", budget " + from.budget() + ")");
        if (!Double.isNaN(from.order())) {
            lines.add(String.format(
                    Locale.ROOT,
                    "on unseen paths: order %.3f at KL %.3f, a hand-set rail there %.3f",
                    from.order(),
                    from.kl(),
                    from.handSet()));
        }
        List<Row> rows = IntStream.range(field.lowest(), field.nats()[0].length)
                .mapToObj(layer -> row(field, layer))
                .toList();
        lines.add(Tables.of(
                rows,
                List.of(
                        Tables.number("layer", row -> String.valueOf(row.layer())),
                        Tables.number("shown step", row -> Numbers.one(row.shown())),
                        Tables.number("other steps", row -> Numbers.one(row.others())),
                        Tables.number(
                                "contrast", row -> Double.isNaN(row.contrast()) ? "" : Numbers.one(row.contrast())),
                        Tables.number("mapped", row -> Double.isNaN(row.mapped()) ? "" : Numbers.three(row.mapped())),
                        Tables.text("shown over others, by head", 80, Row::widest))));
        lines.add(
                "nats added to the attention scores of the rail's keys, means over the heads; the rail is not seen below"
                        + " layer " + field.lowest()
                        + ". contrast: the part of the text's own values that is taken from the"
                        + " rail's mean. mapped: what is added to the values in which a step differs from the others, beside"
                        + " those.");
        lines.add("heads that opened most: " + heads(field.openHeads(12)));
        if (!from.bands().isEmpty()) {
            lines.add("what remains of the order with layers closed: "
                    + from.bands().stream()
                            .map(band -> band.first() + "-" + band.last()
                                    + String.format(Locale.ROOT, " %.3f", band.order()))
                            .collect(Collectors.joining(", ")));
        }
        return lines;
    }

    private static Row row(LearnedField field, int layer) {
        float[] shown = field.nats()[0][layer];
        float[] far = field.nats()[3][layer];
        return new Row(
                layer,
                mean(shown),
                mean(far),
                field.contrast().length == 0 ? Double.NaN : mean(field.contrast()[layer]),
                field.maps().stream()
                        .filter(map -> map.layer() == layer)
                        .mapToDouble(RailMap::size)
                        .findFirst()
                        .orElse(Double.NaN),
                IntStream.range(0, shown.length)
                        .mapToObj(head -> String.format(Locale.ROOT, "%+.1f", shown[head] - far[head]))
                        .collect(Collectors.joining(" ")));
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += value;
        }
        return sum / values.length;
    }
}
