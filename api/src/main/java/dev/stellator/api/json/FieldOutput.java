package dev.stellator.api.json;

import dev.stellator.api.Paths;
import dev.stellator.study.field.FieldBehaviour;
import dev.stellator.study.field.FieldBehaviour.Writing;
import dev.stellator.study.field.FieldStudy;
import dev.stellator.study.learned.LearnedField.OpenHead;
import dev.stellator.study.learned.Provenance;
import dev.stellator.study.measure.Estimate;
import dev.stellator.study.training.Training;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field that was learned from a corpus, and what it does on paths that it never saw.
 *
 * @param unseen by arm; every claim of it stands beside its controls
 * @param study the same in full, by path
 * @param writing texts that the model wrote by itself, in full; null when they were not asked for
 * @param beside name of the field it was learned from; empty when it began with untrained gains
 * @param overBeside its order minus that field's, at equal KL, paired by path; null when there is none
 * @param inUse whether this field is the one in use on the graph now
 * @param keptStep whose numbers are kept
 * @param resumedAt step at which an earlier run was taken up
 * @param heads that opened most
 */
public record FieldOutput(
        Provenance field,
        Paths paths,
        Unseen unseen,
        FieldStudy.Report study,
        @Nullable Writing writing,
        String beside,
        @Nullable Estimate overBeside,
        boolean inUse,
        long numbers,
        int keptStep,
        int resumedAt,
        List<OpenHead> heads,
        List<Training.Point> curve,
        List<String> verdicts,
        String file) {
    public FieldOutput {
        heads = List.copyOf(heads);
        curve = List.copyOf(curve);
        verdicts = List.copyOf(verdicts);
    }

    public record Paths(int trained, int validating, int unseen, int texts) {}

    /**
     * Means over unseen paths with 95 % intervals.
     *
     * @param kl mean KL that was reached on the same texts, nats a subword
     */
    public record Measured(double mean, double low, double high, double kl) {
        public static Measured of(FieldStudy.@Nullable Result result) {
            return result == null
                    ? NOTHING
                    : new Measured(
                            result.order().mean(),
                            result.order().low(),
                            result.order().high(),
                            result.kl());
        }

        public static Measured of(FieldBehaviour.@Nullable Result result) {
            return result == null
                    ? NOTHING
                    : new Measured(
                            result.overBase().mean(),
                            result.overBase().low(),
                            result.overBase().high(),
                            result.kl());
        }

        private static final Measured NOTHING = new Measured(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    /**
     * @param order of the field, nats
     * @param handSet one gain for all heads of the last third of the layers
     * @param prompt the path's words before the text
     * @param generated order of what the model writes under the field, over the base model's
     * @param permutedP that the path's order is followed no better than others of its steps
     * @param ratio of the field's order over the hand-set rail's
     */
    public record Unseen(
            Measured order,
            Measured handSet,
            Measured directions,
            Measured prompt,
            Measured reversed,
            Measured permuted,
            Measured random,
            Measured randomOnItsOwn,
            Measured generated,
            Measured generatedPrompt,
            Measured generatedInstruction,
            Measured generatedHandSet,
            Measured generatedDirections,
            Measured generatedPermuted,
            Measured generatedRandom,
            double permutedP,
            double ratio) {
        public static Unseen of(FieldStudy.Report study, @Nullable Writing writing) {
            return new Unseen(
                    of(study, FieldStudy.Arm.FIELD),
                    of(study, FieldStudy.Arm.HAND_SET),
                    of(study, FieldStudy.Arm.DIRECTIONS),
                    of(study, FieldStudy.Arm.PROMPT),
                    of(study, FieldStudy.Arm.REVERSED),
                    of(study, FieldStudy.Arm.PERMUTED),
                    of(study, FieldStudy.Arm.RANDOM),
                    of(study, FieldStudy.Arm.RANDOM_OWN),
                    of(writing, FieldBehaviour.Arm.FIELD),
                    of(writing, FieldBehaviour.Arm.PROMPT),
                    of(writing, FieldBehaviour.Arm.INSTRUCTION),
                    of(writing, FieldBehaviour.Arm.HAND_SET),
                    of(writing, FieldBehaviour.Arm.DIRECTIONS),
                    of(writing, FieldBehaviour.Arm.PERMUTED),
                    of(writing, FieldBehaviour.Arm.RANDOM),
                    study.permutedP(),
                    study.ratio());
        }

        private static Measured of(FieldStudy.Report study, FieldStudy.Arm arm) {
            return Measured.of(study.arms().get(arm.name()));
        }

        private static Measured of(@Nullable Writing writing, FieldBehaviour.Arm arm) {
            return Measured.of(writing == null ? null : writing.arms().get(arm.name()));
        }
    }
}
