package dev.stellator.api;

import dev.stellator.cypher.EmbeddedOptions;
import dev.stellator.cypher.GraphStore;
import dev.stellator.cypher.ServerAddress;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.embedding.Embedder;
import dev.stellator.engine.graph.ThoughtUnit;
import dev.stellator.importer.StoredEmbedders;
import dev.stellator.study.learned.Fields;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.ModelOutline;
import dev.stellator.worker.gpu.TensorEngine;
import dev.stellator.worker.pull.PullSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The graph, the embedder and the model of one command or program, opened when first asked for and closed together.
 *
 * <p>Not safe for use by several threads.
 */
public final class Workspace implements AutoCloseable {
    /** A strong reference: java.util.logging drops loggers that nobody refers to, and their levels with them. */
    private static final Logger INDEX_LOG = Logger.getLogger("org.apache.lucene");

    private static final List<String> OPENED = List.of("java.nio", "sun.nio.ch", "java.lang", "java.util.concurrent");

    private final WorkspaceSettings settings;
    private final Progress progress;
    private final Consumer<String> notes;
    private final @Nullable Resident resident;
    private boolean makesGraph;
    private EmbeddedOptions embedded = EmbeddedOptions.DEFAULT;
    private @Nullable GraphStore graph;
    private @Nullable String chosenEncoder;
    private @Nullable Embedder embedder;
    private @Nullable LanguageModel model;
    private @Nullable LearnedField field;
    private boolean fieldChosen;
    private boolean languagesTold;

    /** @param notes receives what a user should know, a line at a time */
    public Workspace(WorkspaceSettings settings, Progress progress, Consumer<String> notes) {
        this(settings, progress, notes, null);
    }

    /**
     * @param notes receives what a user should know, a line at a time
     * @param resident what is borrowed where it fits these settings; null to open everything for this workspace alone
     */
    public Workspace(
            WorkspaceSettings settings, Progress progress, Consumer<String> notes, @Nullable Resident resident) {
        this.settings = settings;
        this.progress = progress;
        this.notes = notes;
        this.resident = settings.server() == null ? resident : null;
    }

    public Progress progress() {
        return progress;
    }

    public Path data() {
        return settings.data();
    }

    /** Lets this command make a graph where there is none; others tell a mistyped folder from an empty graph. */
    public void mayMakeGraph() {
        makesGraph = true;
    }

    /** Lets LOAD CSV of this command read files and call addresses. */
    public void allowLoadCsv() {
        embedded = embedded.withLoadCsv(true);
    }

    /** Says that there is no graph, without opening the one that there is. */
    public void requireGraph() {
        if (!makesGraph && !hasGraph()) {
            throw new InputRefusedException("there is no graph in " + settings.data()
                    + "; `stellator import FILE_OR_FOLDER --data " + settings.data() + "` makes one");
        }
    }

    public GraphStore graph() {
        if (graph == null) {
            requireGraph();
            graph = resident == null ? opened() : lent(resident);
        }
        return graph;
    }

    private GraphStore opened() {
        beforeOpening(settings);
        WorkspaceSettings.Server server = settings.server();
        return server == null
                ? GraphStore.embedded(settings.data(), embedded)
                : GraphStore.server(
                        ServerAddress.of(server.uri(), server.user()).withCertificate(server.certificate()),
                        server.password().toCharArray(),
                        notes);
    }

    private GraphStore lent(Resident from) {
        if (embedded.loadCsv()) {
            throw new InputRefusedException("the server that has this graph open keeps LOAD CSV off; `stellator stop`"
                    + " ends it, then start the command again");
        }
        return from.graph();
    }

    /** What a process needs to have set before it opens a graph. */
    static void beforeOpening(WorkspaceSettings settings) {
        if (settings.server() == null) {
            requireOpened();
        }
        // On newer Java versions the index advises on the JVM, which the user did not choose.
        INDEX_LOG.setLevel(Level.OFF);
        // Procedures that run in the embedded database find an encoder's folder by these.
        System.setProperty(
                StoredEmbedders.MODELS_PROPERTY, settings.models().folder().toString());
        if (!Encoders.NAMES.contains(settings.embedder())) {
            System.setProperty(StoredEmbedders.FOLDER_PROPERTY, settings.embedder());
        }
    }

    /** Neo4j reaches into the JDK; without leave it fails late and deep inside. */
    private static void requireOpened() {
        List<String> closed = OPENED.stream()
                .filter(name -> !Object.class.getModule().isOpen(name, Workspace.class.getModule()))
                .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
                .toList();
        if (!closed.isEmpty()) {
            throw new StellatorException(
                    "the embedded graph needs these options of the Java virtual machine: " + String.join(" ", closed)
                            + "; a runnable jar can name the packages under Add-Opens in its manifest");
        }
    }

    /** Whether there is a graph: on a server, or in the data folder. */
    public boolean hasGraph() {
        return graph != null || settings.server() != null || GraphStore.isIn(settings.data());
    }

    public Embedder embedder() {
        if (embedder == null) {
            String stored = storedEmbedder();
            String name = chosenEncoder == null ? Encoders.named(settings.embedder(), stored) : chosenEncoder;
            Embedder lent = resident == null ? null : resident.encoder(name);
            embedder = lent == null ? encoders().open(name) : lent;
            refuseOther(embedder, stored);
        }
        return embedder;
    }

