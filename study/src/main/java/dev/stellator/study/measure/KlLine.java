package dev.stellator.study.measure;

/**
 * Arms of different strengths are compared at one mean KL: what an arm does there is read from the line between two strengths
 * that were measured, followed a little beyond its ends.
 */
public final class KlLine {
    private static final double TOLERANCE = 0.1;
    private static final double BEYOND = 0.25;

    private KlLine() {}

    /** Whether a KL is the one that is wanted, to a tenth of it. */
    public static boolean near(double kl, double wanted) {
        return Math.abs(kl - wanted) <= TOLERANCE * wanted;
    }

    /** How much of the way from one KL to the other the wanted one lies, from 0 to 1.25; 1 where both are the same. */
    public static double share(double wanted, double from, double to) {
        double share = (wanted - from) / (to - from);
        return Double.isFinite(share) ? Math.max(0, Math.min(1 + BEYOND, share)) : 1;
    }
}
