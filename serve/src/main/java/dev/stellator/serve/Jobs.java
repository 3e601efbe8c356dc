package dev.stellator.serve;

import dev.stellator.api.Resident;
import dev.stellator.api.json.Json;
import dev.stellator.engine.WholeFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The commands that this server runs: each on a thread of its own, but those that change what the graph holds one after the
 * other, in the order they came. Those of the page are kept in the data folder, so that a server that starts again knows
 * which were interrupted. Thread-safe.
 */
final class Jobs {
    /** They change documents, thoughts or basins. */
    private static final Set<String> WRITE_ALONE = Set.of("run", "import", "basins", "load");

    private static final int INTERRUPTED = 130;
    /** As a main thread has. */
    private static final long STACK_BYTES = 8 << 20;

    private static final int MOST_AT_ONCE = 16;
    private static final int MOST_KEPT = 200;

    private final CommandHost host;
    private final Resident resident;
    private final Runnable changed;
    private final UnaryOperator<String> withoutPaths;
    private final Path folder;
    private final Semaphore writing = new Semaphore(1, true);
    private final Map<String, Job> all = new LinkedHashMap<>();
    private int running;

    /**
     * @param changed is run when a job that may have changed the graph is over
     * @param withoutPaths takes the machine's paths out of what is told
     */
    Jobs(CommandHost host, Resident resident, Runnable changed, UnaryOperator<String> withoutPaths) {
        this.host = host;
        this.resident = resident;
        this.changed = changed;
        this.withoutPaths = withoutPaths;
        this.folder = resident.settings().data().resolve("jobs");
    }

    /** Takes up what an earlier server left. */
    void load() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Job> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".json")).toList()) {
                Job.Stored stored = Json.MAPPER.readValue(file.toFile(), Job.Stored.class);
                found.add(new Job(stored));
            }
        } catch (IOException e) {
            // A file that cannot be read tells of a job that is over.
        }
        found.sort(Comparator.comparing(job -> job.stored().created()));
        synchronized (this) {
            found.forEach(job -> all.put(job.id(), job));
        }
        found.stream().filter(job -> job.state() == Job.State.INTERRUPTED).forEach(this::keep);
    }

    synchronized List<Job> all() {
        List<Job> listed = new ArrayList<>(all.values());
        java.util.Collections.reverse(listed);
        return listed;
    }

    synchronized int running() {
        return running;
    }

    /**
     * The job with this id.
     *
     * @throws Problem.Raised where there is none
     */
    synchronized Job job(String id) {
        Job job = all.get(id);
        if (job == null) {
            throw Problem.of(404, "not found", "there is no job " + id, "GET /api/v1/jobs lists them")
                    .raised();
        }
        return job;
    }

    /** Starts a command of the page, on this data folder; it lives on when nobody listens. */
    Job start(List<String> arguments, CommandCall.Caller caller) {
        Job job = new Job(newId(), arguments, true);
        Lines out = new Lines(line -> job.events().add("line", Json.line(withoutPaths.apply(line))));
        Lines err = new Lines(line -> job.events().add("note", Json.line(withoutPaths.apply(line))));
        register(job);
        keep(job);
        run(
                job,
                new CommandCall(
                        onThisFolder(arguments),
                        caller,
                        new CommandCall.Streams(java.io.InputStream.nullInputStream(), out, err),
                        job.progress()),
                code -> {
                    out.close();
                    err.close();
                    keep(job);
                });
        return job;
    }

    private List<String> onThisFolder(List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(
                1,
                List.of(
                        "--data",
                        resident.settings().data().toAbsolutePath().toString(),
                        "--embedder",
                        resident.settings().embedder()));
        return all;
    }

    /**
     * Starts a command whose caller listens on its streams; it is listed while it runs.
     *
     * @param over receives the exit code
     */
    Job attach(CommandCall call, IntConsumer over) {
        Job job = new Job(newId(), call.arguments(), false);
        register(job);
        run(job, new CommandCall(call.arguments(), call.caller(), call.streams(), job.progress()), code -> {
            forget(job);
            over.accept(code);
        });
        return job;
    }

    private static String newId() {
        byte[] bits = new byte[8];
        new SecureRandom().nextBytes(bits);
        return HexFormat.of().formatHex(bits);
    }

    private synchronized void register(Job job) {
        if (running >= MOST_AT_ONCE) {
            throw Problem.of(
                            503,
                            "busy",
                            "there are already " + running + " commands at work",
                            "wait until one is done, or stop one")
                    .raised();
        }
        running++;
        all.put(job.id(), job);
    }

    private synchronized void forget(Job job) {
        all.remove(job.id());
    }

    private void run(Job job, CommandCall call, IntConsumer over) {
        Thread thread = new Thread(
                null,
                () -> {
                    int code = 1;
                    try {
                        code = inTurn(job, call);
                    } finally {
                        synchronized (this) {
                            running--;
                        }
                        job.ends(code);
                        over.accept(code);
                    }
                },
                "command-" + job.command(),
                STACK_BYTES);
        thread.setDaemon(true);
        job.takes(thread);
        thread.start();
    }

    private int inTurn(Job job, CommandCall call) {
        boolean alone = WRITE_ALONE.contains(job.command());
        try {
            if (alone && !writing.tryAcquire(0, TimeUnit.SECONDS)) {
                tell(call, "waiting for another command that changes the graph");
                writing.acquire();
            }
        } catch (InterruptedException e) {
            return INTERRUPTED;
        }
        try {
            job.begins();
            return host.run(call, resident);
        } finally {
            if (alone) {
                writing.release();
            }
            if (mayChange(call.arguments())) {
                resident.changed();
                changed.run();
            }
        }
    }

    private static void tell(CommandCall call, String line) {
        try {
            call.streams().err().write(("stellator: " + line + "\n").getBytes(StandardCharsets.UTF_8));
            call.streams().err().flush();
        } catch (IOException e) {
            // the caller is gone, which the command will notice
        }
    }

    private static boolean mayChange(List<String> arguments) {
        String command = arguments.get(0);
        return WRITE_ALONE.contains(command) || (command.equals("cypher") && arguments.contains("--write"));
    }

    private void keep(Job job) {
        if (resident.readOnly()) {
            return;
        }
        try {
            WholeFiles.write(folder.resolve(job.id() + ".json"), Json.pretty(job.stored()));
            dropOldest();
        } catch (IOException e) {
            job.events().add("note", Json.line("this job is not kept beyond the end of the server"));
        }
    }

    private void dropOldest() throws IOException {
        @Nullable Job oldest;
        synchronized (this) {
            oldest = all.size() <= MOST_KEPT
                    ? null
                    : all.values().stream()
                            .filter(job -> job.state().isOver())
                            .findFirst()
                            .orElse(null);
            if (oldest != null) {
                all.remove(oldest.id());
            }
        }
        if (oldest != null) {
            Files.deleteIfExists(folder.resolve(oldest.id() + ".json"));
        }
    }

    /** Takes a job that is over off the list. */
    void drop(Job job) throws IOException {
        forget(job);
        Files.deleteIfExists(folder.resolve(job.id() + ".json"));
    }

    /** Stops all, and waits a moment for them to end. */
    void close(long millis) {
        List<Job> running = all().stream().filter(job -> !job.state().isOver()).toList();
        running.forEach(Job::stop);
        long until = System.currentTimeMillis() + millis;
        while (running.stream().anyMatch(job -> !job.state().isOver()) && System.currentTimeMillis() < until) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