    private @Nullable String storedEmbedder() {
        return hasGraph() ? graph().embedder() : null;
    }

    /** The sentence encoders that can be had. */
    public Encoders encoders() {
        return new Encoders(settings.models(), progress);
    }

    /** Whether the encoder is still to be chosen, by the languages of what is imported. */
    boolean choosesEncoder() {
        return settings.embedder().equals(WorkspaceSettings.AUTO) && chosenEncoder == null && storedEmbedder() == null;
    }

    /** @param thoughts of what is imported, by language */
    void chooseEncoder(Map<String, Long> thoughts) {
        chosenEncoder = encoders().forLanguages(thoughts, notes);
    }

    /** Vectors of another encoder than the stored ones would be compared with them as if they were alike. */
    private void refuseOther(Embedder chosen, @Nullable String stored) {
        if (stored != null && !stored.equals(chosen.id())) {
            throw new InputRefusedException(
                    "the graph holds vectors of " + stored + ", they cannot be mixed with those of " + chosen.id()
                            + "; leave --embedder out, name the same encoder, or use another graph");
        }
    }

    /** What a thought of the graph is; sentences while it holds none. */
    public ThoughtUnit unit() {
        ThoughtUnit stored = hasGraph() ? graph().corpus().unit() : null;
        return stored == null ? ThoughtUnit.SENTENCE : stored;
    }

    public float[] embed(String text) {
        return embedder().embed(List.of(text)).get(0);
    }

    /** Says once, before any work of the model, where it knows English alone and most of the graph is in other languages. */
    void tellLanguages(ModelSettings choice) {
        if (!languagesTold && "en".equals(choice.language()) && hasGraph()) {
            languagesTold = true;
            String advice =
                    new CorpusLanguages(graph().thoughtsByLanguage()).adviceForModel(ModelSettings.DEFAULT_NAME);
            if (advice != null) {
                notes.accept(advice);
            }
        }
    }

    /** The language model, for work on the graph's texts. */
    LanguageModel modelForTexts(ModelSettings choice) {
        tellLanguages(choice);
        return model(choice);
    }

    /**
     * The language model; the default one is fetched the first time.
     *
     * @throws dev.stellator.engine.ModelMissingException when it is not there and cannot be fetched
     */
    public LanguageModel model(ModelSettings choice) {
        if (model == null) {
            String advice = TensorEngine.advice(choice.options().device());
            if (advice != null) {
                notes.accept(advice);
            }
            Path files = path(choice);
            model = resident == null
                    ? LanguageModel.open(files, choice.options())
                    : resident.model(
                            choice, files, () -> note("waiting for the language model, which another command uses"));
        }
        return model;
    }

    /** What this workspace borrows from; null where it opens everything for itself. */
    @Nullable
    Resident resident() {
        return resident;
    }

    private Path path(ModelSettings choice) {
        Path given = choice.path();
        return given != null ? given : choice.files().pull(PullSource.SMOLLM2, progress);
    }

    /**
     * Opens a model that was named before anything else is done, so that what is wrong with it is said at once. A command
     * that makes the graph first only looks at it: while documents are read, the memory is theirs. The default model was
     * checked by its sum.
     */
    public void checkModel(ModelSettings choice) {
        Path given = choice.path();
        if (given == null) {
            return;
        }
        if (makesGraph) {
            LanguageModel.open(given, choice.options()).close();
        } else {
            model(choice);
        }
    }

    /** What the model's files say of it; the caller closes it. */
    public ModelOutline outline(ModelSettings choice) {
        return ModelOutline.open(path(choice));
    }

    /** The fields that were learned in this data folder, and those of the distribution. */
    public Fields fields() {
        return fields(settings);
    }

    static Fields fields(WorkspaceSettings settings) {
        return new Fields(settings.data().resolve("fields"));
    }

    /**
     * The learned field that a command uses: the one that is asked for, else the one that the graph names, else the one that
     * comes with the model; null for none. It stays the same while the command runs, also when that puts another to use, so
     * that trainings of several seeds start alike.
     */
    public @Nullable LearnedField field(ModelSettings choice) {
        if (!fieldChosen) {
            field = chosenField(choice);
            fieldChosen = true;
        }
        return field;
    }

    private @Nullable LearnedField chosenField(ModelSettings choice) {
        LanguageModel worker = model(choice);
        String asked = choice.field();
        if (asked != null) {
            return asked.equals(Fields.NONE) ? null : fields().named(asked, worker.info());
        }
        return new LearnedFields(fields(), hasGraph() ? graph().paths() : null).inUse(worker.info());
    }

    public void note(String line) {
        notes.accept(line);
    }

    /** The embedder holds memory that a model can use better once all texts are embedded. */
    public void closeEmbedder() {
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
                if (model != null && resident == null) {
                    model.close();
                } else if (model != null && resident != null) {
                    resident.giveBackModel();
                }
            } finally {
                if (graph != null && resident == null) {
                    graph.close();
                }
            }
        }
    }
}
