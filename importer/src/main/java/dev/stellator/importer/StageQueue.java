package dev.stellator.importer;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** A bounded queue between two stages, which either side may end. */
final class StageQueue<T> {
    private final int capacity;
    private final Queue<T> queue = new ArrayDeque<>();
    private boolean ended;
    private boolean cancelled;

    StageQueue(int capacity) {
        this.capacity = capacity;
    }

    /** Waits for room; false when nothing is wanted any more. */
    synchronized boolean put(T item) throws InterruptedException {
        while (queue.size() >= capacity && !cancelled) {
            wait();
        }
        if (!cancelled) {
            queue.add(item);
            notifyAll();
        }
        return !cancelled;
    }

    /** Waits for an item; null when none will come. */
    synchronized @Nullable T take() throws InterruptedException {
        while (queue.isEmpty() && !ended && !cancelled) {
            wait();
        }
        T item = cancelled ? null : queue.poll();
        notifyAll();
        return item;
    }

    /** No more items will come; those in the queue are still taken. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Drops everything; both sides stop. */
    synchronized void cancel() {
        cancelled = true;
        queue.clear();
        notifyAll();
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }
}
