package dev.stellator.study.reaction;

import dev.stellator.study.measure.OrderTexts.Reading;
import java.util.Arrays;
import java.util.function.DoubleFunction;

/**
 * What an arm reaches at the mean KL that another one had. Scores are interpolated, text by text and linearly in the mean
 * KL, between two strengths that were measured; a little beyond them the same line goes on.
 *
 * @param order by text
 * @param kl the KL that it stands for: the one asked for, or where that was not reached the nearest
 * @param reached whether it is the KL that was asked for
 * @param strength nats at which the arm is there, by the same interpolation
 */
public record OrderAtKl(double[] order, double kl, boolean reached, double strength) {
    private static final int MOST_READINGS = 6;
    private static final double NEAR_ENOUGH = 0.02;
    private static final double LARGEST_STRENGTH = 12;
    private static final double FIRST_STRIDE = 0.5;

    /**
     * Reads the arm at strengths on both sides of a KL, by secants in its logarithm, and interpolates.
     *
     * @param start what was read at the first strength
     * @param least smallest strength; the first one where there is none to set
     */
    public static OrderAtKl of(
            DoubleFunction<Reading> at, Reading start, double strength, double least, double wanted) {
        Point near = new Point(strength, start);
        Point other = near;
        boolean settable = least < strength;
        for (int i = 1; settable && i < MOST_READINGS && !near.within(wanted); i++) {
            double next = next(near, other, wanted, least);
            if (next == near.strength()) {
                break;
            }
            Point fresh = new Point(next, at.apply(next));
            other = near;
            near = fresh;
            if (between(near, other, wanted)) {
                break;
            }
        }
        return interpolated(near, other, wanted);
    }

    private static double next(Point near, Point other, double wanted, double least) {
        double excess = Math.log(near.kl() / wanted);
        double slope = near.strength() == other.strength()
                ? 1 / FIRST_STRIDE
                : Math.log(near.kl() / other.kl()) / (near.strength() - other.strength());
        double stride =
                Double.isFinite(slope) && Math.abs(slope) > 0.05 ? excess / slope : Math.signum(excess) * FIRST_STRIDE;
        double bounded = Math.max(-2, Math.min(2, stride * 1.1));
        return Math.max(least, Math.min(LARGEST_STRENGTH, near.strength() - bounded));
    }

    private static boolean between(Point a, Point b, double wanted) {
        return (a.kl() - wanted) * (b.kl() - wanted) <= 0;
    }

    private static OrderAtKl interpolated(Point near, Point other, double wanted) {
        boolean both = near.kl() != other.kl();
        if (!both || (!between(near, other, wanted) && !near.within(wanted))) {
            return new OrderAtKl(near.reading().order(), near.kl(), near.within(wanted), near.strength());
        }
        double share = (wanted - near.kl()) / (other.kl() - near.kl());
        double[] a = near.reading().order();
        double[] b = other.reading().order();
        double[] order = new double[a.length];
        Arrays.setAll(order, i -> a[i] + share * (b[i] - a[i]));
        return new OrderAtKl(order, wanted, true, near.strength() + share * (other.strength() - near.strength()));
    }

    /** Without the texts where it cannot be told. */
    public static double mean(double[] values) {
        return Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .average()
                .orElse(Double.NaN);
    }

    private record Point(double strength, Reading reading) {
        double kl() {
            return mean(reading.kl());
        }

        boolean within(double wanted) {
            return Math.abs(kl() - wanted) <= NEAR_ENOUGH * wanted;
        }
    }
}
