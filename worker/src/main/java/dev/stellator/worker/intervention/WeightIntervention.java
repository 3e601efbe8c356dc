package dev.stellator.worker.intervention;

/** What changes the product with a matrix of the model. */
public sealed interface WeightIntervention extends Intervention {

    /** The matrix that an adapter changes. */
    enum Site {
        /** Queries, keys and values: D to (heads + 2 key-value heads) x head width. */
        ATTENTION_IN,
        ATTENTION_OUT,
        /** Gate and up (gate first): D to twice the inner width; GPT-2: the one inner matrix. */
        FEED_FORWARD_IN,
        FEED_FORWARD_OUT
    }

    /**
     * {@code y + (x A^T) B^T} for one matrix of one layer (LoRA; Hu et al., arXiv 2106.09685), at all positions, the sink's
     * included. Rails are computed without it.
     *
     * @param a (rank, in)
     * @param b (out, rank)
     */
    record Adapter(int layer, Site site, float[][] a, float[][] b) implements WeightIntervention {
        public Adapter {
            a = Planes.copy(a);
            b = Planes.copy(b);
            if (a.length == 0 || b.length == 0 || b[0].length != a.length) {
                throw new IllegalArgumentException(
                        "A must be (rank, in) and B (out, rank) with a rank of at least 1, found " + a.length
                                + " rows in A and " + (b.length == 0 ? 0 : b[0].length) + " columns in B");
            }
        }

        @Override
        public int firstLayer() {
            return layer;
        }
    }
}
