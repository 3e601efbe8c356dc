package dev.stellator.cli;

import dev.stellator.study.reaction.Estimate;
import java.util.Locale;

/** Numbers as people read them. */
final class Numbers {
    private Numbers() {}

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String three(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "-";
    }

    static String four(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "-";
    }

    static String one(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.1f", value) : "-";
    }

    static String interval(Estimate estimate) {
        return estimate.inputs() == 0
                ? "-"
                : three(estimate.mean()) + " [" + three(estimate.low()) + ", " + three(estimate.high()) + "]";
    }
}
