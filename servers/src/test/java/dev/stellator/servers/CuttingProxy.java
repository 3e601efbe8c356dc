package dev.stellator.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Passes bytes on to a port of this machine, until it cuts all connections at once. Safe for use by several threads. */
final class CuttingProxy implements AutoCloseable {
    private static final int BUFFER = 8192;

    private final ServerSocket listener;
    private final int target;
    private final List<Socket> sockets = new ArrayList<>();
    private boolean shut;

    CuttingProxy(int target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                connect(listener.accept());
            } catch (IOException e) {
                // closed, or the server is not there: the client meets it
            }
        }
    }

    private void connect(Socket client) throws IOException {
        synchronized (sockets) {
            sockets.add(client);
            if (shut) {
                client.close();
                return;
            }
        }
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
            client.close();
            return;
        }
        synchronized (sockets) {
            sockets.add(server);
        }
        daemon(() -> copy(client, server));
        daemon(() -> copy(server, client));
    }

    private static void copy(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                out.flush();
            }
        } catch (IOException e) {
            // cut
        }
    }

    /** Cuts what is connected; new connections are taken. */
    void cut() throws IOException {
        synchronized (sockets) {
            for (Socket socket : sockets) {
                socket.close();
            }
            sockets.clear();
        }
    }

    /** Cuts what is connected, and whatever connects from now on. */
    void shut() throws IOException {
        synchronized (sockets) {
            shut = true;
        }
        cut();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        cut();
    }
}
