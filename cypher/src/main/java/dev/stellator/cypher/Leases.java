package dev.stellator.cypher;

import dev.stellator.engine.StellatorException;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.TransactionContext;

/**
 * What this client is at work on, told to other clients of the same graph. A lease is a node that is renewed while its
 * owner lives; that of a client that was killed runs out, and another one takes it. In an embedded database, which one
 * process has at a time, all that others left has run out. Safe for use by several threads.
 */
final class Leases implements AutoCloseable {
    static final int SECONDS = 30;
    private static final long MILLIS = SECONDS * 1000L;
    private static final long MILLIS_TO_RENEW = 8_000;
    private static final long MILLIS_TO_ASK_AGAIN = 500;

    private final Graph graph;
    private final boolean alone;
    private final Consumer<String> notes;
    private final String owner = UUID.randomUUID().toString();
    private @Nullable Timer renewal;

    /**
     * @param alone whether no other client can be there
     * @param notes receives a line where another client is waited for
     */
    Leases(Graph graph, boolean alone, Consumer<String> notes) {
        this.graph = graph;
        this.alone = alone;
        this.notes = notes;
    }

    /** What one client has for itself until it is closed, or the client is gone for longer than {@value #SECONDS} s. */
    final class Lease implements AutoCloseable {
        private final String name;

        private Lease(String name) {
            this.name = name;
        }

        /**
         * Asked at the beginning of a transaction that rests on the lease; nobody can take it before that ends.
         *
         * @throws StellatorException when another client has taken it
         */
        void check(TransactionContext transaction) {
            boolean held = transaction
                    .run(Graph.query("lease-check", Map.of("name", name, "owner", owner)))
                    .single()
                    .get("held")
                    .asBoolean();
            if (!held) {
                throw new StellatorException("this process stood still for more than " + SECONDS
                        + " s, and another client of the graph took over the " + name
                        + "; start the same command again");
            }
        }

        @Override
        public void close() {
            try {
                graph.once("lease-drop", Map.of("name", name, "owner", owner));
            } catch (StellatorException e) {
                // The server is gone, which whoever works under the lease is told; the lease runs out by itself.
            }
        }
    }

    /** Takes a lease, and waits for whoever has it. */
    Lease hold(String name) {
        return hold(name, name);
    }

    /** @param words what to call it where it is waited for */
    Lease hold(String name, String words) {
        boolean told = false;
        for (Lease lease = take(name); ; lease = take(name)) {
            if (lease != null) {
                return lease;
            }
            if (!told) {
                notes.accept("another client of this graph is at work on the " + words + ": waiting for it");
                told = true;
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(MILLIS_TO_ASK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StellatorException("interrupted while waiting for another client of the graph", e);
        }
    }

    /** Takes a lease; null where another client has it. */
    @Nullable
    Lease take(String name) {
        boolean free = graph.write("lease-take", Map.of("name", name, "owner", owner, "millis", MILLIS, "alone", alone))
                .get(0)
                .get("free")
                .asBoolean();
        if (!free) {
            return null;
        }
        renewFromNowOn();
        return new Lease(name);
    }

    private synchronized void renewFromNowOn() {
        if (renewal == null && !alone) {
            renewal = new Timer("leases", true);
            renewal.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            renew();
                        }
                    },
                    MILLIS_TO_RENEW,
                    MILLIS_TO_RENEW);
        }
    }

    private void renew() {
        try {
            graph.write("leases-renew", Map.of("owner", owner, "millis", MILLIS));
        } catch (RuntimeException e) {
            // Tried again soon; whoever works under a lease that was lost meanwhile is told by its check.
        }
    }

    @Override
    public synchronized void close() {
        if (renewal != null) {
            renewal.cancel();
        }
    }
}
