package dev.stellator.study.thinking;

import dev.stellator.study.measure.Estimate;
import java.util.List;

/**
 * What a {@link ThinkingStudy} measured.
 *
 * @param steps the path's tokens
 * @param median distance 1 - cosine from the attractor within which a thought has fallen in
 * @param starts held-out thoughts from which each arm thought
 * @param clusters documents, or stretches of one, that they come from
 * @param arms the base model's first, the path's second
 * @param examples the chains from the first starts, which nobody picked
 * @param verdicts what was found, a sentence each: the path against the base model first, then against each other arm
 */
public record ThinkingResult(
        List<String> steps,
        String basin,
        double median,
        int starts,
        int clusters,
        List<Arm> arms,
        List<Example> examples,
        List<String> verdicts) {
    public ThinkingResult {
        steps = List.copyOf(steps);
        arms = List.copyOf(arms);
        examples = List.copyOf(examples);
        verdicts = List.copyOf(verdicts);
    }

    /**
     * @param tokens that were shown, one a step
     * @param coalescedBy share of the chains that have coalesced by each step
     * @param overBase share of coalesced chains minus the base model's, paired by start
     * @param pathOver the path's share minus this arm's
     * @param nearer least distance from the attractor that a chain came to, minus the base model's: below 0 is nearer
     * @param klCalibrated mean KL that the strengths reached on calibration texts, nats a subword
     * @param kl mean KL(base || arm) over what was written, nats a subword
     * @param surprise of what was written under the base model, nats a subword
     * @param repetition share of pairs of subwords in a thought that came before in it
     */
    public record Arm(
            String name,
            List<String> tokens,
            List<Double> coalescedBy,
            Estimate overBase,
            Estimate pathOver,
            Estimate nearer,
            double klCalibrated,
            double kl,
            double surprise,
            double repetition) {
        public Arm {
            tokens = List.copyOf(tokens);
            coalescedBy = List.copyOf(coalescedBy);
        }

        /** Share of the chains that have coalesced in the end. */
        public double coalesced() {
            return coalescedBy.get(coalescedBy.size() - 1);
        }
    }

    /** @param chains the base model's and the path's */
    public record Example(String start, List<Chain> chains) {
        public Example {
            chains = List.copyOf(chains);
        }
    }
}
