package dev.stellator.cli;

import dev.stellator.api.ModelSettings;
import dev.stellator.api.Numbers;
import dev.stellator.api.PathChoice;
import dev.stellator.api.Paths;
import dev.stellator.api.Studies;
import dev.stellator.api.Studies.Kept;
import dev.stellator.api.Studies.ReactionSettings;
import dev.stellator.api.Studies.TrainingSettings;
import dev.stellator.api.Workspace;
import dev.stellator.cli.report.ReportPage;
import dev.stellator.cli.report.RunReport;
import dev.stellator.cli.report.RunReport.Alternative;
import dev.stellator.cli.report.RunReport.BasinRow;
import dev.stellator.cli.report.RunReport.BetaPoint;
import dev.stellator.cli.report.RunReport.PathView;
import dev.stellator.cli.report.RunReport.State;
import dev.stellator.cli.report.RunReport.Station;
import dev.stellator.cli.report.RunReport.StepView;
import dev.stellator.cli.report.RunReport.TrainingView;
import dev.stellator.cli.report.ThoughtMap;
import dev.stellator.cypher.GraphStore;
import dev.stellator.engine.basin.BasinFinder;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.PathGraph.Step;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.path.BasinPaths;
import dev.stellator.engine.path.PathCompiler;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.engine.program.Program;
import dev.stellator.importer.ImportSettings;
import dev.stellator.importer.ImportSummary;
import dev.stellator.importer.Importer;
import dev.stellator.study.reaction.Reaction;
import dev.stellator.study.training.Training;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.ModelInfo;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole main job, station by station. Graph, import and basins must succeed; a later station that fails is reported
 * as such, the ones that need it are skipped, and the report is written all the same.
 */
final class MainRun {

    private final Workspace workspace;
    private final ModelSettings model;
    private final GlobalOptions options;
    private final Path source;
    private final boolean quick;
    private final Consumer<Station> listener;
    private final Consumer<Throwable> trace;
    private final Instant startedAt = Instant.now();
    private final long started = System.nanoTime();
    private final List<Station> stations = new ArrayList<>();
    private final Map<String, String> versions = new TreeMap<>();
    private Path page = Path.of("report.html");
    private int exitCode = ExitCode.DONE;

    MainRun(
            Workspace workspace,
            ModelSettings model,
            GlobalOptions options,
            Path source,
            boolean quick,
            Consumer<Station> listener,
            Consumer<Throwable> trace) {
        this.workspace = workspace;
        this.model = model;
        this.options = options;
        this.source = source;
        this.quick = quick;
        this.listener = listener;
        this.trace = trace;
    }

    Path page() {
        return page;
    }

    int exitCode() {
        return exitCode;
    }

    /** What a station gives: a value for later stations, and how it went. */
    private record Outcome<T>(T value, boolean reused, String summary, Map<String, Object> facts) {}

    RunReport run() {
        Importer.requireDocuments(source, importSettings());
        must("graph", this::graph);
        must("import", this::importDocuments);
        BasinFinder.Result basins = must("basins", this::basins);
        BasinPaths.@Nullable Entered chosen = may("path", null, () -> path(basins));
        @Nullable
        Program program = may(
                "program", chosen == null ? "there is no path" : null, () -> program(Objects.requireNonNull(chosen)));
        @Nullable LanguageModel worker = may("worker", null, this::worker);
        @Nullable StoredPath stored = chosen == null || program == null ? null : stored(chosen, program);
        @Nullable
        Reaction reaction = may(
                "reaction",
                worker == null ? "there is no model" : stored == null ? "there is no path" : null,
                () -> reaction(Objects.requireNonNull(stored), Objects.requireNonNull(program)));
        @Nullable
        Training training = may(
                "training",
                reaction == null ? "there is no reaction to start from" : null,
                () -> training(Objects.requireNonNull(stored), Objects.requireNonNull(program)));
        return report(basins, chosen, program, reaction, training);
    }

    private ImportSettings importSettings() {
        return ImportSettings.of(corpusName()).except(workspace.data());
    }

    private static StoredPath stored(BasinPaths.Entered chosen, Program program) {
        PathFinder.Path path = chosen.paths().get(0);
        return new StoredPath(path.id(), path.basin().id(), path.energy(), program.print(), path.steps());
    }

    private <T> T must(String name, Supplier<Outcome<T>> work) {
        long begun = System.nanoTime();
        Outcome<T> outcome = work.get();
        arrive(name, outcome, begun);
        return outcome.value();
    }

