package dev.stellator.serve;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.stellator.api.json.Json;
import dev.stellator.engine.Progress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A command that this server runs. Thread-safe. */
final class Job {
    private static final long NANOS_BETWEEN_EVENTS = 200_000_000;

    private final String id;
    private final List<String> arguments;
    private final boolean ofPage;
    private final Instant created;
    private final EventLog events = new EventLog();
    private State state = State.WAITING;
    private @Nullable Instant started;
    private @Nullable Instant ended;
    private @Nullable Integer code;
    private Stage stage = Stage.NONE;
    private @Nullable Thread thread;
    private boolean stopping;

    /** What has become of a job. */
    enum State {
        /** For another one that changes the graph. */
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        /** Somebody stopped it. */
        STOPPED,
        /** The server ended while it ran. */
        INTERRUPTED;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        boolean isOver() {
            return this != WAITING && this != RUNNING;
        }
    }

    /** @param total -1 where it is not known */
    record Stage(String name, long done, long total, String figures, long begunNanos) {
        static final Stage NONE = new Stage("", 0, -1, "", 0);

        @Nullable
        Double secondsLeft() {
            return total > 0 && done > 0
                    ? (System.nanoTime() - begunNanos) / 1e9 / done * Math.max(0, total - done)
                    : null;
        }
    }

    /**
     * A job as it is told.
     *
     * @param code exit code; null while it is not over
     * @param resumable whether the same command goes on where this one ended
     */
    record View(
            String id,
            String command,
            List<String> arguments,
            State state,
            Instant created,
            @Nullable Instant started,
            @Nullable Instant ended,
            @Nullable Integer code,
            String stage,
            long done,
            long total,
            String figures,
            @Nullable Double secondsLeft,
            boolean resumable) {}

    /** A job as it is kept in the data folder. */
    record Stored(
            String id,
            List<String> arguments,
            Instant created,
            State state,
            @Nullable Instant ended,
            @Nullable Integer code) {}

    /** @param ofPage whether it lives on when nobody listens, and is kept in the data folder */
    Job(String id, List<String> arguments, boolean ofPage) {
        this.id = id;
        this.arguments = List.copyOf(arguments);
        this.ofPage = ofPage;
        this.created = Instant.now();
    }

    /** A job of an earlier server; one that was not over then was interrupted. */
    Job(Stored stored) {
        this.id = stored.id();
        this.arguments = stored.arguments();
        this.ofPage = true;
        this.created = stored.created();
        this.state = stored.state().isOver() ? stored.state() : State.INTERRUPTED;
        this.ended = stored.ended();
        this.code = stored.code();
        events.end();
    }

    String id() {
        return id;
    }

    String command() {
        return arguments.get(0);
    }

    List<String> arguments() {
        return arguments;
    }

    boolean isOfPage() {
        return ofPage;
    }

    EventLog events() {
        return events;
    }

    synchronized State state() {
        return state;
    }

    synchronized Stored stored() {
        return new Stored(id, arguments, created, state, ended, code);
    }

    synchronized View view() {
        return new View(
                id,
                command(),
                arguments,
                state,
                created,
                started,
                ended,
                code,
                stage.name(),
                stage.done(),
                stage.total(),
                stage.figures(),
                state == State.RUNNING ? stage.secondsLeft() : null,
                state == State.STOPPED || state == State.INTERRUPTED || state == State.FAILED);
    }

    /** Runs on this thread from now on. */
    synchronized void takes(Thread runner) {
        thread = runner;
        if (stopping) {
            runner.interrupt();
        }
    }

    synchronized void begins() {
        state = State.RUNNING;
        started = Instant.now();
        tellState();
    }

    synchronized void ends(int exit) {
        thread = null;
        code = exit;
        ended = Instant.now();
        state = stopping ? State.STOPPED : exit == 0 ? State.DONE : State.FAILED;
        tellState();
        events.end();
    }

    /** Asks it to end; it does at its next checkpoint. */
    synchronized void stop() {
        stopping = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void tellState() {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("state", state);
        told.put("code", code);
        events.add("state", Json.line(told));
    }

    /** What hears of its long work. */
    Progress progress() {
        return new Progress() {
            private long told;

            @Override
            public void begin(String name, long total) {
                enter(new Stage(name, 0, total, "", System.nanoTime()), true);
            }

            @Override
            public void advance(long steps) {
                Stage now = current();
                enter(new Stage(now.name(), now.done() + steps, now.total(), now.figures(), now.begunNanos()), false);
            }

            @Override
            public void tell(String figures) {
                Stage now = current();
                enter(new Stage(now.name(), now.done(), now.total(), figures, now.begunNanos()), false);
            }

            @Override
            public void end() {
                enter(Stage.NONE, true);
            }

            private void enter(Stage next, boolean always) {
                become(next);
                long now = System.nanoTime();
                if (always || now - told > NANOS_BETWEEN_EVENTS) {
                    told = now;
                    Map<String, Object> event = new LinkedHashMap<>();
                    event.put("stage", next.name());
                    event.put("done", next.done());
                    event.put("total", next.total());
                    event.put("figures", next.figures());
                    event.put("secondsLeft", next.secondsLeft());
                    events.add("progress", Json.line(event));
                }
            }
        };
    }

    private synchronized Stage current() {
        return stage;
    }

    private synchronized void become(Stage next) {
        stage = next;
    }
}
