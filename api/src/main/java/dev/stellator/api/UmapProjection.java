package dev.stellator.api;

import tagbio.umap.Umap;
import tagbio.umap.metric.EuclideanMetric;

/**
 * Unit vectors in two dimensions by UMAP (McInnes et al., arXiv 1802.03426). Vectors of length 1 are compared by Euclidean
 * distance, which orders them as cosine does. Deterministic by seed; without state, so safe for use by several threads.
 */
public final class UmapProjection {
    /** Neighbours of each vector that a map keeps together. */
    public static final int NEIGHBOURS = 15;

    /** More vectors than this are not projected: an even sample of them is. */
    public static final int MOST = 12_000;

    private static final int FEWEST = NEIGHBOURS + 2;
    private static final int EPOCHS = 200;

    private UmapProjection() {}

    /** Whether there are enough vectors for neighbourhoods. */
    public static boolean knowsNeighbours(int vectors) {
        return vectors >= FEWEST;
    }

    /** Numbers of the vectors to project: all of them, or an even sample of {@value #MOST}, in their order. */
    public static int[] sample(int vectors) {
        int[] sample = new int[Math.min(vectors, MOST)];
        for (int i = 0; i < sample.length; i++) {
            sample[i] = (int) ((long) i * vectors / sample.length);
        }
        return sample;
    }

    /**
     * A place for each vector.
     *
     * @param vectors of length 1, enough of them by {@link #knowsNeighbours}
     * @return (vectors, 2)
     */
    public static float[][] of(float[][] vectors, long seed) {
        Umap umap = new Umap();
        umap.setNumberComponents(2);
        umap.setNumberNearestNeighbours(NEIGHBOURS);
        umap.setMetric(EuclideanMetric.SINGLETON);
        umap.setNumberEpochs(EPOCHS);
        umap.setSeed(seed);
        umap.setThreads(1);
        return umap.fitTransform(vectors);
    }
}
