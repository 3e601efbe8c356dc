package dev.stellator.study.reaction;

/**
 * The search for the strength at which an arm's mean KL is a wanted one: by secants in log KL, which is nearly linear in the
 * strength. What was nearest counts. Used by one thread.
 */
final class KlSecant {
    /** How many strengths are worth trying. */
    static final int MOST_ROUNDS = 3;

    private static final double NEAR_ENOUGH = 0.25;
    private static final double FIRST_SLOPE = 0.7;
    private static final double LEAST_SLOPE = 0.15;
    private static final double LARGEST_SLOPE = 3;
    private static final double LARGEST_STEP = 3;
    private static final double TINY = 1e-9;

    private final double nats;
    private final double least;
    private final double most;
    private double strength;
    private double lastStrength = Double.NaN;
    private double lastExcess;
    private double bestExcess = Double.POSITIVE_INFINITY;
    private boolean done;

    /**
     * @param nats mean KL a subword that is wanted; {@value #NEAR_ENOUGH} of its logarithm is near enough
     * @param least smallest strength that has a meaning
     * @param most largest strength that is tried
     * @param guess strength to begin with
     */
    KlSecant(double nats, double least, double most, double guess) {
        this.nats = nats;
        this.least = least;
        this.most = most;
        this.strength = clamped(guess);
    }

    private double clamped(double value) {
        return Math.max(least, Math.min(most, value));
    }

    /** The strength to try next. */
    double strength() {
        return strength;
    }

    /** Whether a further try is not worth its pass. */
    boolean done() {
        return done;
    }

    /**
     * @param kl mean KL that the strength reached
     * @return whether it is the nearest so far
     */
    boolean tell(double kl) {
        double excess = Math.log(Math.max(kl, TINY) / nats);
        boolean nearest = Math.abs(excess) < bestExcess;
        bestExcess = Math.min(bestExcess, Math.abs(excess));
        double next = clamped(strength - Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, excess / slope(excess))));
        done = Math.abs(excess) < NEAR_ENOUGH || next == strength;
        lastStrength = strength;
        lastExcess = excess;
        strength = next;
        return nearest;
    }

    private double slope(double excess) {
        double slope = (excess - lastExcess) / (strength - lastStrength);
        return Double.isNaN(slope) || Double.isInfinite(slope)
                ? FIRST_SLOPE
                : Math.max(LEAST_SLOPE, Math.min(LARGEST_SLOPE, slope));
    }
}
