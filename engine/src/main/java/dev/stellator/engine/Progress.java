package dev.stellator.engine;

/**
 * Listener of long work. Calls come from one thread at a time.
 *
 * <p>{@code begin}, any number of {@code advance}, then {@code end}; a stage may begin only after the last one ended.
 */
public interface Progress {
    Progress SILENT = new Progress() {
        @Override
        public void begin(String stage, long total) {}

        @Override
        public void advance(long steps) {}

        @Override
        public void end() {}
    };

    /** A stage starts; {@code total} is the number of steps it will take, or -1 when that cannot be known. */
    void begin(String stage, long total);

    /** A stage starts whose steps are bytes. */
    default void beginBytes(String stage, long bytes) {
        begin(stage, bytes);
    }

    void advance(long steps);

    /** What the work has come to so far, such as a loss; shown beside the time that is left. */
    default void tell(String figures) {}

    /**
     * Where long work may be stopped.
     *
     * @throws StellatorException when the calling thread was interrupted; its flag stays set
     */
    static void checkpoint() {
        if (Thread.currentThread().isInterrupted()) {
            throw new StellatorException("interrupted; the same command goes on from here");
        }
    }

    void end();
}
