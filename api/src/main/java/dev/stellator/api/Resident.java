package dev.stellator.api;

import dev.stellator.cypher.EmbeddedOptions;
import dev.stellator.cypher.GraphStore;
import dev.stellator.engine.Progress;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.embedding.Embedder;
import dev.stellator.engine.graph.BasinGraph.FieldSettings;
import dev.stellator.engine.probe.Probe;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.ModelOptions;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a process that answers many questions about one embedded graph keeps open between them: the graph, the encoder, the
 * field that probes ask, and one language model. Each is opened when it is first asked for. A {@link Workspace} over it
 * borrows them, and closes none of them.
 *
 * <p>Safe for use by several threads. Encoder and field answer one short question at a time, first come first served; long
 * lists of texts are encoded, and long lists of probes answered, by copies of their own, so that nobody waits for them. The
 * language model belongs to one workspace at a time, until that is closed; others wait for it in the order they came.
 */
public final class Resident implements AutoCloseable {
    private final WorkspaceSettings settings;
    private final boolean readOnly;
    private final AtomicLong generation = new AtomicLong();
    private final SharedEncoder encoder;
    private final AtomicReference<@Nullable String> encoderName = new AtomicReference<>();
    private final ReentrantLock opening = new ReentrantLock();
    private final ReentrantLock probing = new ReentrantLock(true);
    private final Semaphore modelTurn = new Semaphore(1, true);
    private volatile @Nullable GraphStore graph;
    private volatile boolean probeReady;
    private boolean closed;
    private @Nullable Field field;
    private volatile @Nullable Model model;

    /** Which field: of which content of the graph, by which settings. */
    private record FieldKey(long generation, @Nullable FieldSettings settings, long thoughts) {}

    private record Field(FieldKey key, Probe probe) {}

    private record Model(@Nullable Path path, ModelOptions options, LanguageModel worker) {
        boolean is(ModelSettings choice) {
            return java.util.Objects.equals(path, choice.path()) && options.equals(choice.options());
        }
    }

    /**
     * @param settings of the embedded graph; a server is not kept open
     * @param readOnly lets the database refuse every change, whoever asks for it
     */
    public Resident(WorkspaceSettings settings, boolean readOnly) {
        if (settings.server() != null) {
            throw new IllegalArgumentException("a resident keeps an embedded graph open, not one on a server");
        }
        this.settings = settings;
        this.readOnly = readOnly;
        this.encoder = new SharedEncoder(this::openEncoder);
    }

    public WorkspaceSettings settings() {
        return settings;
    }

    public boolean readOnly() {
        return readOnly;
    }

    /** What is open so far; costs nothing to ask. */
    public record Warmth(boolean graph, boolean encoder, boolean probe, @Nullable String model) {}

    public Warmth warmth() {
        Model held = model;
        return new Warmth(
                graph != null,
                encoder.isOpen(),
                probeReady,
                held == null ? null : held.worker().info().name());
    }

    /** Whether there is a graph in the data folder. */
    public boolean hasGraph() {
        return graph != null || GraphStore.isIn(settings.data());
    }

    /**
     * The graph, opened by the first who asks.
     *
     * @throws dev.stellator.engine.DatabaseUnreachableException when another process uses the folder, or it cannot be opened
     */
    public GraphStore graph() {
        GraphStore open = graph;
        if (open != null) {
            return open;
        }
        opening.lock();
        try {
            open = graph;
            if (closed) {
                throw ending();
            }
            if (open == null) {
                Workspace.beforeOpening(settings);
                open = GraphStore.embedded(settings.data(), EmbeddedOptions.DEFAULT);
                if (readOnly) {
                    open.refuseWrites();
                }
                graph = open;
            }
            return open;
        } finally {
            opening.unlock();
        }
    }

    /** What is said to whoever asks for something once it is closed. */
    static StellatorException ending() {
        return new StellatorException("the server is ending; start the same command again");
    }

    /** Says that thoughts, basins or their settings may have changed: the next probe reads the field anew. */
    public void changed() {
        generation.incrementAndGet();
        probeReady = false;
    }

    /** A number that rises with each change of the graph that this process made. */
    public long generation() {
        return generation.get();
    }

    /**
     * Asks the field, which is read by the first who asks and again after a change.
     *
     * @throws dev.stellator.engine.InputRefusedException when there are no basins, or thoughts that are in none
     */
    <T> T probing(Function<Probe, T> question) {
        probing.lock();
        try {
            return question.apply(probe());
        } finally {
            probing.unlock();
        }
    }

    private Probe probe() {
        GraphStore open = graph();
        FieldKey key = new FieldKey(
                generation.get(), open.basins().settings(), open.thoughts().count());
        Field current = field;
        if (current == null || !current.key().equals(key)) {
            field = null;
            if (current != null) {
                current.probe().close();
            }
            current = new Field(key, Probe.open(open.thoughts(), open.basins()));
            field = current;
        }
        probeReady = true;
        return current.probe();
    }

    /**
     * The shared encoder, if it is the one of this name; a copy for long lists is opened when one comes. The first that is
     * asked for is the one that is shared.
     */
    @Nullable
    Embedder encoder(String name) {
        boolean shared = encoderName.compareAndSet(null, name) || name.equals(encoderName.get());
        return shared ? encoder.borrow() : null;
    }

    private Embedder openEncoder() {
        return new Encoders(settings.models(), Progress.SILENT)
                .open(Objects.requireNonNull(encoderName.get(), "what is borrowed has a name"));
    }

    /**
     * The language model, for one workspace, which gives it back by {@link #giveBackModel()}. Another model than the one
     * that is open takes its place.
     *
     * @param waiting is run once when another has it
     * @throws StellatorException when the thread is interrupted while it waits
     */
    LanguageModel model(ModelSettings choice, Path files, Runnable waiting) {
        takeTurn(waiting);
        try {
            Model held = model;
            if (held == null || !held.is(choice)) {
                model = null;
                if (held != null) {
                    held.worker().close();
                }
                held = new Model(choice.path(), choice.options(), LanguageModel.open(files, choice.options()));
                model = held;
            }
            return held.worker();
        } catch (RuntimeException | Error e) {
            modelTurn.release();
            throw e;
        }
    }

    private void takeTurn(Runnable waiting) {
        try {
            // The untimed tryAcquire would overtake those who wait.
            if (!modelTurn.tryAcquire(0, java.util.concurrent.TimeUnit.SECONDS)) {
                waiting.run();
                modelTurn.acquire();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StellatorException("interrupted; the same command goes on from here", e);
        }
    }

    void giveBackModel() {
        modelTurn.release();
    }

    /** Closes all that is open, once it is not being opened or asked any more; nobody may use it afterwards. */
    @Override
    public void close() {
        try {
            Model held = model;
            if (held != null) {
                held.worker().close();
            }
            closeField();
        } finally {
            try {
                encoder.close();
            } finally {
                closeGraph();
            }
        }
    }

    private void closeField() {
        probing.lock();
        try {
            Field current = field;
            field = null;
            if (current != null) {
                current.probe().close();
            }
        } finally {
            probing.unlock();
        }
    }

    /** A graph that another thread is just opening would keep its folder locked until the process ends. */
    private void closeGraph() {
        opening.lock();
        try {
            closed = true;
            GraphStore open = graph;
            graph = null;
            if (open != null) {
                open.close();
            }
        } finally {
            opening.unlock();
        }
    }
}
