package dev.stellator.api.json;

import dev.stellator.study.measure.Estimate;
import java.util.Locale;

/** Numbers as people read them. */
public final class Numbers {
    private Numbers() {}

    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    public static String three(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "-";
    }

    public static String four(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "-";
    }

    public static String one(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.1f", value) : "-";
    }

    public static String interval(Estimate estimate) {
        return estimate.inputs() == 0
                ? "-"
                : three(estimate.mean()) + " [" + three(estimate.low()) + ", " + three(estimate.high()) + "]";
    }
}
