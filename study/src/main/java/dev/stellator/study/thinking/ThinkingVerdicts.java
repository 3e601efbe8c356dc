package dev.stellator.study.thinking;

import dev.stellator.study.measure.Estimate;
import dev.stellator.study.thinking.ThinkingResult.Arm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a study of thinking found, in words. "No effect" is said only where one could have been seen. */
final class ThinkingVerdicts {
    private static final double LEVEL = 0.05;

    private ThinkingVerdicts() {}

    /** @param arms the base model's first, the path's second */
    static List<String> of(String basin, List<Arm> arms) {
        Arm path = arms.get(1);
        List<String> verdicts = new ArrayList<>();
        verdicts.add(verdict(basin, path, arms.get(0), "of the model alone"));
        arms.stream().skip(2).forEach(arm -> verdicts.add(verdict(basin, path, arm, "under the " + arm.name())));
        return verdicts;
    }

    private static String verdict(String basin, Arm path, Arm other, String of) {
        Estimate difference = other.pathOver();
        String shares = String.format(
                Locale.ROOT,
                "%.0f %% of the chains along the path fall into '%s', %.0f %% of those %s",
                100 * path.coalesced(),
                basin,
                100 * other.coalesced(),
                of);
        if (difference.tooFewClusters()) {
            return shares + ": too few documents to tell; it takes " + Estimate.FEWEST_CLUSTERS + " ("
                    + difference.clusters() + " there).";
        }
        if (path.coalesced() == 0 && other.coalesced() == 0) {
            return "No chain along the path falls into '" + basin + "', nor one " + of
                    + ": that says nothing of either; "
                    + String.format(
                            Locale.ROOT,
                            "the nearest thoughts of the path's lie %+.3f from the attractor against the model alone (p = %.4f).",
                            path.nearer().mean(),
                            path.nearer().p());
        }
        String test = String.format(
                Locale.ROOT,
                " (p = %.4f, %d starts in %d clusters)",
                difference.p(),
                difference.inputs(),
                difference.clusters());
        if (difference.p() > LEVEL) {
            return shares + test + ": no effect seen.";
        }
        return shares + test + (difference.mean() > 0 ? ": the path draws them in." : ": the path keeps them out.");
    }
}
