package dev.stellator.study.reaction;

/**
 * A strength nearer to a mean KL than one that was tried: of a gain, log KL is nearly linear in it; of the multiple of a
 * vector, KL is nearly its square.
 */
final class SecondStrength {
    private static final double SLOPE = 0.7;
    private static final double LEAST_SLOPE = 0.15;
    private static final double LARGEST_SLOPE = 3;
    private static final double LONGEST_STEP = 3;
    private static final double TINY = 1e-9;

    private SecondStrength() {}

    /** @param kl that the strength reached, nats a subword */
    record Tried(double strength, double kl) {}

    static double of(StudyArm arm, Tried tried, double target) {
        double strength = tried.strength();
        double log = log(tried.kl(), target);
        return clamped(arm, strength, arm.multiplies() ? strength * Math.exp(log / 2) : strength + log / SLOPE);
    }

    /** The same from two strengths that were tried. */
    static double of(StudyArm arm, Tried last, Tried before, double target) {
        double slope = log(before.kl(), last.kl()) / (last.strength() - before.strength());
        if (!(slope > 0) || Double.isInfinite(slope)) {
            return of(arm, last, target);
        }
        double bounded = arm.multiplies() ? slope : Math.max(LEAST_SLOPE, Math.min(LARGEST_SLOPE, slope));
        return clamped(arm, last.strength(), last.strength() + log(last.kl(), target) / bounded);
    }

    private static double log(double kl, double target) {
        return Math.log(Math.max(target, TINY) / Math.max(kl, TINY));
    }

    private static double clamped(StudyArm arm, double from, double to) {
        double near = Math.max(from - LONGEST_STEP, Math.min(from + LONGEST_STEP, to));
        return Math.max(arm.treatment().least(), Math.min(Budget.LARGEST_GAIN, near));
    }
}
