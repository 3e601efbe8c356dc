package dev.stellator.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import dev.stellator.api.GraphViews;
import dev.stellator.api.LearnedFields;
import dev.stellator.api.ProgramForm;
import dev.stellator.api.Programs;
import dev.stellator.api.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The description of the HTTP interface says what the handlers do: its paths are those that they answer, its shapes are the
 * records that they write and the schemas of {@code docs/json}. It is written anew with {@code -Dschemas=write}.
 */
class OpenApiTest {
    private static final Path FILE = Path.of("src/main/resources/dev/stellator/serve/openapi.json");
    private static final Path SCHEMAS = Path.of("..", "docs", "json");
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");
    private static final String EVENTS = "text/event-stream";
    private static final String BYTES = "application/octet-stream";

    /**
     * @param asked shape of the body; null for none
     * @param answer a record, the name of a schema in {@code docs/json}, a media type, or null for no content
     */
    private record Described(String summary, @Nullable Class<?> asked, @Nullable Object answer, boolean list) {}

    private static final Map<String, Described> TABLE = table();

    private static Map<String, Described> table() {
        Map<String, Described> table = new LinkedHashMap<>();
        one(table, "GET /api/v1/status", "What is open, what the graph holds", null, ServerRoutes.Status.class);
        one(
                table,
                "POST /api/v1/session",
                "Lets queries of this session write, or not",
                ServerRoutes.SessionState.class,
                ServerRoutes.SessionState.class);
        one(table, "GET /api/v1/map", "All thoughts in two dimensions (ETag; STM1, see docs/serve.md)", null, BYTES);
        one(
                table,
                "GET /api/v1/thoughts",
                "Thoughts by rows of the map (rows=1,2), or alike to a text (near=, limit=)",
                null,
                GraphRoutes.Thoughts.class);
        many(table, "GET /api/v1/basins", "All basins, the largest first", "basins");
        one(
                table,
                "POST /api/v1/probe",
                "Does a text fall into a basin?",
                GraphRoutes.Probing.class,
                GraphRoutes.Probed.class);
        one(
                table,
                "GET /api/v1/probe/null",
                "The scores that p-values are calibrated with",
                null,
                GraphViews.Null.class);
        one(table, "POST /api/v1/paths/find", "Finds a path, and stores nothing", GraphRoutes.PathAsked.class, "path");
        many(table, "GET /api/v1/paths", "Stored paths, the newest first", GraphViews.PathRow.class);
        one(table, "POST /api/v1/paths", "Finds a path, and stores it", GraphRoutes.PathAsked.class, "path");
        one(
                table,
                "POST /api/v1/programs/check",
                "Reads a program",
                GraphRoutes.ProgramText.class,
                Programs.Checked.class);
        one(
                table,
                "POST /api/v1/programs/write",
                "Writes a program's text from a form",
                ProgramForm.class,
                Programs.Checked.class);
        one(
                table,
                "POST /api/v1/cypher",
                "Runs a query; it may write where the session is unlocked",
                GraphRoutes.Query.class,
                GraphViews.Rows.class);
        many(table, "GET /api/v1/fields", "Learned fields, those in use first", LearnedFields.Row.class);
        one(table, "GET /api/v1/fields/{name}", "The numbers of a field, as train --show", null, "field-numbers");
        one(table, "POST /api/v1/think", "Starts a job that thinks along a path", JobAsked.class, Job.View.class);
        many(table, "GET /api/v1/jobs", "Jobs, the newest first", Job.View.class);
        one(table, "POST /api/v1/jobs", "Starts a job", JobAsked.class, Job.View.class);
        one(table, "GET /api/v1/jobs/{id}", "A job", null, Job.View.class);
        one(table, "DELETE /api/v1/jobs/{id}", "Stops a job, or forgets one that is over", null, Job.View.class);
        one(
                table,
                "POST /api/v1/jobs/{id}/resume",
                "Starts the same command again, which goes on where it ended",
                null,
                Job.View.class);
        one(
                table,
                "GET /api/v1/jobs/{id}/events",
                "What happens in a job: line, note, progress, state, over;" + " Last-Event-ID replays",
                null,
                EVENTS);
        many(table, "GET /api/v1/reports", "Reports in the data folder, the newest first", ReportRoutes.Row.class);
        one(table, "GET /api/v1/reports/{id}", "A report, as its command wrote it", null, "run");
        one(
                table,
                "POST /api/v1/commands",
                "Runs a command line (bearer alone); answers frames, see docs/serve.md",
                CommandRoutes.Asked.class,
                BYTES);
        one(table, "POST /api/v1/commands/{key}/input", "Standard input of a command", null, null);
        one(table, "DELETE /api/v1/commands/{key}", "Stops a command", null, null);
        one(table, "POST /api/v1/stop", "Ends the server (bearer alone)", null, null);
        one(table, "GET /api/v1/openapi.json", "This description", null, "application/json");
        return table;
    }

