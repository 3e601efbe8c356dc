package dev.stellator.importer;

import dev.stellator.engine.InputRefusedException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/** What reading one document may take, on a clock that stands while others are waited for. Not thread-safe. */
final class TimeBudget {
    /** A longer pause of the clock's is one of the machine or the process, and none of the document's. */
    private static final double LONGEST_PAUSE = 5;

    private final Duration most;
    private final DoubleSupplier clock;
    private double last;
    private double spent;

    /** @param clock in seconds */
    TimeBudget(Duration most, DoubleSupplier clock) {
        this.most = most;
        this.clock = clock;
        this.last = clock.getAsDouble();
    }

    /**
     * To be called often.
     *
     * @throws InputRefusedException when it is spent
     */
    void check() {
        double now = clock.getAsDouble();
        spent += Math.min(LONGEST_PAUSE, now - last);
        last = now;
        if (spent > most.toNanos() / (double) TimeUnit.SECONDS.toNanos(1)) {
            throw new InputRefusedException("reading it takes more than " + most.toSeconds()
                    + " s; --file-timeout SECONDS gives it more, or split it");
        }
    }
}
