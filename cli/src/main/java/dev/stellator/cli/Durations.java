package dev.stellator.cli;

import java.util.Locale;

/** Durations as people read them. */
final class Durations {
    private static final int MINUTE = 60;

    private Durations() {}

    static String words(double seconds) {
        if (seconds < MINUTE) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.1f s" : "%.0f s", seconds);
        }
        long whole = Math.round(seconds);
        return whole / MINUTE + " min " + whole % MINUTE + " s";
    }
}
