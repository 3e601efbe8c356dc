package dev.stellator.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Requests to a server of this user on the loopback interface. HTTP 1.0 by hand, since the JDK's client takes longer to load
 * than a probe takes to answer.
 */
final class WarmHttp {
    static final int OK = 200;
    static final int ACCEPTED = 202;
    private static final int MILLIS_TO_CONNECT = 2_000;
    private static final int LONGEST_LINE = 16 << 10;

    private WarmHttp() {}

    /** @param body until the end of the connection; the caller closes the answer */
    record Answer(int status, InputStream body, Socket socket) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** @param path below {@code /api/v1/} */
    static Answer ask(int port, String token, String method, String path, byte[] body) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port),
                    MILLIS_TO_CONNECT);
            socket.setTcpNoDelay(true);
            String head = method + " /api/v1/" + path + " HTTP/1.0\r\nHost: 127.0.0.1:" + port
                    + "\r\nAuthorization: Bearer " + token + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length + "\r\n\r\n";
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.write(head.getBytes(StandardCharsets.ISO_8859_1));
            request.write(body);
            OutputStream out = socket.getOutputStream();
            request.writeTo(out);
            out.flush();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String status = line(in);
            if (!status.startsWith("HTTP/1.") || status.length() < 12) {
                throw new IOException("what listens there is no such server");
            }
            String header = line(in);
            while (!header.isEmpty()) {
                header = line(in);
            }
            return new Answer(Integer.parseInt(status.substring(9, 12)), in, socket);
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        while (b >= 0 && b != '\n') {
            if (b != '\r') {
                line.write(b);
            }
            if (line.size() > LONGEST_LINE) {
                throw new IOException("what listens there is no such server");
            }
            b = in.read();
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
