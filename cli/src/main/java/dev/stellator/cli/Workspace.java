package dev.stellator.cli;

import dev.stellator.cypher.EmbeddedOptions;
import dev.stellator.cypher.GraphStore;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.embedding.Embedder;
import dev.stellator.engine.graph.PathGraph.StoredField;
import dev.stellator.engine.graph.ThoughtUnit;
import dev.stellator.engine.learned.Fields;
import dev.stellator.engine.learned.LearnedField;
import dev.stellator.engine.model.LanguageModel;
import dev.stellator.engine.model.ModelOptions;
import dev.stellator.engine.model.ModelOutline;
import dev.stellator.engine.model.pull.PullSource;
import dev.stellator.importer.EncoderFolder;
import dev.stellator.importer.MiniLmEmbedder;
import dev.stellator.importer.StoredEmbedders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The graph, the embedder and the model of one command, opened when first asked for and closed together. */
final class Workspace implements AutoCloseable {
    /** Held, since a logger that nobody holds forgets its level. */
    private static final Logger INDEX_LOG = Logger.getLogger("org.apache.lucene");

    private final GlobalOptions options;
    private final Console console;
    private final Progress progress;
    private boolean makesGraph;
    private EmbeddedOptions embedded = EmbeddedOptions.DEFAULT;
    private @Nullable GraphStore graph;
    private @Nullable Embedder embedder;
    private @Nullable LanguageModel model;
    private @Nullable LearnedField field;
    private boolean fieldChosen;

    Workspace(GlobalOptions options, Console console) {
        this.options = options;
        this.console = console;
        this.progress = new ConsoleProgress(console, options.verbose);
    }

    Progress progress() {
        return progress;
    }

    Path data() {
        return options.data;
    }

    /** Lets this command make a graph where there is none; others tell a mistyped folder from an empty graph. */
    void mayMakeGraph() {
        makesGraph = true;
    }

    /** Lets LOAD CSV of this command read files and call addresses. */
    void allowLoadCsv() {
        embedded = embedded.withLoadCsv(true);
    }

    /** Says that there is no graph, without opening the one that there is. */
    void requireGraph() {
        if (!makesGraph && !hasGraph()) {
            throw new InputRefusedException("there is no graph in " + options.data
                    + "; `stellator import FILE_OR_FOLDER --data " + options.data + "` makes one");
        }
    }

    GraphStore graph() {
        if (graph == null) {
            requireGraph();
            INDEX_LOG.setLevel(
                    Level.OFF); // on newer Java versions it advises on the JVM, which the user did not choose
            // Procedures that run in the embedded database find a folder's encoder by this.
            System.setProperty(StoredEmbedders.FOLDER_PROPERTY, options.embedder);
            graph = options.uri == null
                    ? GraphStore.embedded(options.data, embedded)
                    : GraphStore.server(options.uri, options.user, password().toCharArray());
        }
        return graph;
    }

    /** Whether there is a graph: on a server, or in the data folder. */
    boolean hasGraph() {
        return graph != null || options.uri != null || GraphStore.isIn(options.data);
    }

