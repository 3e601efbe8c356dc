package dev.stellator.cli;

import dev.stellator.engine.Progress;
import java.text.DecimalFormat;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress as a bar on a terminal, and as a plain line now and then elsewhere. Times left are told by both. */
final class ConsoleProgress implements Progress {
    private static final long NANOS_BETWEEN_LINES = TimeUnit.SECONDS.toNanos(15);
    private static final int BAR_REFRESH_MILLIS = 200;
    private static final int BAR_WIDTH = 100;
    private static final long MEGABYTE = 1_000_000;

    private final Console console;
    private final boolean verbose;
    private @Nullable ProgressBar bar;
    private String stage = "";
    private String figures = "";
    private boolean bytes;
    private long total;
    private long done;
    private long begun;
    private long lastLine;

    /** @param verbose whether each stage says how long it took */
    ConsoleProgress(Console console, boolean verbose) {
        this.console = console;
        this.verbose = verbose;
    }

    @Override
    public void begin(String name, long steps) {
        console.surroundings().listener().begin(name, steps);
        begin(name, steps, false);
    }

    @Override
    public void beginBytes(String name, long bytes) {
        console.surroundings().listener().beginBytes(name, bytes);
        begin(name, bytes, true);
    }

    private void begin(String name, long steps, boolean inBytes) {
        finish();
        bytes = inBytes;
        stage = name;
        figures = "";
        total = steps;
        done = 0;
        begun = System.nanoTime();
        lastLine = begun;
        if (console.interactive()) {
            ProgressBarBuilder builder = new ProgressBarBuilder();
            if (bytes) {
                builder.setUnit(" MB", MEGABYTE).showSpeed(new DecimalFormat("#.##"));
            }
            bar = builder.setTaskName(name)
                    .setInitialMax(steps)
                    .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                    .setUpdateIntervalMillis(BAR_REFRESH_MILLIS)
                    .setMaxRenderedLength(BAR_WIDTH)
                    .setConsumer(new ConsoleProgressBarConsumer(
                            console.surroundings().err(), BAR_WIDTH))
                    .clearDisplayOnFinish()
                    .build();
        }
    }

    @Override
    public void advance(long steps) {
        console.surroundings().listener().advance(steps);
        done += steps;
        if (bar != null) {
            bar.stepBy(steps);
            return;
        }
        long now = System.nanoTime();
        if (now - lastLine >= NANOS_BETWEEN_LINES) {
            lastLine = now;
            console.note(line(now));
        }
    }

    @Override
    public void tell(String latest) {
        console.surroundings().listener().tell(latest);
        figures = latest;
        if (bar != null) {
            bar.setExtraMessage(" " + latest);
        }
    }

    private String line(long now) {
        if (total <= 0) {
            return stage + ": " + done;
        }
        if (done == 0) {
            return stage + ": started, nothing done yet";
        }
        long percent = 100 * done / total;
        long secondsLeft = TimeUnit.NANOSECONDS.toSeconds((now - begun) / done * (total - done));
        String left = secondsLeft < 1 ? "" : ", about " + Durations.words((double) secondsLeft) + " left";
        return stage + ": " + percent + " %" + rate(now) + left + (figures.isEmpty() ? "" : "; " + figures);
    }

    private String rate(long now) {
        double seconds = (now - begun) / (double) TimeUnit.SECONDS.toNanos(1);
        return bytes ? String.format(Locale.ROOT, ", %.2f MB/s", done / (double) MEGABYTE / seconds) : "";
    }

    @Override
    public void end() {
        console.surroundings().listener().end();
        finish();
    }

    private void finish() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
        if (verbose && !stage.isEmpty()) {
            console.note(stage + ": took " + Durations.words((System.nanoTime() - begun) / 1e9));
        }
        stage = "";
    }
}
