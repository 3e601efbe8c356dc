package dev.stellator.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.stellator.api.json.Json;
import dev.stellator.engine.Hashes;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.WholeFiles;
import dev.stellator.engine.graph.BasinGraph.FieldSettings;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.worker.ModelInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Results in the data folder, each under a key of everything that it depends on: the version of its measure and the
 * canonical JSON of its settings. What was measured once is not measured again; a measure whose meaning has changed has
 * another version, so that older results stay where they are and are never taken for new ones.
 *
 * <p>Safe for use by several threads; two that measure the same write the same.
 */
final class StoredResults {
    private static final int KEY_CHARACTERS = 16;
    private static final ObjectMapper CANONICAL = Json.MAPPER
            .rebuild()
            .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private final Workspace workspace;
    private final ModelSettings model;

    StoredResults(Workspace workspace, ModelSettings model) {
        this.workspace = workspace;
        this.model = model;
    }

    /**
     * The folder of a result of the model, its learned field, and the basins that there are.
     *
     * @param kind of the result, the beginning of the folder's name
     * @param measure version of what is measured
     * @param settings all else that the result depends on, by name; records and collections count by their contents
     */
    Path folder(String kind, String measure, Map<String, ?> settings) {
        ModelInfo info = workspace.model(model).info();
        LearnedField field = workspace.field(model);
        FieldSettings basins = workspace.graph().basins().settings();
        Map<String, Object> depends = new HashMap<>(settings);
        depends.put("model", info.fingerprint());
        depends.put("precision", info.precision());
        depends.put("field", field == null ? "" : FieldLearning.stored(field).id());
        depends.put("basins", basins == null ? "" : basins);
        return workspace.data().resolve("runs").resolve(kind + "-" + key(kind, measure, depends));
    }

    static String key(String kind, String measure, Map<String, ?> depends) {
        try {
            return Hashes.sha256(kind + "\n" + measure + "\n" + CANONICAL.writeValueAsString(depends))
                    .substring(0, KEY_CHARACTERS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write the key of a " + kind + " as JSON", e);
        }
    }

    /**
     * A result that was stored; null where there is none.
     *
     * @throws StellatorException when the file cannot be read, or holds something else
     */
    static <T> @Nullable T read(Path file, Class<T> type) {
        try {
            return !Files.exists(file) ? null : Json.MAPPER.readValue(file.toFile(), type);
        } catch (IOException e) {
            throw new StellatorException(
                    "cannot read " + file + ": " + e.getMessage() + "; delete it to measure again", e);
        }
    }

    /** Stores a result in one piece. */
    static void write(Path file, Object value) {
        try {
            WholeFiles.write(file, Json.pretty(value));
        } catch (IOException e) {
            throw new StellatorException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
