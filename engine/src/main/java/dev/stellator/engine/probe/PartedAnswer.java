package dev.stellator.engine.probe;

import java.util.List;

/**
 * The answer to a text of several thoughts: how the whole lies in the field, with a p-value of all parts together.
 *
 * <p>The parts are asked of the same corpus and say related things, so that their p-values depend on each other in an
 * unknown way. The whole's is {@code min(1, m min p_i)}, the Bonferroni member of the merging functions of Vovk and Wang
 * (Combining p-values via averaging, Biometrika 107, 2020, where it is r = -infinity): if each p_i is valid, so is it,
 * whatever the dependence, by the union bound. Of that family it gives up least where one part alone is foreign. The score
 * of the whole, which ranks texts and promises nothing, is the mean of its parts' scores; see
 * {@code docs/decisions/0061-what-a-thought-is.md}.
 *
 * @param whole the answer of the whole text's own embedding, with score, p-value and zone of its parts
 * @param parts in the order of the text; one, the whole itself, where the text is one thought
 */
public record PartedAnswer(Probe.Answer whole, List<Probe.Answer> parts) {
    public PartedAnswer {
        parts = List.copyOf(parts);
    }

    /**
     * @param whole answer of the text as one
     * @param parts answers of its thoughts, at least one
     */
    public static PartedAnswer of(Probe.Answer whole, List<Probe.Answer> parts) {
        double p = merged(parts.stream().mapToDouble(Probe.Answer::p).toArray());
        double score = parts.stream().mapToDouble(Probe.Answer::score).average().orElseThrow();
        return new PartedAnswer(whole.with(p, score), parts);
    }

    /** A valid p-value of several, however they depend on each other. */
    public static double merged(double... p) {
        double least = 1;
        for (double value : p) {
            least = Math.min(least, value);
        }
        return Math.min(1, p.length * least);
    }
}
