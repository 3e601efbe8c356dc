package dev.stellator.study.thinking;

import dev.stellator.engine.graph.Zone;
import java.util.List;

/**
 * The thoughts of one arm, in the order in which they were born.
 *
 * @param arm path, base model or prompt
 * @param coalesced whether a thought fell into the path's attractor, by {@link Coalescence}
 * @param kl mean KL(base || arm) that the arm's strengths reached on calibration texts, nats a subword; 0 for the base model,
 *     NaN where the program fixes its strength
 */
public record Chain(String arm, List<Link> links, boolean coalesced, double kl) {
    public Chain {
        links = List.copyOf(links);
    }

    /**
     * A thought of the chain.
     *
     * @param step number of the path's step it was generated at, from 1
     * @param token that step's token
     * @param basin label of the basin it falls into
     * @param energy of the field where it stands, nats
     * @param distance 1 - cosine from the attractor of the path's basin
     */
    public record Link(
            int step,
            String token,
            String text,
            String basin,
            Zone zone,
            double energy,
            double distance,
            boolean coalesced) {}
}
