package dev.stellator.serve;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Long work of the page: started, listened to, stopped, resumed. */
final class JobRoutes {
    private static final int MOST_LISTENERS = 64;
    private static final long MILLIS_BETWEEN_BEATS = 10_000;

    private final Jobs jobs;
    private final ServeSettings settings;
    private final Semaphore listeners = new Semaphore(MOST_LISTENERS);

    JobRoutes(Jobs jobs, ServeSettings settings) {
        this.jobs = jobs;
        this.settings = settings;
    }

    void addTo(Router router) {
        router.on(
                        "GET",
                        "/api/v1/jobs",
                        exchange -> exchange.json(
                                200, jobs.all().stream().map(Job::view).toList()))
                .on("POST", "/api/v1/jobs", exchange -> start(exchange, exchange.body(JobAsked.class)))
                .on("POST", "/api/v1/think", exchange -> start(exchange, thinking(exchange.body(JobAsked.class))))
                .on(
                        "GET",
                        "/api/v1/jobs/{id}",
                        exchange -> exchange.json(
                                200, jobs.job(exchange.variable("id")).view()))
                .on("DELETE", "/api/v1/jobs/{id}", this::stopOrDrop)
                .on("POST", "/api/v1/jobs/{id}/resume", this::resume)
                .on("GET", "/api/v1/jobs/{id}/events", this::events);
    }

    /** What acts on any file of the owner's takes the token that only the owner can read. */
    static void requireBearer(Exchange exchange) {
        if (!exchange.session().isBearer()) {
            throw Problem.of(
                            403,
                            "not for pages",
                            "this is done by commands alone",
                            "send the token of serve.json as bearer")
                    .raised();
        }
    }

    private static JobAsked thinking(JobAsked asked) {
        return new JobAsked(
                "think",
                null,
                asked.thought(),
                asked.path(),
                asked.subwords(),
                asked.temperature(),
                null,
                null,
                null,
                null,
                null);
    }

    private void start(Exchange exchange, JobAsked asked) {
        if (settings.readOnly()) {
            throw GraphRoutes.readOnly().raised();
        }
        Job job = jobs.start(asked.arguments(settings.modelArguments()), settings.caller());
        exchange.headers().put(HttpHeader.LOCATION, "/api/v1/jobs/" + job.id());
        exchange.json(201, job.view());
    }

    private void stopOrDrop(Exchange exchange) throws IOException {
        Job job = jobs.job(exchange.variable("id"));
        if (!job.state().isOver()) {
            job.stop();
            exchange.json(202, job.view());
            return;
        }
        if (settings.readOnly()) {
            throw GraphRoutes.readOnly().raised();
        }
        jobs.drop(job);
        exchange.nothing(204);
    }

    /** The same command goes on where it ended. */
    private void resume(Exchange exchange) throws IOException {
        if (settings.readOnly()) {
            throw GraphRoutes.readOnly().raised();
        }
        Job before = jobs.job(exchange.variable("id"));
        if (!before.state().isOver()) {
            throw Problem.of(409, "at work", "this job has not ended", "wait, or stop it first")
                    .raised();
        }
        List<String> arguments = before.arguments();
        jobs.drop(before);
        exchange.json(201, jobs.start(arguments, settings.caller()).view());
    }

    private void events(Exchange exchange) throws IOException, InterruptedException {
        Job job = jobs.job(exchange.variable("id"));
        if (!listeners.tryAcquire()) {
            throw Problem.of(
                            503,
                            "busy",
                            "there are already " + MOST_LISTENERS + " listeners",
                            "close a page that listens, or ask again later")
                    .raised();
        }
        try (OutputStream out = exchange.stream("text/event-stream; charset=utf-8")) {
            long seen = number(exchange.header("Last-Event-ID"));
            out.write("retry: 1000\n\n".getBytes(StandardCharsets.UTF_8));
            while (!job.events().isOver(seen)) {
                List<EventLog.Event> events = job.events().after(seen, MILLIS_BETWEEN_BEATS);
                StringBuilder text = new StringBuilder(events.isEmpty() ? ": beat\n\n" : "");
                for (EventLog.Event event : events) {
                    text.append("id: ")
                            .append(event.number())
                            .append("\nevent: ")
                            .append(event.kind());
                    text.append("\ndata: ").append(event.data()).append("\n\n");
                    seen = event.number();
                }
                out.write(text.toString().getBytes(StandardCharsets.UTF_8));
                out.flush();
            }
            out.write("event: over\ndata: {}\n\n".getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            exchange.failed(e);
            return;
        } finally {
            listeners.release();
        }
        exchange.done();
    }

    private static long number(@Nullable String text) {
        try {
            return text == null ? 0 : Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
