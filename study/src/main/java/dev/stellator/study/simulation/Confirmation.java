package dev.stellator.study.simulation;

import java.util.List;

/**
 * An accepted path, or decoy, on documents that no iteration has seen, against random paths and orders drawn anew.
 *
 * @param iteration that accepted it
 * @param path id of the graph's path; of a decoy, of the one that it stands in for
 * @param program with its strength
 * @param vocabulary change of the log-odds of the basin's vocabulary over matched words, nats; the random paths' beside it
 * @param p one-sided, by the rank of its vocabulary among the random paths
 * @param order score of the order of the steps, nats; the other orders' of the same steps beside it, where the
 *     window sweeps
 * @param orderP one-sided, by its rank among them; NaN when there are none
 * @param thought the first of the texts
 * @param held whether p is at most 0.05
 */
public record Confirmation(
        int iteration,
        boolean decoy,
        String path,
        String basin,
        String program,
        List<String> tokens,
        double klMean,
        int texts,
        double vocabulary,
        List<Double> random,
        double p,
        double order,
        List<Double> permuted,
        double orderP,
        String thought,
        boolean held) {
    public Confirmation {
        tokens = List.copyOf(tokens);
        random = List.copyOf(random);
        permuted = List.copyOf(permuted);
    }
}
