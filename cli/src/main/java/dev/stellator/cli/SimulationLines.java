package dev.stellator.cli;

import dev.stellator.api.json.Numbers;
import dev.stellator.cli.report.SimulationView;
import dev.stellator.engine.program.Program.Window;
import dev.stellator.study.simulation.Confirmation;
import dev.stellator.study.simulation.Setting;
import dev.stellator.study.simulation.Simulated.Paid;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A simulation for people. */
final class SimulationLines {
    private static final int WORDS_WIDTH = 40;

    private SimulationLines() {}

    static String words(Setting setting) {
        return (setting.window() == Window.SWEEP ? "sweep" : "hold")
                + (setting.rail() == Setting.Rail.REVERSED ? " reversed" : "")
                + (setting.form() == Setting.Form.FIELD
                        ? " by the field"
                        : " at layers " + setting.first() + "-" + setting.last() + " by "
                                + setting.form().name().toLowerCase(Locale.ROOT))
                + (setting.radians() == 0
                        ? ""
                        : ", phase pi/" + String.format(Locale.ROOT, "%.0f", Math.PI / setting.radians()));
    }

    static List<String> of(SimulationView view) {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(view.iterations() + " iterations" + (view.resumed() > 0 ? " (" + view.resumed() + " before)" : "")
                + " on " + view.basins() + " basins; thoughts in search, check and report: "
                + view.texts().get(0) + ", " + view.texts().get(1) + ", "
                + view.texts().get(2));
        lines.add(view.cost());
        lines.add("");
        lines.add(Tables.of(
                view.paid(),
                List.of(
                        Tables.text("what", 14, Paid::dimension),
                        Tables.text("choice", 14, Paid::choice),
                        Tables.number("tried", row -> String.valueOf(row.tried())),
                        Tables.number(
                                "reward", row -> Numbers.three(row.reward()) + " +- " + Numbers.three(row.error())),
                        Tables.number("decoys", row -> Numbers.three(row.decoyReward())),
                        Tables.number("accepted", row -> String.valueOf(row.accepted())),
                        Tables.number("decoys accepted", row -> String.valueOf(row.decoysAccepted())))));
        lines.add("reward: vocabulary log-odds over random paths under the same setting, nats, in the search; what is"
                + " reported of it is below.");
        if (!view.confirmations().isEmpty()) {
            lines.add("");
            lines.add("on documents that the search never saw:");
            lines.add(Tables.of(
                    IntStream.range(0, view.confirmations().size()).boxed().toList(),
                    List.of(
                            Tables.text("", 8, i -> of(view, i).decoy() ? "random" : "path"),
                            Tables.text(
                                    "steps",
                                    WORDS_WIDTH,
                                    i -> String.join(" -> ", of(view, i).tokens())),
                            Tables.text("into", 24, i -> of(view, i).basin()),
                            Tables.number("KL", i -> Numbers.three(of(view, i).klMean())),
                            Tables.number(
                                    "vocabulary", i -> Numbers.three(of(view, i).vocabulary())),
                            Tables.number(
                                    "random paths",
                                    i -> Numbers.three(mean(of(view, i).random()))),
                            Tables.number("p", i -> Numbers.three(of(view, i).p())),
                            Tables.number(
                                    "q", i -> Numbers.three(view.adjusted().get(i))),
                            Tables.number(
                                    "order", i -> Numbers.three(of(view, i).order())),
                            Tables.number(
                                    "other orders",
                                    i -> Numbers.three(mean(of(view, i).permuted()))),
                            Tables.number("p", i -> Numbers.three(of(view, i).orderP())))));
        }
        lines.add("");
        view.verdicts().forEach(verdict -> lines.add("* " + verdict));
        for (SimulationView.ChainsView chains : view.chains()) {
            lines.add("");
            lines.add("thought: " + chains.thought());
            chains.chains()
                    .forEach(chain -> lines.add("  " + chain.arm() + (chain.coalesced() ? " (coalesced)" : "") + ": "
                            + String.join(
                                    " | ",
                                    chain.links().stream()
                                            .map(link -> link.text().replaceAll("\\s+", " "))
                                            .toList())));
        }
        return lines;
    }

    private static Confirmation of(SimulationView view, int i) {
        return view.confirmations().get(i);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
