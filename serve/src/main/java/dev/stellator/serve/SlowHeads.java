package dev.stellator.serve;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Cuts connections that have not finished the head of a first request within a time, however slowly they send it: the
 * server's idle time begins anew with each byte. Thread-safe.
 */
final class SlowHeads implements Connection.Listener {
    private final Duration most;
    private final Server server;

    SlowHeads(Duration most, Server server) {
        this.most = most;
        this.server = server;
    }

    @Override
    public void onOpened(Connection connection) {
        Scheduler scheduler = server.getScheduler();
        if (scheduler != null) {
            scheduler.schedule(() -> cut(connection), most.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void cut(Connection connection) {
        if (connection.getMessagesIn() == 0 && connection.getEndPoint().isOpen()) {
            connection.getEndPoint().close();
        }
    }
}
