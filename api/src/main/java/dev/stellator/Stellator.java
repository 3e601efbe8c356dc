package dev.stellator;

import dev.stellator.api.FieldLearning;
import dev.stellator.api.ModelSettings;
import dev.stellator.api.Paths;
import dev.stellator.api.Probing;
import dev.stellator.api.Studies;
import dev.stellator.api.Studies.ReactionSettings;
import dev.stellator.api.Studies.TrainingSettings;
import dev.stellator.api.Thinking;
import dev.stellator.api.UserFolders;
import dev.stellator.api.Workspace;
import dev.stellator.api.WorkspaceSettings;
import dev.stellator.api.json.FieldOutput;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.basin.BasinFinder;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.probe.Probe;
import dev.stellator.engine.program.Program;
import dev.stellator.study.reaction.Reaction;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * An attractor graph, and all that can be asked of it. Graph, encoder and language model are opened when they are first
 * needed and closed together. All settings have defaults; those of the commands are the same.
 *
 * <p>Safe for use by several threads: one call is done at a time. A call ends with a {@link
 * dev.stellator.engine.StellatorException} soon after its thread is interrupted, and the same call goes on from there.
 */
public final class Stellator implements AutoCloseable {
    private final Workspace workspace;
    private final ModelSettings model;
    private final long seed;

    private Stellator(Builder builder) {
        this.workspace = new Workspace(builder.graph, builder.progress, builder.notes);
        this.model = builder.model;
        this.seed = builder.seed;
    }

    /** The embedded graph in a folder, which is made by the first import. */
    public static Stellator open(Path data) {
        return at(data).open();
    }

    /**
     * The graph on a Neo4j server with GDS; learned fields and stored results lie in a folder here.
     *
     * @param passwordFile whose first line is the user's password
     */
    public static Stellator connect(URI server, String user, Path passwordFile, Path data) {
        return at(data).on(server, user, passwordFile).open();
    }

    /** Settings other than the defaults. */
    public static Builder at(Path data) {
        return new Builder(data);
    }

    /** Documents for the graph. */
    public Importing importer() {
        return new Importing(this);
    }

    /** Basins of all thoughts; those that are there are used again while no thought has come or gone. */
    public synchronized BasinFinder.Result basins() {
        return Paths.findBasins(workspace, BasinFinder.Request.withSeed(seed));
    }

    /**
     * Whether a thought falls into an existing basin.
     *
     * @throws InputRefusedException when it is blank, or there are no basins yet
     */
    public Probe.Answer probe(String thought) {
        return probe(List.of(thought)).get(0).answer().whole();
    }

    /** The same for several thoughts, each with the answers of its parts. */
    public synchronized List<Probing.Probed> probe(List<String> thoughts) {
        return new Probing(workspace).ask(thoughts, workspace.progress());
    }

    /** Paths into basins. */
    public PathSearch paths() {
        return new PathSearch(this);
    }

    /** What the language model does under a path's program, beside its controls, by the defaults of the main run. */
    public Reaction react(StoredPath path) {
        return react(path, ReactionSettings.FIRST_LOOK);
    }

    /** The same, as thorough as the settings say. What was measured before is read again. */
    public synchronized Reaction react(StoredPath path, ReactionSettings settings) {
        return studies().react(path, Program.parse(path.program()), settings).value();
    }

    /** Trains along one path, and without its program's dampening where it has one. */
    public synchronized Studies.Trained train(StoredPath path, TrainingSettings settings) {
        return studies().trainWithAblation(path, Program.parse(path.program()), settings, seed);
    }

    /** Learns a field from the corpus; the better one on paths that neither saw is in use afterwards. */
    public synchronized FieldOutput learn(FieldLearning.Request request) {
        return new FieldLearning(workspace, model).learn(request);
    }

    /** Thinks along a path, beside the base model and a prompt. */
    public synchronized Thinking.Thought think(Thinking.Request request, Thinking.Listener listener) {
        return new Thinking(workspace, model, seed).think(request, listener);
    }

    private Studies studies() {
        return new Studies(workspace, model, seed);
    }

    synchronized <T> T with(Function<Workspace, T> work) {
        return work.apply(workspace);
    }

    @Override
    public synchronized void close() {
        workspace.close();
    }

    /** Settings of a {@link Stellator}; used by one thread. */
    public static final class Builder {
        private WorkspaceSettings graph;
        private ModelSettings model;
        private Progress progress = Progress.SILENT;
        private Consumer<String> notes = line -> {};
        private long seed = 42;

        private Builder(Path data) {
            this.graph = WorkspaceSettings.in(data);
            this.model = ModelSettings.in(UserFolders.system().cache().resolve("models"));
        }

        /** A Neo4j server with GDS in place of the embedded graph. */
        public Builder on(URI server, String user, Path passwordFile) {
            graph = graph.on(new WorkspaceSettings.Server(server, user, passwordFile));
            return this;
        }

        /**
         * Encrypts the connection to that server, and trusts this certificate alone: its own, or the one that signed it.
         *
         * @param pem its file
         * @throws IllegalStateException when no server was named before
         */
        public Builder trusting(Path pem) {
            WorkspaceSettings.Server server = graph.server();
            if (server == null) {
                throw new IllegalStateException("name a server first");
            }
            graph = graph.on(server.trusting(pem));
            return this;
        }

        /**
         * Sentence encoder: minilm, minilm-int8, e5 (many languages; fetched the first time), auto (e5 where more than a tenth
         * of the first import is not English), or a folder; the one of the graph, else minilm, by default.
         */
        public Builder embedder(String name) {
            graph = graph.withEmbedder(name);
            return this;
        }

        /** Changes which language model acts, such as {@code model -> model.withPath(Path.of("my.gguf"))}. */
        public Builder model(UnaryOperator<ModelSettings> change) {
            model = change.apply(model);
            return this;
        }

        /** Seed of everything random; 42 by default. */
        public Builder seed(long number) {
            seed = number;
            return this;
        }

        /** Hears of long work; silent by default. */
        public Builder progress(Progress listener) {
            progress = listener;
            return this;
        }

        /** Receives what a user should know, a line at a time. */
        public Builder notes(Consumer<String> listener) {
            notes = listener;
            return this;
        }

        public Stellator open() {
            return new Stellator(this);
        }
    }
}