    private String password() {
        Path file = options.passwordFile;
        if (file == null) {
            throw new InputRefusedException(
                    "--uri needs --password-file FILE, a file whose first line is the password of " + options.user);
        }
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.isEmpty()) {
                throw new InputRefusedException("the password file " + file + " is empty");
            }
            return lines.get(0);
        } catch (IOException e) {
            throw new InputRefusedException("cannot read the password file " + file + ": " + e.getMessage(), e);
        }
    }

    Embedder embedder() {
        if (embedder == null) {
            int threads = Runtime.getRuntime().availableProcessors();
            embedder = switch (options.embedder) {
                case "minilm" -> MiniLmEmbedder.open(threads);
                case "minilm-int8" -> MiniLmEmbedder.openInt8(threads);
                default -> EncoderFolder.open(Path.of(options.embedder), threads);
            };
            refuseOther(embedder);
        }
        return embedder;
    }

    /** Vectors of another encoder than the stored ones would be compared with them as if they were alike. */
    private void refuseOther(Embedder chosen) {
        String stored = hasGraph() ? graph().embedder() : null;
        if (stored != null && !stored.equals(chosen.id())) {
            throw new InputRefusedException(
                    "the graph holds vectors of " + stored + ", they cannot be mixed with those of " + chosen.id()
                            + "; name the same encoder with --embedder, or use another graph");
        }
    }

    /** What a thought of the graph is; sentences while it holds none. */
    ThoughtUnit unit() {
        ThoughtUnit stored = hasGraph() ? graph().corpus().unit() : null;
        return stored == null ? ThoughtUnit.SENTENCE : stored;
    }

    float[] embed(String text) {
        return embedder().embed(List.of(text)).get(0);
    }

    /**
     * The language model; the default one is fetched the first time.
     *
     * @throws dev.stellator.engine.ModelMissingException when it is not there and cannot be fetched
     */
    LanguageModel model(ModelChoice choice) {
        if (model == null) {
            model = LanguageModel.open(path(choice), modelOptions(choice));
        }
        return model;
    }

    private Path path(ModelChoice choice) {
        return choice.path != null ? choice.path : choice.files().pull(PullSource.SMOLLM2, progress);
    }

    private ModelOptions modelOptions(ModelChoice choice) {
        if (choice.threads < 0) {
            throw new UsageException("--threads takes a number from 0 up, found " + choice.threads);
        }
        return new ModelOptions(options.device, choice.precision, choice.threads);
    }

    /**
     * Opens a model that was named before anything else is done, so that what is wrong with it is said at once. A command
     * that makes the graph first only looks at it: while documents are read, the memory is theirs. The default model was
     * checked by its sum.
     */
    void checkModel(ModelChoice choice) {
        ModelOptions chosen = modelOptions(choice);
        if (choice.path == null) {
            return;
        }
        if (makesGraph) {
            LanguageModel.open(choice.path, chosen).close();
        } else {
            model(choice);
        }
    }

    /** What the model's files say of it; the caller closes it. */
    ModelOutline outline(ModelChoice choice) {
        return ModelOutline.open(path(choice));
    }

    /** The fields that were learned in this data folder, and those of the distribution. */
    Fields fields() {
        return new Fields(options.data.resolve("fields"));
    }

    /**
     * The learned field that a command uses: the one that is asked for, else the one that the graph names, else the one that
     * comes with the model; null for none. It stays the same while the command runs, also when that puts another to use, so
     * that trainings of several seeds start alike.
     */
    @Nullable
    LearnedField field(ModelChoice choice) {
        if (!fieldChosen) {
            field = chosenField(choice);
            fieldChosen = true;
        }
        return field;
    }

    private @Nullable LearnedField chosenField(ModelChoice choice) {
        LanguageModel worker = model(choice);
        if (choice.field != null) {
            return choice.field.equals(Fields.NONE) ? null : fields().named(choice.field, worker.info());
        }
        StoredField named = hasGraph() ? graph().paths().field() : null;
        if (named != null && named.fingerprint().equals(worker.info().fingerprint())) {
            return fields().named(named.name(), worker.info());
        }
        boolean none = named == null && hasGraph() && graph().paths().namesField();
        return none ? null : Fields.shipped(worker.info());
    }

    void note(String line) {
        console.note(line);
    }

    void trace(Throwable failure) {
        failure.printStackTrace(console.err());
    }

    /** The embedder holds memory that a model can use better once all texts are embedded. */
    void closeEmbedder() {
        if (embedder != null) {
            embedder.close();
            embedder = null;
        }
    }

    @Override
    public void close() {
        try {
            closeEmbedder();
        } finally {
            try {
                if (model != null) {
                    model.close();
                }
            } finally {
                if (graph != null) {
                    graph.close();
                }
            }
        }
    }
}
