package dev.stellator.api;

import dev.stellator.engine.embedding.Embedder;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One encoder for many: short lists of texts are encoded one after the other by the shared one, a long list by a copy that
 * is opened for it. Thread-safe; what is borrowed is used by one thread.
 */
final class SharedEncoder implements AutoCloseable {
    /** Texts of one question; more are work, and would let a probe wait. */
    private static final int SHORT = 32;

    private final Supplier<Embedder> source;
    private final ReentrantLock turn = new ReentrantLock(true);
    private volatile @Nullable Embedder shared;
    private boolean closed;

    SharedEncoder(Supplier<Embedder> source) {
        this.source = source;
    }

    boolean isOpen() {
        return shared != null;
    }

    private Embedder opened() {
        Embedder open = shared;
        if (open == null) {
            turn.lock();
            try {
                open = shared;
                if (closed) {
                    throw Resident.ending();
                }
                if (open == null) {
                    open = source.get();
                    shared = open;
                }
            } finally {
                turn.unlock();
            }
        }
        return open;
    }

    /** A view of it; closing the view closes its copy alone. */
    Embedder borrow() {
        return new Borrowed();
    }

    /** Waits for an opening in progress: a native library that is being loaded while its process ends aborts it. */
    @Override
    public void close() {
        turn.lock();
        try {
            closed = true;
            Embedder open = shared;
            shared = null;
            if (open != null) {
                open.close();
            }
        } finally {
            turn.unlock();
        }
    }

    private final class Borrowed implements Embedder {
        private @Nullable Embedder copy;

        @Override
        public String id() {
            return opened().id();
        }

        @Override
        public int dimensions() {
            return opened().dimensions();
        }

        @Override
        public List<float[]> embed(List<String> texts) {
            Embedder own = copy;
            if (own != null || texts.size() > SHORT) {
                if (own == null) {
                    own = source.get();
                    copy = own;
                }
                return own.embed(texts);
            }
            turn.lock();
            try {
                return opened().embed(texts);
            } finally {
                turn.unlock();
            }
        }

        @Override
        public void close() {
            Embedder own = copy;
            copy = null;
            if (own != null) {
                own.close();
            }
        }
    }
}
