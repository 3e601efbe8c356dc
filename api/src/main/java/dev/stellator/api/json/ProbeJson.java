package dev.stellator.api.json;

import dev.stellator.api.Probing.Probed;
import dev.stellator.engine.probe.PartedAnswer;
import dev.stellator.engine.probe.Probe;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * An answer as {@code --json} prints it; {@code docs/json/probe.schema.json} describes it.
 *
 * @param unit what a thought of the corpus is, and so a part of the text
 * @param parts the thoughts of the text, each with its own answer
 * @param q the p-value corrected for the number of thoughts that were probed together
 */
public record ProbeJson(
        String text,
        String unit,
        List<Part> parts,
        String basin,
        String basinId,
        @Nullable String runnerUp,
        @Nullable String runnerUpId,
        double p,
        double q,
        double score,
        boolean inside,
        String zone,
        double share,
        double margin,
        double energyBefore,
        double energyAfter,
        int steps,
        boolean converged,
        double neglected,
        double distance,
        List<Near> nearest,
        String why) {
    public ProbeJson {
        parts = List.copyOf(parts);
        nearest = List.copyOf(nearest);
    }

    public record Near(double similarity, String id, String text) {}

    public record Part(String text, double p, double score, boolean inside, String zone, String basin, String basinId) {
        static Part of(String text, Probe.Answer answer) {
            return new Part(
                    text,
                    answer.p(),
                    answer.score(),
                    answer.inside(),
                    answer.zone().word(),
                    answer.basin().label(),
                    answer.basin().id());
        }
    }

    public static ProbeJson of(Probed probed, double adjusted) {
        PartedAnswer parted = probed.answer();
        Probe.Answer answer = parted.whole();
        var runnerUp = answer.runnerUp();
        return new ProbeJson(
                probed.text(),
                probed.unit().word(),
                IntStream.range(0, probed.parts().size())
                        .mapToObj(i ->
                                Part.of(probed.parts().get(i), parted.parts().get(i)))
                        .toList(),
                answer.basin().label(),
                answer.basin().id(),
                runnerUp == null ? null : runnerUp.label(),
                runnerUp == null ? null : runnerUp.id(),
                answer.p(),
                adjusted,
                answer.score(),
                answer.inside(),
                answer.zone().word(),
                answer.share(),
                answer.margin(),
                answer.energyBefore(),
                answer.energyAfter(),
                answer.steps(),
                answer.converged(),
                answer.neglected(),
                answer.distance(),
                answer.nearest().stream()
                        .map(near -> new Near(
                                near.similarity(),
                                near.thought().id(),
                                near.thought().text()))
                        .toList(),
                why(probed));
    }

    /** Of several parts the one that lies farthest outside decides. */
    private static String why(Probed probed) {
        PartedAnswer parted = probed.answer();
        if (probed.parts().size() == 1) {
            return parted.whole().why();
        }
        int decides = IntStream.range(0, probed.parts().size())
                .reduce((a, b) ->
                        parted.parts().get(b).p() < parted.parts().get(a).p() ? b : a)
                .orElseThrow();
        return "of " + probed.parts().size() + " parts '" + probed.parts().get(decides) + "' decides: "
                + parted.parts().get(decides).why();
    }
}