    /**
     * A station that may fail or, where something is missing, is skipped.
     *
     * @param missing what it needs and does not have; null when it can start
     */
    private <T> @Nullable T may(String name, @Nullable String missing, Supplier<Outcome<T>> work) {
        long begun = System.nanoTime();
        if (missing != null) {
            arrive(new Station(name, State.SKIPPED, 0, missing, Map.of(), null));
            return null;
        }
        try {
            Outcome<T> outcome = work.get();
            arrive(name, outcome, begun);
            return outcome.value();
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            if (exitCode == ExitCode.DONE) {
                exitCode = ExitCode.of(e);
            }
            if (options.verbose) {
                trace.accept(e);
            }
            String[] parts = Failures.describe(e, options).split("; ", 2);
            arrive(new Station(
                    name, State.FAILED, seconds(begun), parts[0], Map.of(), parts.length > 1 ? parts[1] : null));
            return null;
        }
    }

    private void arrive(String name, Outcome<?> outcome, long begun) {
        State state = outcome.reused() ? State.REUSED : State.DONE;
        arrive(new Station(name, state, seconds(begun), outcome.summary(), outcome.facts(), null));
    }

    private void arrive(Station station) {
        stations.add(station);
        listener.accept(station);
    }

    private static double seconds(long since) {
        return Math.round((System.nanoTime() - since) / 1e6) / 1e3;
    }

    private Outcome<GraphStore> graph() {
        GraphStore graph = workspace.graph();
        GraphStore.Status status = graph.status();
        versions.put("Neo4j", status.neo4j());
        versions.put("GDS", String.valueOf(status.gds()));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("place", status.place());
        facts.put("schema version", status.schemaVersion());
        facts.put("thoughts before", status.counts().thoughts());
        return new Outcome<>(
                graph, false, "Neo4j " + status.neo4j() + " with GDS " + status.gds() + " in " + status.place(), facts);
    }

    private Outcome<ImportSummary> importDocuments() {
        ImportSummary summary = new Importer(workspace.graph().corpus(), workspace.embedder(), importSettings())
                .run(source, workspace.progress());
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("documents imported", summary.imported());
        facts.put("documents unchanged", summary.unchanged());
        facts.put("documents left out", summary.refused().size());
        facts.put("words", summary.words());
        facts.put("in the graph", ImportLines.counts(summary));
        facts.put("embedder", workspace.embedder().id());
        var seconds = summary.seconds();
        facts.put("seconds reading and segmenting", seconds.readAndSegment());
        facts.put("seconds analysing", seconds.analyse());
        facts.put("seconds embedding", seconds.embed());
        facts.put("seconds writing", seconds.write());
        facts.put("seconds deriving transitions", seconds.derive());
        ImportLines.refusals(summary).forEach(workspace::note);
        boolean reused = summary.imported() == 0;
        return new Outcome<>(
                summary, reused, ImportLines.headline(summary) + "; " + ImportLines.counts(summary), facts);
    }

    private String corpusName() {
        Path name = source.toAbsolutePath().normalize().getFileName();
        return name == null ? "corpus" : name.toString();
    }

    private Outcome<BasinFinder.Result> basins() {
        BasinFinder.Result result = Paths.findBasins(workspace, BasinFinder.Request.withSeed(options.seed));
        long finest =
                result.basins().stream().filter(basin -> basin.level() == 0).count();
        long levels = result.basins().stream().mapToInt(Basin::level).distinct().count();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("basins at the finest level", finest);
        facts.put("levels", levels);
        facts.put("beta", result.settings().beta());
        facts.put("neighbours", result.settings().neighbours());
        facts.put("offset weight", result.settings().offsetWeight());
        facts.put("resolution", result.settings().resolution());
        result.settings().curve("resolution").stream()
                .filter(point -> point.value() == result.settings().resolution())
                .forEach(point -> facts.put("stability at this resolution", point.score()));
        zoneCounts().forEach((zone, count) -> facts.put("thoughts " + zone, count));
        String largest = result.basins().stream()
                .filter(basin -> basin.level() == 0)
                .limit(3)
                .map(basin -> "'" + basin.label() + "'")
                .collect(java.util.stream.Collectors.joining(", "));
        return new Outcome<>(
                result, result.reused(), finest + " basins on " + levels + " levels, the largest " + largest, facts);
    }

