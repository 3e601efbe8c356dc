package dev.stellator.importer;

/** Adds up stretches of time; confined to one thread while it runs. */
final class Stopwatch {
    private long nanos;
    private long since;

    void start() {
        since = System.nanoTime();
    }

    void stop() {
        nanos += System.nanoTime() - since;
    }

    double seconds() {
        return nanos / 1e9;
    }
}
