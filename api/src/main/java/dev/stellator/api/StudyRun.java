package dev.stellator.api;

import dev.stellator.engine.graph.PathGraph.Run;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.program.Program;
import dev.stellator.study.reaction.Reaction;
import dev.stellator.study.training.Training;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A study as the graph keeps it.
 *
 * @param command that measured it
 * @param rows one an arm
 */
record StudyRun(String command, List<Map<String, Object>> rows) {
    static StudyRun of(Reaction reaction) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (Reaction.Arm arm : reaction.arms()) {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("arm", arm.name());
            row.put("tokens", arm.tokens());
            row.put("gain", arm.gain());
            row.put("kl95", arm.reached95());
            row.put("klMean", arm.klMean());
            row.put("klCompared", arm.klCompared());
            row.put("family", arm.family());
            row.put("vocabularyLogOdds", arm.vocabulary().mean());
            row.put("vocabularyP", arm.vocabulary().p());
            row.put("orderScore", arm.order().mean());
            row.put("orderP", arm.order().p());
            row.put("perplexity", arm.perplexity());
            row.put("basePerplexity", reaction.basePerplexity());
            rows.add(row);
        }
        return new StudyRun("react", rows);
    }

    static StudyRun of(Training training, Program program, long trainingSeed) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("arm", "trained " + String.join(" and ", training.learned()));
        row.put("dampening", program.dampening() == null ? 1.0 : program.dampening());
        row.put("trainingSeed", trainingSeed);
        row.put("orderBefore", training.before().mean());
        row.put("orderAfter", training.after().mean());
        row.put("klMean", training.klAfter());
        row.put("p", training.change().p());
        row.put("steps", training.steps());
        return new StudyRun("train", List.of(row));
    }

    /** @param folder of the stored result, whose name is the run's id */
    Run run(Path folder, StoredPath path, String settings, long seed) {
        return new Run(
                String.valueOf(folder.getFileName()),
                command,
                seed,
                Map.of("settings", settings),
                List.of(path.id()),
                rows);
    }
}
