package dev.stellator.api;

import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.PathGraph.Run;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.probe.Probe;
import dev.stellator.engine.program.Program;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.reaction.Directions;
import dev.stellator.study.simulation.Confirmation;
import dev.stellator.study.simulation.Simulated;
import dev.stellator.study.simulation.Simulation;
import dev.stellator.study.thinking.Chain;
import dev.stellator.study.thinking.Decoding;
import dev.stellator.study.thinking.Thinker;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.ModelInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Simulations, kept in the data folder under a key of everything that an iteration depends on.
 *
 * <p>For one thread, as its workspace is.
 */
public final class Simulations {
    private static final int SUBWORDS = 24;
    private static final int CALIBRATION = 8;

    private final Workspace workspace;
    private final ModelSettings modelChoice;
    private final long seed;

    public Simulations(Workspace workspace, ModelSettings modelChoice, long seed) {
        this.workspace = workspace;
        this.modelChoice = modelChoice;
        this.seed = seed;
    }

    /** The chains of thoughts along an accepted path. */
    public record Example(Confirmation confirmation, List<Chain> chains) {
        public Example {
            chains = List.copyOf(chains);
        }
    }

    /** @param examples of accepted paths */
    public record Kept(Simulated simulated, List<Example> examples, Path folder, ModelInfo model) {
        public Kept {
            examples = List.copyOf(examples);
        }
    }

    /** @param chains of confirmed paths that are shown, at most */
    public Kept run(Simulation.Settings settings, int chains, Simulation.Listener listener) {
        LanguageModel model = workspace.modelForTexts(modelChoice);
        @Nullable LearnedField field = workspace.field(modelChoice);
        Path folder =
                new StoredResults(workspace, modelChoice).folder("simulation", "", Map.of("settings", settings.key()));
        Simulated simulated = new Simulation(
                        model,
                        field,
                        workspace.graph().thoughts(),
                        workspace.graph().basins(),
                        workspace.graph().transitions())
                .run(settings, folder, workspace.progress(), listener);
        save(folder, settings, simulated);
        return new Kept(simulated, examples(simulated, model, chains), folder, model.info());
    }

    /** Paths that are stored already keep their own programs; the accepted ones stand in the rows. */
    private void save(Path folder, Simulation.Settings settings, Simulated simulated) {
        var graph = workspace.graph().paths();
        for (StoredPath path : simulated.paths()) {
            if (graph.path(path.id()) == null) {
                graph.save(path);
            }
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("arm", "all iterations");
        all.put("iterations", simulated.iterations().size());
        all.put(
                "accepted",
                simulated.paths().isEmpty() ? 0 : simulated.pathTally().accepted());
        all.put("decoysAccepted", simulated.decoyTally().accepted());
        rows.add(all);
        for (int i = 0; i < simulated.confirmations().size(); i++) {
            rows.add(row(simulated.confirmations().get(i), simulated.adjusted().get(i)));
        }
        graph.save(new Run(
                String.valueOf(folder.getFileName()),
                "simulate",
                seed,
                Map.of("settings", settings.key(), "iterations", settings.iterations()),
                simulated.paths().stream().map(StoredPath::id).distinct().toList(),
                rows));
    }

    private static Map<String, Object> row(Confirmation one, double q) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("arm", one.decoy() ? "accepted random path" : "accepted path");
        row.put("tokens", one.tokens());
        row.put("program", one.program());
        row.put("iteration", one.iteration());
        row.put("klMean", one.klMean());
        row.put("vocabularyLogOdds", one.vocabulary());
        row.put(
                "randomLogOdds",
                one.random().stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN));
        row.put("vocabularyP", one.p());
        row.put("vocabularyQ", q);
        row.put("orderScore", one.order());
        row.put("orderP", one.orderP());
        return row;
    }

    private List<Example> examples(Simulated simulated, LanguageModel model, int most) {
        List<Confirmation> shown = simulated.confirmations().stream()
                .filter(one -> !one.decoy())
                .limit(most)
                .toList();
        if (shown.isEmpty()) {
            return List.of();
        }
        workspace.note("thinking along " + shown.size() + " accepted paths");
        Map<String, Basin> basins = new LinkedHashMap<>();
        Paths.finestBasins(workspace).forEach(basin -> basins.put(basin.id(), basin));
        List<Example> result = new ArrayList<>();
        try (Probe probe =
                Probe.open(workspace.graph().thoughts(), workspace.graph().basins())) {
            for (Confirmation one : shown) {
                @Nullable
                Basin basin = basins.get(
                        simulated.iterations().get(one.iteration() - 1).path().basin());
                if (basin != null) {
                    result.add(chains(one, basin, simulated.neutral(), model, probe));
                }
            }
        }
        return result;
    }

    private Example chains(Confirmation one, Basin basin, List<String> neutral, LanguageModel model, Probe probe) {
        Program program = Program.parse(one.program());
        @Nullable
        Directions directions = program.phase() == null
                ? null
                : Directions.ofWords(
                                model,
                                List.of(List.of(
                                        one.tokens().get(0),
                                        one.tokens().get(one.tokens().size() - 1))),
                                neutral)
                        .get(0);
        float[] start = workspace.embed(one.thought());
        BasinFall fall = new BasinFall(workspace);
        return new Example(
                one,
                new Thinker(model, workspace.field(modelChoice))
                        .think(
                                new Thinker.Request(
                                        one.thought(),
                                        program,
                                        fall.coalescence(basin, fall.median(basin), probe.ask(start)),
                                        directions,
                                        neutral.subList(0, Math.min(CALIBRATION, neutral.size())),
                                        List.of(),
                                        true,
                                        new Decoding(SUBWORDS, 0, false),
                                        seed),
                                fall.field(probe),
                                (arm, link) -> {}));
    }
}
