package dev.stellator.api;

import dev.stellator.api.Studies.Kept;
import dev.stellator.api.Studies.ReactionSettings;
import dev.stellator.api.Studies.TrainingSettings;
import dev.stellator.api.json.Numbers;
import dev.stellator.cypher.GraphStore;
import dev.stellator.engine.basin.BasinFinder;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.path.BasinPaths;
import dev.stellator.engine.path.PathCompiler;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.engine.program.Program;
import dev.stellator.importer.ImportSettings;
import dev.stellator.importer.ImportSummary;
import dev.stellator.study.reaction.Reaction;
import dev.stellator.study.training.Training;
import dev.stellator.worker.ModelInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The whole main job, station by station. Graph, import and basins must succeed; a later station that fails is told as
 * such, those that need it are skipped, and what was found comes back all the same. What was done before is used again.
 *
 * <p>For one thread.
 */
public final class MainRun {
    private static final int LARGEST = 3;

    private final Workspace workspace;
    private final ModelSettings model;
    private final Settings settings;
    private final Listener listener;
    private @Nullable RuntimeException failure;

    public MainRun(Workspace workspace, ModelSettings model, Settings settings, Listener listener) {
        this.workspace = workspace;
        this.model = model;
        this.settings = settings;
        this.listener = listener;
    }

    /**
     * @param source file or folder of documents; its name becomes the corpus's
     * @param seed of everything random
     */
    public record Settings(Path source, long seed, ReactionSettings reaction, TrainingSettings training) {
        public static Settings of(Path source, long seed) {
            return new Settings(source, seed, ReactionSettings.FIRST_LOOK, TrainingSettings.DEFAULT);
        }

        /** The same with fewer held-out texts, beginnings and training steps, for a look in passing. */
        public static Settings quick(Path source, long seed) {
            return new Settings(source, seed, ReactionSettings.QUICK, TrainingSettings.QUICK);
        }

        /** Name of the corpus. */
        public String corpus() {
            Path name = source.toAbsolutePath().normalize().getFileName();
            return name == null ? "corpus" : name.toString();
        }
    }

    /** The stations in their order. */
    public enum Station {
        GRAPH,
        IMPORT,
        BASINS,
        PATH,
        PROGRAM,
        WORKER,
        REACTION,
        TRAINING
    }

    /**
     * What a station gave.
     *
     * @param reused whether it was there before
     */
    public record Reached<T>(T value, boolean reused, double seconds) {}

    /**
     * A station that gave nothing.
     *
     * @param missing what it needs and does not have, where it was skipped; null where it failed
     * @param failure null where it was skipped
     */
    public record Unreached(
            Station station, double seconds, @Nullable String missing, @Nullable RuntimeException failure) {}

    /** Hears of each station as soon as it is done. */
    public interface Listener {
        void graph(Reached<GraphStore.Status> reached);

        void imported(Reached<ImportSummary> reached);

        void basins(Reached<BasinFinder.Result> reached);

        void path(Reached<BasinPaths.Entered> reached);

        void program(Reached<Program> reached);

        void worker(Reached<ModelInfo> reached);

        void reaction(Reached<Reaction> reached);

        void training(Reached<Training> reached);

        void unreached(Unreached unreached);
    }

    /**
     * What was found; null for what was not reached.
     *
     * @param path the chosen one first, beside its alternatives
     * @param failure of the first station that failed
     */
    public record Result(
            ImportSummary imported,
            BasinFinder.Result basins,
            BasinPaths.@Nullable Entered path,
            @Nullable Program program,
            @Nullable Reaction reaction,
            @Nullable Training training,
            @Nullable RuntimeException failure) {

        /** What was found, a sentence each, from the basins to what the model wrote. */
        public List<String> finding() {
            List<Basin> finest = basins.finest();
            List<String> sentences = new ArrayList<>();
            sentences.add("Stellator found " + finest.size() + " basins in "
                    + Numbers.count(imported.corpus().documents()) + " documents; the largest are "
                    + finest.stream()
                            .limit(LARGEST)
                            .map(basin -> "'" + basin.label() + "'")
                            .collect(Collectors.joining(", "))
                    + ".");
            if (path != null) {
                sentences.add("From the thought \"" + path.start().text() + "\" a path leads into '"
                        + path.basin().label() + "': "
                        + String.join(" -> ", path.best().tokens()) + ".");
            }
            if (reaction != null) {
                sentences.add(reaction.verdict());
            }
            return sentences;
        }
    }

