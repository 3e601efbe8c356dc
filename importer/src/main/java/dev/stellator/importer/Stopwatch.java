package dev.stellator.importer;

/** Adds up stretches of time; confined to one thread while it runs. */
final class Stopwatch {
    private long nanos;
    private long since;
    private boolean running;

    void start() {
        since = System.nanoTime();
        running = true;
    }

    void stop() {
        nanos += System.nanoTime() - since;
        running = false;
    }

    /** What was added up, the running stretch included. */
    double seconds() {
        return (nanos + (running ? System.nanoTime() - since : 0)) / 1e9;
    }
}
