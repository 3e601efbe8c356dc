package dev.stellator.api;

import dev.stellator.api.json.Numbers;
import dev.stellator.study.field.FieldBehaviour;
import dev.stellator.study.field.FieldBehaviour.Writing;
import dev.stellator.study.field.FieldStudy;
import dev.stellator.study.learned.Provenance;
import dev.stellator.study.measure.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a study of a learned field has found, in sentences. */
final class FieldVerdicts {
    private static final double SIGNIFICANT = 0.05;

    private FieldVerdicts() {}

    /** What was found, a sentence a claim, each beside what it is held against. */
    static List<String> of(
            Provenance field,
            FieldStudy.Report report,
            @Nullable Writing writing,
            @Nullable Estimate over,
            boolean better) {
        List<String> verdicts = new ArrayList<>();
        FieldStudy.Result own = report.arm(FieldStudy.Arm.FIELD);
        FieldStudy.Result hand = report.arm(FieldStudy.Arm.HAND_SET);
        FieldStudy.Result prompt = report.arm(FieldStudy.Arm.PROMPT);
        verdicts.add(String.format(
                Locale.ROOT,
                "Following: under the field the neighbours of the shown step rise by %s nats on %d paths that it never"
                        + " saw, at a mean KL of %.3f; a hand-set rail at the same KL reaches %s (%.1f times less), the"
                        + " words as a prompt %s.",
                Numbers.interval(own.order()),
                own.byPath().size(),
                own.kl(),
                Numbers.interval(hand.order()),
                report.ratio(),
                Numbers.interval(prompt.order())));
        verdicts.add(String.format(
                Locale.ROOT,
                "Order: other orders of the same steps reach %s, the reversed one %s; %s (p = %.4f over %d paths).",
                Numbers.interval(report.arm(FieldStudy.Arm.PERMUTED).order()),
                Numbers.interval(report.arm(FieldStudy.Arm.REVERSED).order()),
                report.permutedP() < SIGNIFICANT ? "it is the order that is followed" : "no effect of the order seen",
                report.permutedP(),
                own.byPath().size()));
        if (writing != null) {
            verdicts.add(writing(writing));
        }
        if (over != null) {
            verdicts.add(String.format(
                    Locale.ROOT,
                    "Beside '%s', which it was learned from: %s nats at the same KL (p = %.3f, %d paths); %s.",
                    field.start(),
                    Numbers.interval(over),
                    over.p(),
                    over.inputs(),
                    better
                            ? "it is better here, and in use from now on"
                            : "too little to put it in the other's place, which stays in use"));
        }
        return verdicts;
    }

    private static String writing(Writing writing) {
        FieldBehaviour.Result field = writing.arm(FieldBehaviour.Arm.FIELD);
        return String.format(
                Locale.ROOT,
                "Writing: what the model writes by itself walks the paths by %s over the base model (p = %.4f, %d basins);"
                        + " with the words as a prompt by %s, with an instruction %s, with a hand-set rail %s, with a"
                        + " permuted path %s.",
                Numbers.interval(field.overBase()),
                field.overBase().p(),
                writing.basins(),
                Numbers.interval(writing.arm(FieldBehaviour.Arm.PROMPT).overBase()),
                Numbers.interval(writing.arm(FieldBehaviour.Arm.INSTRUCTION).overBase()),
                Numbers.interval(writing.arm(FieldBehaviour.Arm.HAND_SET).overBase()),
                Numbers.interval(writing.arm(FieldBehaviour.Arm.PERMUTED).overBase()));
    }
}