    /** @throws dev.stellator.engine.StellatorException when graph, import or basins fail, or at an interrupt */
    public Result run() {
        Imports imports = new Imports(workspace, ImportSettings.of(settings.corpus()));
        imports.require(settings.source());
        workspace.mayMakeGraph();
        must(listener::graph, this::graph);
        ImportSummary imported = must(listener::imported, () -> imported(imports));
        BasinFinder.Result basins = must(listener::basins, this::basins);
        BasinPaths.@Nullable Entered path = may(Station.PATH, listener::path, () -> path(basins));
        @Nullable
        Program program = path == null ? null : may(Station.PROGRAM, listener::program, () -> program(path.best()));
        if (path == null) {
            skipped(Station.PROGRAM, "there is no path");
        }
        @Nullable ModelInfo worker = may(Station.WORKER, listener::worker, this::worker);
        @Nullable Reaction reaction = null;
        @Nullable Training training = null;
        if (worker == null || path == null || program == null) {
            skipped(Station.REACTION, worker == null ? "there is no model" : "there is no path");
        } else {
            StoredPath stored = Paths.stored(path.best(), program);
            reaction = may(
                    Station.REACTION,
                    listener::reaction,
                    () -> kept(studies().react(stored, program, settings.reaction())));
            training = reaction == null
                    ? null
                    : may(
                            Station.TRAINING,
                            listener::training,
                            () -> kept(studies().train(stored, program, settings.training(), settings.seed())));
        }
        if (reaction == null) {
            skipped(Station.TRAINING, "there is no reaction to start from");
        }
        return new Result(imported, basins, path, program, reaction, training, failure);
    }

    private record Outcome<T>(T value, boolean reused) {}

    private static <T> T must(Consumer<Reached<T>> heard, Supplier<Outcome<T>> work) {
        long begun = System.nanoTime();
        Outcome<T> outcome = work.get();
        heard.accept(new Reached<>(outcome.value(), outcome.reused(), seconds(begun)));
        return outcome.value();
    }

    private <T> @Nullable T may(Station station, Consumer<Reached<T>> heard, Supplier<Outcome<T>> work) {
        long begun = System.nanoTime();
        try {
            return must(heard, work);
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            failure = failure == null ? e : failure;
            listener.unreached(new Unreached(station, seconds(begun), null, e));
            return null;
        }
    }

    private void skipped(Station station, String missing) {
        listener.unreached(new Unreached(station, 0, missing, null));
    }

    private static double seconds(long since) {
        return Math.round((System.nanoTime() - since) / 1e6) / 1e3;
    }

    private Outcome<GraphStore.Status> graph() {
        return new Outcome<>(workspace.graph().status(), false);
    }

    private Outcome<ImportSummary> imported(Imports imports) {
        ImportSummary summary = imports.run(settings.source(), workspace.progress());
        return new Outcome<>(summary, summary.imported() == 0);
    }

    private Outcome<BasinFinder.Result> basins() {
        BasinFinder.Result result = Paths.findBasins(workspace, BasinFinder.Request.withSeed(settings.seed()));
        return new Outcome<>(result, result.reused());
    }

    private Outcome<BasinPaths.Entered> path(BasinFinder.Result basins) {
        BasinPaths.Entered chosen = new PathChoice(workspace, model.language()).choose(basins.basins());
        return new Outcome<>(
                chosen, workspace.graph().paths().path(chosen.best().id()) != null);
    }

    private Outcome<Program> program(PathFinder.Path path) {
        Program program = PathCompiler.compile(path, null);
        StoredPath before = workspace.graph().paths().path(path.id());
        boolean known = before != null && before.program().equals(program.print());
        if (!known) {
            Paths.store(workspace, path, program);
        }
        return new Outcome<>(program, known);
    }

    private Outcome<ModelInfo> worker() {
        workspace.closeEmbedder();
        return new Outcome<>(workspace.modelForTexts(model).info(), false);
    }

    private Studies studies() {
        return new Studies(workspace, model, settings.seed());
    }

    private static <T> Outcome<T> kept(Kept<T> kept) {
        return new Outcome<>(kept.value(), kept.reused());
    }
}
