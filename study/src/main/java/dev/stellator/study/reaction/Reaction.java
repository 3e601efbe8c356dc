package dev.stellator.study.reaction;

import dev.stellator.study.measure.Behaviour;
import dev.stellator.study.measure.Estimate;
import dev.stellator.study.measure.LabelPermutation;
import java.util.List;

/**
 * What a study measured. All log-probabilities and their differences are in nats; differences are modulated minus base
 * on the same text.
 *
 * @param budget 95th percentile of KL that every arm was calibrated to
 * @param basePerplexity of the held-out texts under the base model
 * @param baseLayers attention of the base model; its drift is 0
 * @param verdicts one sentence a question that these texts and draws can answer, also where there is no effect; what the
 *     model writes comes first
 * @param open one sentence a question that they cannot answer, with what it would take
 * @param behaviour what was written, the base model's first; empty where none was asked for or possible
 * @param notes what limits the reading of these numbers
 */
public record Reaction(
        String model,
        double budget,
        int calibration,
        int heldOut,
        int clusters,
        int gated,
        double basePerplexity,
        List<Layer> baseLayers,
        List<Arm> arms,
        List<Comparison> comparisons,
        String prompt,
        List<Continuation> continuations,
        List<Writing> behaviour,
        List<String> vocabulary,
        List<String> matched,
        List<String> verdicts,
        List<String> open,
        List<String> notes) {
    public Reaction {
        baseLayers = List.copyOf(baseLayers);
        arms = List.copyOf(arms);
        comparisons = List.copyOf(comparisons);
        continuations = List.copyOf(continuations);
        behaviour = List.copyOf(behaviour);
        vocabulary = List.copyOf(vocabulary);
        matched = List.copyOf(matched);
        verdicts = List.copyOf(verdicts);
        open = List.copyOf(open);
        notes = List.copyOf(notes);
    }

    /** What was found, in one sentence: the first of {@link #verdicts}. */
    public String verdict() {
        return verdicts.isEmpty() ? "nothing could be told: " + String.join(" ", open) : verdicts.get(0);
    }

    /**
     * One arm of the study.
     *
     * @param family name that it shares with the other draws from one distribution
     * @param gain calibrated strength: gain of the attention drift or of a prompt, or the multiple of a difference of
     *     means; NaN when the arm has none
     * @param reached95 percentile reached on the calibration texts
     * @param klMean mean KL a subword that this strength reached on the held-out texts
     * @param klCompared mean KL at which the arm's effects stand: the path's, by interpolation between two strengths,
     *     where the arm's own differs by more than 10 % and can be set
     * @param equalKl whether that is the path's, to 10 %
     * @param vocabulary change of the log-odds of the basin's vocabulary over the matched words
     * @param order how much more the neighbours of step k rise in the k-th part of a text than elsewhere
     * @param ownOrder the same on the neighbours of the arm's own steps; not measured where it has none
     * @param anchor change of the log-probability of the anchor's first subword; not measured when the program biases it
     * @param anchorRank mean rank (0 is likeliest) of that subword after the last subword of a text, and in the base
     * @param perplexity of the held-out texts
     * @param layers empty for all draws of a family but the first, whose anchor ranks are NaN too
     */
    public record Arm(
            String name,
            String family,
            List<String> tokens,
            double gain,
            double reached95,
            boolean budgetReached,
            double klMean,
            double klCompared,
            boolean equalKl,
            Estimate vocabulary,
            Estimate order,
            Estimate ownOrder,
            Estimate anchor,
            double anchorRank,
            double anchorRankBase,
            double perplexity,
            List<Layer> layers) {
        public Arm {
            tokens = List.copyOf(tokens);
            layers = List.copyOf(layers);
        }
    }

    /**
     * @param entropy of the attention, mean over heads and queries
     * @param railMass share of the attention on the rail, mean over heads and queries
     * @param railMassByHead the same by head
     * @param drift 1 - cosine between modulated and base residual stream leaving the layer
     * @param projection of the displacement on the anchor's direction, as a share of the base state's length
     */
    public record Layer(
            int layer, double entropy, double railMass, List<Double> railMassByHead, double drift, double projection) {
        public Layer {
            railMassByHead = List.copyOf(railMassByHead);
        }
    }

    /**
     * An arm against a control, at the same mean KL where both can be brought there.
     *
     * @param arm the path, or random paths where it is asked whether rails are followed at all
     * @param control name of an arm, of a family of drawn ones, whose mean is taken, or of the base model
     * @param drawn number of programs drawn; 0 for a fixed contrast
     * @param difference arm minus control, paired by text
     * @param p two-sided; of a drawn family by {@link LabelPermutation} over programs, of a fixed contrast by texts
     * @param least the smallest p that these draws, or clusters, can reach
     * @param primary whether it is one of the two tests that decide
     * @param q the p adjusted for the primary tests, or for all others
     * @param needs what it takes for this test to be able to show an effect; empty where it is able
     */
    public record Comparison(
            String measure,
            String arm,
            String control,
            int drawn,
            Estimate difference,
            double p,
            double least,
            boolean primary,
            double q,
            String verdict,
            String needs) {
        /** By the estimate's own test, before all tests of its family are known. */
        Comparison(String measure, String arm, String control, Estimate difference, boolean primary) {
            this(
                    measure,
                    arm,
                    control,
                    0,
                    difference,
                    difference.p(),
                    difference.leastP(),
                    primary,
                    Double.NaN,
                    "",
                    "");
        }

        Comparison withVerdict(double adjusted, String reading, String missing) {
            return new Comparison(
                    measure, arm, control, drawn, difference, p, least, primary, adjusted, reading, missing);
        }
    }

    /**
     * What the model writes by itself in an arm, scored on the path's steps: {@link Behaviour}.
     *
     * @param overBase its order over that of the base model on the same beginnings
     * @param pathOver the path's order over this arm's
     * @param neighbours how many more of a step's neighbours its own part names than the others do
     * @param surprise of the texts under the base model, nats a subword
     * @param kl mean KL(base || arm) over the texts, nats a subword
     * @param repetition share of pairs of subwords that came before
     * @param named subwords of the steps themselves in a text
     * @param examples what was written from the first beginnings
     */
    public record Writing(
            String arm,
            Estimate overBase,
            Estimate pathOver,
            double neighbours,
            double surprise,
            double kl,
            double repetition,
            double named,
            List<Sample> examples) {
        public Writing {
            examples = List.copyOf(examples);
        }
    }

    /** What was written from the beginning of a held-out text. */
    public record Sample(String beginning, String text, List<Behaviour.Subword> subwords) {
        public Sample {
            subwords = List.copyOf(subwords);
        }
    }

    /** @param perplexity of the continuation under the base model */
    public record Continuation(String arm, String text, double perplexity) {}
}