    private static void one(
            Map<String, Described> table,
            String route,
            String summary,
            @Nullable Class<?> asked,
            @Nullable Object answer) {
        table.put(route, new Described(summary, asked, answer, false));
    }

    private static void many(Map<String, Described> table, String route, String summary, Object answer) {
        table.put(route, new Described(summary, null, answer, true));
    }

    @Test
    void shouldDescribeWhatTheHandlersAnswer(@TempDir Path data) throws IOException {
        try (ExplorerServer server = SecurityTest.serve(data, false)) {
            assertThat(server.routes().stream().filter(route -> route.contains("/api/")))
                    .containsExactlyInAnyOrderElementsOf(TABLE.keySet());
        }
        String description = Json.pretty(description()) + "\n";
        if ("write".equals(System.getProperty("schemas"))) {
            Files.writeString(FILE, description);
        }
        assertThat(FILE).hasContent(description);
    }

    private static ObjectNode description() throws IOException {
        ObjectNode description = Json.MAPPER.createObjectNode().put("openapi", "3.1.0");
        description
                .putObject("info")
                .put("title", "Stellator explorer")
                .put("version", "1")
                .put(
                        "description",
                        "On the loopback interface alone; every request shows the cookie or the bearer token.");
        ObjectNode paths = description.putObject("paths");
        ObjectNode shapes = Json.MAPPER.createObjectNode();
        for (Map.Entry<String, Described> entry : TABLE.entrySet()) {
            String[] route = entry.getKey().split(" ", -1);
            ObjectNode item = paths.withObjectProperty(route[1]);
            item.set(route[0].toLowerCase(Locale.ROOT), operation(route[1], entry.getValue(), shapes));
        }
        description.putObject("components").set("schemas", shapes);
        return description;
    }

    private static ObjectNode operation(String path, Described described, ObjectNode shapes) throws IOException {
        ObjectNode operation = Json.MAPPER.createObjectNode().put("summary", described.summary());
        Matcher variables = VARIABLE.matcher(path);
        while (variables.find()) {
            ObjectNode parameter = operation.withArrayProperty("parameters").addObject();
            parameter.put("name", variables.group(1)).put("in", "path").put("required", true);
            parameter.putObject("schema").put("type", "string");
        }
        if (described.asked() != null) {
            operation
                    .putObject("requestBody")
                    .putObject("content")
                    .putObject("application/json")
                    .set("schema", reference(described.asked(), shapes));
        }
        ObjectNode responses = operation.putObject("responses");
        ObjectNode done = responses.putObject("2XX").put("description", "done");
        Object answer = described.answer();
        if (answer instanceof String type && type.contains("/")) {
            done.putObject("content").putObject(type);
        } else if (answer != null) {
            ObjectNode shape =
                    answer instanceof Class<?> type ? reference(type, shapes) : named((String) answer, shapes);
            ObjectNode list = Json.MAPPER.createObjectNode().put("type", "array");
            list.set("items", shape);
            done.putObject("content").putObject("application/json").set("schema", described.list() ? list : shape);
        }
        responses
                .putObject("default")
                .put("description", "refused, with a remedy")
                .putObject("content")
                .putObject("application/problem+json")
                .set("schema", reference(Problem.class, shapes));
        return operation;
    }

    private static ObjectNode named(String name, ObjectNode shapes) throws IOException {
        if (!shapes.has(name)) {
            shapes.set(
                    name,
                    Json.MAPPER.readTree(SCHEMAS.resolve(name + ".schema.json").toFile()));
        }
        return Json.MAPPER.createObjectNode().put("$ref", "#/components/schemas/" + name);
    }

    private static ObjectNode reference(Class<?> type, ObjectNode shapes) {
        String name = type.getSimpleName();
        if (!shapes.has(name)) {
            var config = new SchemaGeneratorConfigBuilder(
                            Json.MAPPER, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                    .with(Option.NULLABLE_ARRAY_ITEMS_ALLOWED, Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES)
                    .with(Option.INLINE_ALL_SCHEMAS);
            config.forFields().withNullableCheck(field -> {
                Class<?> raw = field.getType().getErasedType();
                return raw == double.class
                        || field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class);
            });
            ObjectNode schema = new SchemaGenerator(config.build()).generateSchema(type);
            schema.remove("$schema");
            shapes.set(name, schema);
        }
        return Json.MAPPER.createObjectNode().put("$ref", "#/components/schemas/" + name);
    }
}
