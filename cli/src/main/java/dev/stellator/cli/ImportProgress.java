package dev.stellator.cli;

import dev.stellator.engine.Progress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressState;
import org.jspecify.annotations.Nullable;

/**
 * An import as one job: its stages are shares of one bar, and the time left is that of the whole. On a terminal it is
 * drawn over, elsewhere a line comes now and then. {@link #close()} takes the bar away.
 */
final class ImportProgress implements Progress, AutoCloseable {
    /** Shares of the stages in the time of an import, as measured on books. */
    private static final Map<String, Double> SHARES = shares();

    private static final long NANOS_BETWEEN_LINES = TimeUnit.SECONDS.toNanos(15);
    private static final double SOONEST = 2;
    private static final double LEAST = 0.02;
    private static final int REFRESH_MILLIS = 250;
    private static final int WIDTH = 100;
    private static final int CELLS = 24;
    private static final double MEGABYTE = 1e6;
    private static final double KILOBYTE = 1e3;

    private final Console console;
    private final boolean verbose;
    private final long started = System.nanoTime();
    private @Nullable ProgressBar bar;
    private String stage = "";
    private double base;
    private double share;
    private double furthest;
    private long total;
    private long done;
    private long stageBegun;
    private long lastLine = System.nanoTime();
    private boolean bytes;

    /** @param verbose whether each stage says how long it took */
    ImportProgress(Console console, boolean verbose) {
        this.console = console;
        this.verbose = verbose;
    }

    private static Map<String, Double> shares() {
        Map<String, Double> shares = new LinkedHashMap<>();
        shares.put("import", 0.85);
        shares.put("tokens", 0.02);
        shares.put("weights", 0.01);
        shares.put("transitions", 0.02);
        shares.put("store transitions", 0.05);
        shares.put("embed tokens", 0.05);
        return shares;
    }

    @Override
    public void begin(String name, long steps) {
        console.surroundings().listener().begin(name, steps);
        begin(name, steps, false);
    }

    @Override
    public void beginBytes(String name, long size) {
        console.surroundings().listener().beginBytes(name, size);
        begin(name, size, true);
    }

    private synchronized void begin(String name, long steps, boolean inBytes) {
        stage = name;
        total = steps;
        done = 0;
        bytes = inBytes;
        stageBegun = System.nanoTime();
        base = 0;
        share = SHARES.getOrDefault(name, 0.0);
        for (Map.Entry<String, Double> entry : SHARES.entrySet()) {
            if (entry.getKey().equals(name)) {
                break;
            }
            base += entry.getValue();
        }
        if (bar == null && console.interactive()) {
            bar = new ProgressBarBuilder()
                    .setUpdateIntervalMillis(REFRESH_MILLIS)
                    .setRenderer(this::render)
                    .setConsumer(new ConsoleProgressBarConsumer(
                            console.surroundings().err(), WIDTH))
                    .continuousUpdate()
                    .clearDisplayOnFinish()
                    .build();
        }
    }

    @Override
    public synchronized void advance(long steps) {
        console.surroundings().listener().advance(steps);
        done += steps;
        long now = System.nanoTime();
        if (bar == null && now - lastLine >= NANOS_BETWEEN_LINES) {
            lastLine = now;
            console.note("import: " + words(now));
        }
    }

    @Override
    public synchronized void end() {
        console.surroundings().listener().end();
        if (verbose && bar == null && !stage.isEmpty()) {
            console.note(stage + ": took " + Durations.words((System.nanoTime() - stageBegun) / 1e9));
        }
        done = Math.max(done, total);
    }

    private synchronized String render(ProgressState state, int width) {
        int full = (int) Math.round(fraction() * CELLS);
        String line = "import " + "█".repeat(full) + "░".repeat(CELLS - full) + " " + words(System.nanoTime());
        return line.length() > width ? line.substring(0, width) : line;
    }

    /** How much of the whole is behind; it never falls. */
    private double fraction() {
        double within = total > 0 ? Math.min(1, done / (double) total) : 0;
        furthest = Math.max(furthest, Math.min(1, base + share * within));
        return furthest;
    }

    private String words(long now) {
        double fraction = fraction();
        double seconds = (now - started) / 1e9;
        StringBuilder words = new StringBuilder(String.format(Locale.ROOT, "%.0f %%", Math.floor(100 * fraction)));
        if (bytes) {
            words.append(", ").append(amounts((now - stageBegun) / 1e9));
        } else if (!stage.isEmpty()) {
            words.append(", ").append(stage);
        }
        double left = seconds * (1 - fraction) / Math.max(LEAST, fraction);
        if (seconds >= SOONEST && fraction >= LEAST && left >= 1) {
            words.append(", about ").append(Durations.words(Math.rint(left))).append(" left");
        }
        return words.toString();
    }

    private String amounts(double seconds) {
        double time = Math.max(1e-3, seconds);
        return total >= MEGABYTE
                ? String.format(
                        Locale.ROOT,
                        "%.2f of %.2f MB, %.2f MB/s",
                        done / MEGABYTE,
                        total / MEGABYTE,
                        done / MEGABYTE / time)
                : String.format(
                        Locale.ROOT,
                        "%.0f of %.0f kB, %.0f kB/s",
                        done / KILOBYTE,
                        total / KILOBYTE,
                        done / KILOBYTE / time);
    }

    @Override
    public void close() {
        @Nullable ProgressBar drawn = bar;
        if (drawn != null) {
            drawn.close();
            bar = null;
        }
    }
}
