package dev.stellator.cli;

import dev.stellator.api.MainRun;
import dev.stellator.api.Paths;
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
import dev.stellator.engine.basin.BasinFinder;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.PathGraph.Step;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.Zone;
import dev.stellator.engine.path.BasinPaths;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.engine.program.Program;
import dev.stellator.study.training.Training;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The report of a main run, which begins when this is made: its result with what the graph holds around it. */
final class RunReports {
    private final Workspace workspace;
    private final GlobalOptions options;
    private final MainRun.Settings run;
    private final Instant startedAt = Instant.now();
    private final long started = System.nanoTime();

    RunReports(Workspace workspace, GlobalOptions options, MainRun.Settings run) {
        this.workspace = workspace;
        this.options = options;
        this.run = run;
    }

    /** Where the page lies when it is written. */
    Path page() {
        return folder().resolve(ReportPage.PAGE);
    }

    private Path folder() {
        return workspace.data().resolve("report");
    }

    /** Draws and writes the report; its own station is the last. */
    RunReport write(MainRun.Result result, RunStations stations) {
        long begun = System.nanoTime();
        workspace.progress().begin("draw the report", -1);
        List<Assignment> assignments = workspace.graph().basins().assignments();
        List<Basin> finest = result.basins().finest();
        ThoughtMap map = map(finest, assignments);
        List<BasinRow> rows = rows(finest, assignments);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("points on the map", map.points().size());
        facts.put("page", page().toString());
        stations.arrive(new Station("report", State.DONE, seconds(begun), page().toString(), facts, null));
        RunReport report = report(result, map, rows, stations);
        ReportPage.write(report, folder());
        workspace.progress().end();
        return report;
    }

    private static double seconds(long since) {
        return Math.round((System.nanoTime() - since) / 1e6) / 1e3;
    }

    private RunReport report(MainRun.Result result, ThoughtMap map, List<BasinRow> rows, RunStations stations) {
        BasinFinder.Result basins = result.basins();
        BasinPaths.Entered chosen = result.path();
        Program program = result.program();
        Training training = result.training();
        Map<String, String> versions = new TreeMap<>(stations.versions());
        versions.put("Stellator", Version.number());
        versions.put("Java", Runtime.version().toString());
        return new RunReport(
                RunReport.SCHEMA,
                run.corpus(),
                startedAt,
                seconds(started),
                options.seed,
                settings(),
                versions,
                result.finding(),
                stations.stations(),
                map,
                rows,
                basins.settings().beta(),
                basins.settings().curve("beta").stream()
                        .map(point -> new BetaPoint(point.value(), point.score(), point.beside()))
                        .toList(),
                chosen == null ? null : view(chosen),
                program == null ? null : program.print(),
                result.reaction(),
                training == null ? null : new TrainingView(training, null, TrainingLines.verdicts(training)));
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("source", run.source().toString());
        settings.put("data", options.data.toString());
        if (options.uri != null) {
            settings.put("uri", options.uri.toString());
        }
        settings.put("device", options.device);
        settings.put("reaction", run.reaction().toString());
        settings.put("training", run.training().toString());
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
        PathFinder.Path path = chosen.best();
        Map<String, String> uris = workspace
                .graph()
                .thoughts()
                .documentUris(path.evidence().values().stream()
                        .map(Thought::documentId)
                        .distinct()
                        .toList());
        List<StepView> steps = new ArrayList<>();
        for (int i = 0; i < path.steps().size(); i++) {
            steps.add(view(path, i, uris));
        }
        return new PathView(
                path.id(),
                chosen.start().text(),
                path.basin().label(),
                path.energy(),
                BasinPaths.RULE,
                steps,
                chosen.paths().stream()
                        .skip(1)
                        .map(other -> new Alternative(other.tokens(), other.energy(), other.onOnePlace(), other.rank()))
                        .toList());
    }

    private static StepView view(PathFinder.Path path, int place, Map<String, String> uris) {
        Step step = path.steps().get(place);
        Thought evidence = step.evidenceId() == null ? null : path.evidence().get(step.evidenceId());
        return new StepView(
                step.token().text(),
                step.energy(),
                path.places().get(place),
                evidence == null ? null : evidence.text(),
                evidence == null ? null : uris.get(evidence.documentId()),
                evidence == null ? 0 : evidence.position() + 1);
    }
}
