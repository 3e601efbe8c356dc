package dev.stellator.serve;

import dev.stellator.engine.Progress;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Commands of other processes on the same data folder: they run here, where all is warm, and what they print goes back as
 * {@link Frames}. The caller's connection is the command's life: when it ends, the command is stopped.
 */
final class CommandRoutes {
    private static final int MOST_INPUT = 64 << 20;
    private static final Set<String> READERS = Set.of("probe", "basins", "path", "cypher", "export", "doctor");

    private final Jobs jobs;
    private final ServeSettings settings;
    private final Map<String, Frames> waiting = new ConcurrentHashMap<>();
    private final Map<String, Job> keys = new ConcurrentHashMap<>();

    CommandRoutes(Jobs jobs, ServeSettings settings) {
        this.jobs = jobs;
        this.settings = settings;
    }

    void addTo(Router router) {
        router.on("POST", "/api/v1/commands", this::run)
                .on("POST", "/api/v1/commands/{key}/input", this::input)
                .on("DELETE", "/api/v1/commands/{key}", this::stop);
    }

    /**
     * @param key that the caller chose, by which it gives input and stops the command
     * @param folder working folder of the caller, absolute
     * @param terminals which of its streams are terminals
     */
    record Asked(
            String key,
            List<String> arguments,
            String folder,
            Map<String, String> environment,
            CommandCall.Terminals terminals) {}

    private void run(Exchange exchange) throws IOException {
        JobRoutes.requireBearer(exchange);
        Asked asked = exchange.body(Asked.class);
        if (asked.arguments().isEmpty() || !Path.of(asked.folder()).isAbsolute()) {
            throw Problem.of(400, "bad request", "a command and an absolute folder are needed", "send both")
                    .raised();
        }
        if (settings.readOnly() && !READERS.contains(asked.arguments().get(0))) {
            throw GraphRoutes.readOnly().raised();
        }
        Frames frames = new Frames();
        waiting.put(asked.key(), frames);
        CommandCall call = new CommandCall(
                asked.arguments(),
                new CommandCall.Caller(Path.of(asked.folder()), asked.environment(), asked.terminals()),
                new CommandCall.Streams(frames.input(), frames.output('o'), frames.output('e')),
                Progress.SILENT);
        try {
            Job job = jobs.attach(call, frames::exit);
            keys.put(asked.key(), job);
            exchange.waitForEver();
            try (OutputStream out = exchange.stream("application/octet-stream")) {
                frames.pump(out);
            } catch (IOException e) {
                job.stop();
                exchange.failed(e);
                return;
            }
            exchange.done();
        } finally {
            waiting.remove(asked.key());
            keys.remove(asked.key());
        }
    }

    private void input(Exchange exchange) {
        JobRoutes.requireBearer(exchange);
        Frames frames = waiting.get(exchange.variable("key"));
        if (frames == null) {
            throw gone();
        }
        exchange.waitForEver();
        frames.give(exchange.bytes(MOST_INPUT));
        exchange.nothing(204);
    }

    private void stop(Exchange exchange) {
        JobRoutes.requireBearer(exchange);
        Job job = keys.get(exchange.variable("key"));
        if (job == null) {
            throw gone();
        }
        job.stop();
        exchange.nothing(202);
    }

    private static Problem.Raised gone() {
        return Problem.of(404, "not found", "there is no such command at work", "it has ended")
                .raised();
    }
}
