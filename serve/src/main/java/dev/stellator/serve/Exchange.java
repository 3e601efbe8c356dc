package dev.stellator.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.api.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** A request with its answer, as the handlers of this package see them. Used by one thread. */
final class Exchange {
    static final int MOST_BODY = 1 << 20;
    private static final int SECONDS_FOR_A_BODY = 20;
    private static final String JSON = "application/json; charset=utf-8";
    private static final String PROBLEM = "application/problem+json; charset=utf-8";

    private final Request request;
    private final Response response;
    private final Callback callback;
    private final Session session;
    private final Map<String, String> variables;

    /** @param variables parts of the path, by name */
    Exchange(Request request, Response response, Callback callback, Session session, Map<String, String> variables) {
        this.request = request;
        this.response = response;
        this.callback = callback;
        this.session = session;
        this.variables = variables;
    }

    Session session() {
        return session;
    }

    String variable(String name) {
        return variables.getOrDefault(name, "");
    }

    @Nullable
    String header(HttpHeader name) {
        return request.getHeaders().get(name);
    }

    @Nullable
    String header(String name) {
        return request.getHeaders().get(name);
    }

    /** A parameter of the query; null where it is not given. */
    @Nullable
    String parameter(String name) {
        Fields fields = Request.extractQueryParameters(request);
        return fields.getValue(name);
    }

    int number(String name, int otherwise) {
        String given = parameter(name);
        try {
            return given == null ? otherwise : Integer.parseInt(given);
        } catch (NumberFormatException e) {
            throw Problem.of(400, "bad request", name + " is no number: " + given, "give a number")
                    .raised();
        }
    }

    /** Lets the connection stay silent: whoever holds it acts by the token of the data folder's owner. */
    void waitForEver() {
        request.getConnectionMetaData().getConnection().getEndPoint().setIdleTimeout(0);
    }

    /** The body as one of these. */
    <T> T body(Class<T> type) {
        String kind = String.valueOf(header(HttpHeader.CONTENT_TYPE));
        if (!kind.startsWith("application/json")) {
            throw Problem.of(415, "unsupported media type", "the body is " + kind, "send application/json")
                    .raised();
        }
        try {
            JsonNode tree = Json.MAPPER.readTree(bytes(MOST_BODY));
            T value = Json.MAPPER.treeToValue(tree, type);
            if (value == null) {
                throw Problem.of(400, "bad request", "there is no body", "send a JSON object")
                        .raised();
            }
            return value;
        } catch (JsonProcessingException e) {
            throw Problem.of(400, "bad request", e.getOriginalMessage(), "send what the interface's description says")
                    .raised();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The body, up to a length; whoever sends it too slowly is cut off, unless the connection may wait for ever. */
    byte[] bytes(int most) {
        long stated = request.getLength();
        if (stated > most) {
            throw tooLong(most);
        }
        EndPoint peer = request.getConnectionMetaData().getConnection().getEndPoint();
        Scheduler.Task alarm = request.getConnectionMetaData()
                .getConnector()
                .getScheduler()
                .schedule(peer.getIdleTimeout() == 0 ? () -> {} : peer::close, SECONDS_FOR_A_BODY, TimeUnit.SECONDS);
        try (InputStream in = Content.Source.asInputStream(request)) {
            byte[] bytes = in.readNBytes(most + 1);
            if (bytes.length > most) {
                throw tooLong(most);
            }
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            alarm.cancel();
        }
    }

    private static Problem.Raised tooLong(int most) {
        return Problem.of(413, "too long", "a body may have " + most + " bytes", "send less at once")
                .raised();
    }

    void json(int status, Object value) {
        answer(status, JSON, Json.line(value).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    void problem(Problem problem) {
        // Where part of an answer is out already, it can only be cut.
        if (response.isCommitted()) {
            callback.failed(new IOException(problem.title()));
            return;
        }
        answer(problem.status(), PROBLEM, Json.line(problem).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    void answer(int status, String type, byte[] bytes) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.write(true, ByteBuffer.wrap(bytes), callback);
    }

    void nothing(int status) {
        response.setStatus(status);
        response.write(true, null, callback);
    }

    /** Writes an answer bit by bit; {@link #done()} ends it. */
    OutputStream stream(String type) {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        return Content.Sink.asOutputStream(response);
    }

    void done() {
        callback.succeeded();
    }

    void failed(Throwable failure) {
        callback.failed(failure);
    }

    HttpFields.Mutable headers() {
        return response.getHeaders();
    }
}
