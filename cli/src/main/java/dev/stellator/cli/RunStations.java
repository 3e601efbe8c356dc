package dev.stellator.cli;

import dev.stellator.api.MainRun;
import dev.stellator.api.MainRun.Reached;
import dev.stellator.api.MainRun.Unreached;
import dev.stellator.api.Paths;
import dev.stellator.api.Workspace;
import dev.stellator.api.json.Numbers;
import dev.stellator.cli.report.RunReport.State;
import dev.stellator.cli.report.RunReport.Station;
import dev.stellator.cypher.GraphStore;
import dev.stellator.engine.basin.BasinFinder;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.path.BasinPaths;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.engine.program.Program;
import dev.stellator.importer.ImportSummary;
import dev.stellator.study.reaction.Reaction;
import dev.stellator.study.training.Training;
import dev.stellator.worker.ModelInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The stations of a main run as lines for people and rows of the report, told as they are reached. */
final class RunStations implements MainRun.Listener {
    private final Workspace workspace;
    private final GlobalOptions options;
    private final Consumer<Station> told;
    private final Consumer<Throwable> trace;
    private final List<Station> stations = new ArrayList<>();
    private final Map<String, String> versions = new TreeMap<>();
    private String pathId = "";

    /** @param trace receives what a station failed with, where the user wants to see it */
    RunStations(Workspace workspace, GlobalOptions options, Consumer<Station> told, Consumer<Throwable> trace) {
        this.workspace = workspace;
        this.options = options;
        this.told = told;
        this.trace = trace;
    }

    List<Station> stations() {
        return List.copyOf(stations);
    }

    /** Versions of what takes part, by name. */
    Map<String, String> versions() {
        return Map.copyOf(versions);
    }

    void arrive(Station station) {
        stations.add(station);
        told.accept(station);
    }

    private void arrive(MainRun.Station station, Reached<?> reached, String summary, Map<String, Object> facts) {
        State state = reached.reused() ? State.REUSED : State.DONE;
        arrive(new Station(name(station), state, reached.seconds(), summary, facts, null));
    }

    private static String name(MainRun.Station station) {
        return station.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void unreached(Unreached unreached) {
        RuntimeException failure = unreached.failure();
        if (failure == null) {
            String missing = unreached.missing() == null ? "" : unreached.missing();
            arrive(new Station(name(unreached.station()), State.SKIPPED, 0, missing, Map.of(), null));
            return;
        }
        if (options.verbose) {
            trace.accept(failure);
        }
        String[] parts = Failures.describe(failure, options).split("; ", 2);
        arrive(new Station(
                name(unreached.station()),
                State.FAILED,
                unreached.seconds(),
                parts[0],
                Map.of(),
                parts.length > 1 ? parts[1] : null));
    }

    @Override
    public void graph(Reached<GraphStore.Status> reached) {
        GraphStore.Status status = reached.value();
        versions.put("Neo4j", status.neo4j());
        versions.put("GDS", String.valueOf(status.gds()));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("place", status.place());
        facts.put("schema version", status.schemaVersion());
        facts.put("thoughts before", status.counts().thoughts());
        arrive(
                MainRun.Station.GRAPH,
                reached,
                "Neo4j " + status.neo4j() + " with GDS " + status.gds() + " in " + status.place(),
                facts);
    }

    @Override
    public void imported(Reached<ImportSummary> reached) {
        ImportSummary summary = reached.value();
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
        arrive(
                MainRun.Station.IMPORT,
                reached,
                ImportLines.headline(summary) + "; " + ImportLines.counts(summary),
                facts);
    }

    @Override
    public void basins(Reached<BasinFinder.Result> reached) {
        BasinFinder.Result result = reached.value();
        List<Basin> finest = result.finest();
        long levels = result.basins().stream().mapToInt(Basin::level).distinct().count();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("basins at the finest level", finest.size());
        facts.put("levels", levels);
        facts.put("beta", result.settings().beta());
        facts.put("neighbours", result.settings().neighbours());
        facts.put("offset weight", result.settings().offsetWeight());
        facts.put("resolution", result.settings().resolution());
        result.settings().curve("resolution").stream()
                .filter(point -> point.value() == result.settings().resolution())
                .forEach(point -> facts.put("stability at this resolution", point.score()));
        zoneCounts().forEach((zone, count) -> facts.put("thoughts " + zone, count));
        String largest =
                finest.stream().limit(3).map(basin -> "'" + basin.label() + "'").collect(Collectors.joining(", "));
        arrive(
                MainRun.Station.BASINS,
                reached,
                finest.size() + " basins on " + levels + " levels, the largest " + largest,
                facts);
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

    @Override
    public void path(Reached<BasinPaths.Entered> reached) {
        PathFinder.Path path = reached.value().best();
        pathId = path.id();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("steps", path.steps().size());
        facts.put("energy, nats", path.energy());
        facts.put("steps with evidence", path.evidence().size());
        facts.put("alternatives", reached.value().paths().size() - 1);
        arrive(
                MainRun.Station.PATH,
                reached,
                String.join(" -> ", path.tokens()) + ", " + Numbers.three(path.energy()) + " nats, into '"
                        + path.basin().label() + "'",
                facts);
    }

    @Override
    public void program(Reached<Program> reached) {
        Program program = reached.value();
        long lines = program.print().lines().count();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("steps", program.tokens().size());
        facts.put("lines", lines);
        facts.put("stored on path", Paths.shortId(pathId));
        arrive(MainRun.Station.PROGRAM, reached, lines + " lines, stored on path " + Paths.shortId(pathId), facts);
    }

    @Override
    public void worker(Reached<ModelInfo> reached) {
        ModelInfo info = reached.value();
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
        arrive(
                MainRun.Station.WORKER,
                reached,
                info.name() + ", " + info.layers() + " layers, " + Numbers.count(info.parameters() / 1_000_000)
                        + " M parameters, " + info.precision() + " on " + info.device(),
                facts);
    }

    @Override
    public void reaction(Reached<Reaction> reached) {
        Reaction reaction = reached.value();
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
        arrive(
                MainRun.Station.REACTION,
                reached,
                "vocabulary " + Numbers.interval(arm.vocabulary()) + ", order " + Numbers.interval(arm.order())
                        + " nats at KL p95 " + Numbers.three(arm.reached95()) + ", against "
                        + (reaction.arms().size() - 1)
                        + " controls",
                facts);
    }

    @Override
    public void training(Reached<Training> reached) {
        Training training = reached.value();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("steps", training.steps());
        facts.put("resumed at step", training.resumedAt());
        facts.put("kept step", training.bestStep());
        facts.put("learned numbers", training.parameters());
        facts.put("order before", Numbers.interval(training.before()));
        facts.put("order after", Numbers.interval(training.after()));
        facts.put("mean KL after", training.klAfter());
        arrive(
                MainRun.Station.TRAINING,
                reached,
                training.steps() + " steps, order of held-out thoughts "
                        + Numbers.three(training.before().mean()) + " -> "
                        + Numbers.three(training.after().mean()) + " nats at KL " + Numbers.three(training.klAfter()),
                facts);
    }
}