    private Map<String, Long> zoneCounts() {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Zone zone : Zone.values()) {
            counts.put(zone.word(), 0L);
        }
        workspace
                .graph()
                .basins()
                .assignments()
                .forEach(member -> counts.merge(member.zone().word(), 1L, Long::sum));
        return counts;
    }

    private Outcome<BasinPaths.Entered> path(BasinFinder.Result basins) {
        BasinPaths.Entered chosen = new PathChoice(workspace, model.language()).choose(basins.basins());
        PathFinder.Path path = chosen.paths().get(0);
        boolean known = workspace.graph().paths().path(path.id()) != null;
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("steps", path.steps().size());
        facts.put("energy, nats", path.energy());
        facts.put("steps with evidence", path.evidence().size());
        facts.put("alternatives", chosen.paths().size() - 1);
        return new Outcome<>(
                chosen,
                known,
                String.join(" -> ", path.tokens()) + ", " + Numbers.three(path.energy()) + " nats, into '"
                        + path.basin().label() + "'",
                facts);
    }

    private Outcome<Program> program(BasinPaths.Entered chosen) {
        PathFinder.Path path = chosen.paths().get(0);
        Program program = PathCompiler.compile(path, null);
        StoredPath before = workspace.graph().paths().path(path.id());
        boolean known = before != null && before.program().equals(program.print());
        if (!known) {
            Paths.store(workspace, path, program);
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("steps", program.tokens().size());
        facts.put("lines", program.print().lines().count());
        facts.put("stored on path", Paths.shortId(path.id()));
        return new Outcome<>(
                program,
                known,
                program.print().lines().count() + " lines, stored on path " + Paths.shortId(path.id()),
                facts);
    }

    private Outcome<LanguageModel> worker() {
        workspace.closeEmbedder();
        LanguageModel worker = workspace.model(model);
        ModelInfo info = worker.info();
        versions.put("model", info.name() + " (" + info.fingerprint().substring(0, 12) + ")");
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("model", info.name());
        facts.put("family", info.family());
        facts.put("layers", info.layers());
        facts.put("heads", info.heads() + " (" + info.keyValueHeads() + " for keys)");
        facts.put("width", info.width());
        facts.put("parameters", info.parameters());
        facts.put("precision", info.precision().toString());
        facts.put("device", info.device());
        return new Outcome<>(
                worker,
                false,
                info.name() + ", " + info.layers() + " layers, " + Numbers.count(info.parameters() / 1_000_000)
                        + " M parameters, " + info.precision() + " on " + info.device(),
                facts);
    }

    private ReactionSettings reactionSettings() {
        return quick ? ReactionSettings.QUICK : ReactionSettings.FIRST_LOOK;
    }

    private Outcome<Reaction> reaction(StoredPath path, Program program) {
        Kept<Reaction> kept = new Studies(workspace, model, options.seed).react(path, program, reactionSettings());
        Reaction reaction = kept.value();
        Reaction.Arm arm = reaction.arms().get(0);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("arms", reaction.arms().size());
        facts.put("held-out thoughts", reaction.heldOut());
        facts.put("clusters", reaction.clusters());
        reaction.arms().forEach(a -> {
            facts.put(a.name() + ": KL p95", a.reached95());
            facts.put(a.name() + ": vocabulary log-odds", Numbers.interval(a.vocabulary()));
            facts.put(a.name() + ": order score", Numbers.interval(a.order()));
            facts.put(a.name() + ": anchor log-probability", Numbers.interval(a.anchor()));
            facts.put(a.name() + ": anchor rank", a.anchorRank() + " (base " + a.anchorRankBase() + ")");
        });
        return new Outcome<>(
                reaction,
                kept.reused(),
                "vocabulary " + Numbers.interval(arm.vocabulary()) + ", order " + Numbers.interval(arm.order())
                        + " nats at KL p95 " + Numbers.three(arm.reached95()) + ", against "
                        + (reaction.arms().size() - 1)
                        + " controls",
                facts);
    }

    private Outcome<Training> training(StoredPath path, Program program) {
        TrainingSettings all = TrainingSettings.DEFAULT;
        TrainingSettings settings = quick
                ? new TrainingSettings(all.variants(), all.rank(), 10, 4, all.budget(), all.rateFactor(), 5, 24)
                : all;
        Kept<Training> kept = new Studies(workspace, model, options.seed).train(path, program, settings, options.seed);
        Training training = kept.value();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("steps", training.steps());
        facts.put("resumed at step", training.resumedAt());
        facts.put("kept step", training.bestStep());
        facts.put("learned numbers", training.parameters());
        facts.put("order before", Numbers.interval(training.before()));
        facts.put("order after", Numbers.interval(training.after()));
        facts.put("mean KL after", training.klAfter());
        return new Outcome<>(
                training,
                kept.reused(),
                training.steps() + " steps, order of held-out thoughts "
                        + Numbers.three(training.before().mean()) + " -> "
                        + Numbers.three(training.after().mean()) + " nats at KL " + Numbers.three(training.klAfter()),
                facts);
    }

    private RunReport report(
            BasinFinder.Result basins,
            BasinPaths.@Nullable Entered chosen,
            @Nullable Program program,
            @Nullable Reaction reaction,
            @Nullable Training training) {
        long begun = System.nanoTime();
        workspace.progress().begin("draw the report", -1);
        List<Assignment> assignments = workspace.graph().basins().assignments();
        List<Basin> finest =
                basins.basins().stream().filter(basin -> basin.level() == 0).toList();
        ThoughtMap map = map(finest, assignments);
        List<BasinRow> rows = rows(finest, assignments);
        Path folder = options.data.resolve("report");
        page = folder.resolve("report.html");
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("points on the map", map.points().size());
        facts.put("page", page.toString());
        arrive(new Station("report", State.DONE, seconds(begun), page.toString(), facts, null));
        versions.put("Stellator", Version.number());
        versions.put("Java", Runtime.version().toString());
        RunReport report = new RunReport(
                RunReport.SCHEMA,
                corpusName(),
                startedAt,
                seconds(started),
                options.seed,
                settings(),
                versions,
                stations,
                map,
                rows,
                basins.settings().beta(),
                basins.settings().curve("beta").stream()
                        .map(point -> new BetaPoint(point.value(), point.score(), point.beside()))
                        .toList(),
                chosen == null ? null : view(chosen),
                program == null ? null : program.print(),
                reaction,
                training == null ? null : new TrainingView(training, null, TrainingLines.verdicts(training)));
        ReportPage.write(report, folder);
        workspace.progress().end();
        return report;
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("source", source.toString());
        settings.put("data", options.data.toString());
        if (options.uri != null) {
            settings.put("uri", options.uri.toString());
        }
        settings.put("quick", String.valueOf(quick));
        settings.put("device", options.device);
        settings.put("reaction", reactionSettings().toString());
        settings.put("heap", Runtime.getRuntime().maxMemory() / (1 << 20) + " MiB");
        return settings;
    }

    private ThoughtMap map(List<Basin> finest, List<Assignment> assignments) {
        Map<String, Integer> rowOf = new HashMap<>();
        for (int i = 0; i < finest.size(); i++) {
            rowOf.put(finest.get(i).id(), i);
        }
        Map<String, Integer> rowOfThought = new HashMap<>();
        assignments.forEach(
                member -> rowOfThought.put(member.thoughtId(), rowOf.getOrDefault(member.basinId(), finest.size())));
        List<ThoughtMap.Item> items = new ArrayList<>();
        workspace
                .graph()
                .thoughts()
                .forEach(thought -> items.add(new ThoughtMap.Item(
                        thought.embedding(), rowOfThought.getOrDefault(thought.id(), finest.size()), thought.text())));
        return ThoughtMap.of(items, options.seed);
    }

    private List<BasinRow> rows(List<Basin> finest, List<Assignment> assignments) {
        Map<String, Map<Zone, Long>> zones = new HashMap<>();
        assignments.forEach(member -> zones.computeIfAbsent(member.basinId(), id -> new EnumMap<>(Zone.class))
                .merge(member.zone(), 1L, Long::sum));
        Map<String, String> texts = Paths.texts(workspace, finest);
        return finest.stream()
                .map(basin -> {
                    Map<Zone, Long> counts = zones.getOrDefault(basin.id(), Map.of());
                    return new BasinRow(
                            basin.id(),
                            basin.label(),
                            basin.size(),
                            basin.depth(),
                            basin.radius(),
                            counts.getOrDefault(Zone.STABLE, 0L),
                            counts.getOrDefault(Zone.UNSTABLE, 0L),
                            counts.getOrDefault(Zone.OUTSIDE, 0L),
                            Paths.anchorTexts(basin),
                            texts.getOrDefault(basin.representativeId(), ""));
                })
                .toList();
    }

    private PathView view(BasinPaths.Entered chosen) {
        PathFinder.Path path = chosen.paths().get(0);
        Map<String, String> uris = workspace
                .graph()
                .thoughts()
                .documentUris(path.evidence().values().stream()
                        .map(Thought::documentId)
                        .distinct()
                        .toList());
        return new PathView(
                path.id(),
                chosen.start().text(),
                path.basin().label(),
                path.energy(),
                path.steps().stream().map(step -> view(path, step, uris)).toList(),
                chosen.paths().stream()
                        .skip(1)
                        .map(other -> new Alternative(other.tokens(), other.energy()))
                        .toList());
    }

    private static StepView view(PathFinder.Path path, Step step, Map<String, String> uris) {
        Thought evidence = step.evidenceId() == null ? null : path.evidence().get(step.evidenceId());
        return new StepView(
                step.token().text(),
                step.energy(),
                evidence == null ? null : evidence.text(),
                evidence == null ? null : uris.get(evidence.documentId()));
    }
}
