package dev.stellator.serve;

/** Who asks: a browser that showed the token, or the bearer of the token itself. Thread-safe. */
final class Session {
    private final boolean bearer;
    private volatile boolean unlocked;

    private Session(boolean bearer) {
        this.bearer = bearer;
    }

    static Session ofPage() {
        return new Session(false);
    }

    static Session ofBearer() {
        return new Session(true);
    }

    /** Whether it acts by the token in {@code serve.json}, which its owner alone can read. */
    boolean isBearer() {
        return bearer;
    }

    /** Whether its queries may change the graph. */
    boolean isUnlocked() {
        return unlocked;
    }

    void unlock(boolean open) {
        unlocked = open;
    }
}
