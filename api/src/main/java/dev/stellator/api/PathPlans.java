package dev.stellator.api;

import dev.stellator.api.json.Json;
import dev.stellator.cypher.GraphStore;
import dev.stellator.engine.Hashes;
import dev.stellator.engine.graph.PathGraph.Step;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.program.Program;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.reaction.Controls;
import dev.stellator.study.reaction.Directions;
import dev.stellator.study.reaction.StepDirections;
import dev.stellator.study.reaction.StudyPlanner;
import dev.stellator.study.reaction.StudyPlanner.Plan;
import dev.stellator.study.reaction.StudyPlanner.Subject;
import dev.stellator.worker.LanguageModel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What a study of a stored path needs from graph and model: texts, words, controls, directions. Used by one thread. */
final class PathPlans {
    private static final int MENTIONING = 12;

    private final Workspace workspace;
    private final ModelSettings modelChoice;
    private final long seed;

    PathPlans(Workspace workspace, ModelSettings modelChoice, long seed) {
        this.workspace = workspace;
        this.modelChoice = modelChoice;
        this.seed = seed;
    }

    Plan plan(StoredPath path, Program program, Controls.Choice controls) {
        GraphStore graph = workspace.graph();
        return new StudyPlanner(graph.thoughts(), graph.basins(), graph.transitions())
                .plan(
                        new Subject(
                                path.basinId(),
                                path.steps().stream().map(Step::token).toList(),
                                path.steps().stream()
                                        .map(Step::evidenceId)
                                        .filter(Objects::nonNull)
                                        .collect(Collectors.toSet())),
                        program,
                        controls,
                        seed);
    }

    /** Measured once for the same texts and model, and kept beside the runs. */
    Directions directions(Plan plan, Program program) {
        LanguageModel model = workspace.model(modelChoice);
        List<String> neutral = plan.material().neutral();
        int most = plan.withToken().size() + plan.withAnchor().size();
        List<List<String>> texts =
                List.of(plan.withToken(), plan.withAnchor(), neutral.subList(0, Math.min(neutral.size(), most)));
        String key = model.info().fingerprint() + "\n" + model.info().precision() + "\n" + Json.pretty(texts);
        Path file = workspace
                .data()
                .resolve("directions")
                .resolve(Hashes.sha256(key).substring(0, 32) + ".json");
        Directions directions = StoredResults.read(file, Directions.class);
        if (directions == null) {
            directions = Directions.measure(model, texts.get(0), texts.get(1), texts.get(2));
            StoredResults.write(file, directions);
        }
        LearnedField field = workspace.field(modelChoice);
        boolean sweeps = sweepsDirections(program) || (field != null && field.sweeps());
        return sweeps ? directions.withTokens(byToken(model, plan, program, texts.get(2))) : directions;
    }

    /** The differences of means of all tokens that any arm sweeps over. */
    private Map<String, float[][]> byToken(LanguageModel model, Plan plan, Program program, List<String> neutral) {
        Set<String> tokens = new LinkedHashSet<>(program.tokens());
        plan.controls().forEach(control -> tokens.addAll(control.program().tokens()));
        float[][] base = StepDirections.neutral(model, neutral);
        Map<String, float[][]> found = new LinkedHashMap<>();
        for (String token : tokens) {
            float[][][] vectors = StepDirections.measure(model, List.of(mentioning(token)), base)
                    .vectors();
            float[][] byLayer = new float[vectors.length][];
            Arrays.setAll(byLayer, layer -> vectors[layer][0]);
            found.put(token, byLayer);
        }
        return found;
    }

    /** Texts that mention a token; the token alone where the graph has none. */
    List<String> mentioning(String token) {
        var transitions = workspace.graph().transitions();
        List<String> mentioning = transitions.find(token).stream()
                .limit(1)
                .flatMap(one -> transitions.mentioning(one.id(), MENTIONING).stream())
                .map(Thought::text)
                .toList();
        return mentioning.isEmpty() ? List.of(token) : mentioning;
    }

    static boolean sweepsDirections(Program program) {
        return program.drifts().stream().anyMatch(Program.DirectionDrift.class::isInstance);
    }
}
