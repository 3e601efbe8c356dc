package dev.stellator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import dev.stellator.api.ControlVectors;
import dev.stellator.api.json.BasinJson;
import dev.stellator.api.json.Json;
import dev.stellator.api.json.JsonSchemas;
import dev.stellator.api.json.PathJson;
import dev.stellator.cli.report.RunReport;
import dev.stellator.engine.basin.FixedPointCurve;
import dev.stellator.engine.program.Explanation;
import dev.stellator.engine.program.Program;
import dev.stellator.importer.ImportSummary;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.reaction.Reaction;
import dev.stellator.study.thinking.ThinkingResult;
import dev.stellator.worker.ModelInfo;
import dev.stellator.worker.ReferenceCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The shapes that commands print with {@code --json} are those of {@code docs/json}. A shape that changes on purpose is
 * written anew with {@code -Dschemas=write}, and its version rises when a reader of the old one would not understand it.
 */
class JsonShapesTest {
    private static final Path FOLDER = Path.of("..", "docs", "json");

    private static final Set<String> WRITTEN_BY_HAND = Set.of("graph", "probe");

    /** By the name of the schema. */
    private static final Map<String, Class<?>> SHAPES = new TreeMap<>(Map.ofEntries(
            Map.entry("basins", BasinJson.class),
            Map.entry("chain-start", ChainOutput.Start.class),
            Map.entry("chain-thought", ChainOutput.Born.class),
            Map.entry("chain-end", ChainOutput.End.class),
            Map.entry("control-vector", ControlVectors.Exported.class),
            Map.entry("thinking", ThinkingResult.class),
            Map.entry("doctor", DoctorCommand.Diagnosis.class),
            Map.entry("explanation", Explanation.Line.class),
            Map.entry("export", ExportCommand.Exported.class),
            Map.entry("field", TrainCommand.FieldsOutput.class),
            Map.entry("field-numbers", LearnedField.class),
            Map.entry("fixed-points", FixedPointCurve.Point.class),
            Map.entry("import", ImportSummary.class),
            Map.entry("iteration", SimulateCommand.Iterated.class),
            Map.entry("load", LoadCommand.Loaded.class),
            Map.entry("model-check", ReferenceCheck.Result.class),
            Map.entry("model-gpu", ModelGpuCommand.Found.class),
            Map.entry("model-info", ModelInfo.class),
            Map.entry("model-list", ModelCommand.ListModels.Row.class),
            Map.entry("model-profile", ModelCommand.Profile.Shown.class),
            Map.entry("model-pull", ModelCommand.Pull.Pulled.class),
            Map.entry("path", PathJson.class),
            Map.entry("program", Program.class),
            Map.entry("reaction", Reaction.class),
            Map.entry("reactions", ReactCommand.Output.class),
            Map.entry("run", RunReport.class),
            Map.entry("simulation", SimulateCommand.Summary.class),
            Map.entry("stored-path", PathCommand.PathListJson.class),
            Map.entry("train", TrainCommand.Output.class),
            Map.entry("tree", TreeJson.class)));

    @TestFactory
    Stream<DynamicTest> shouldPrintWhatTheSchemaSays() {
        return SHAPES.entrySet().stream()
                .map(shape -> DynamicTest.dynamicTest(shape.getKey(), () -> check(shape.getKey(), shape.getValue())));
    }

    @Test
    void shouldHaveASchemaForEachNameThatCommandsPrint() throws Exception {
        try (Stream<Path> files = Files.list(FOLDER)) {
            Set<String> names = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".schema.json"))
                    .map(name -> name.replace(".schema.json", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> expected = new TreeSet<>(SHAPES.keySet());
            expected.addAll(WRITTEN_BY_HAND);
            assertThat(names).isEqualTo(expected);
            String page = Files.readString(FOLDER.resolve("README.md"));
            assertThat(names).allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
        }
    }

    private static void check(String name, Class<?> type) throws Exception {
        Path file = FOLDER.resolve(name + ".schema.json");
        String schema = Json.pretty(schema(name, type)) + "\n";
        if ("write".equals(System.getProperty("schemas"))) {
            Files.writeString(file, schema);
        }
        assertThat(file).hasContent(schema);
    }

    private static ObjectNode schema(String name, Class<?> type) {
        var config = new SchemaGeneratorConfigBuilder(Json.MAPPER, SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT, Option.NULLABLE_ARRAY_ITEMS_ALLOWED)
                .with(Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES);
        config.forFields().withNullableCheck(field -> {
            Class<?> raw = field.getType().getErasedType();
            return raw == double.class
                    || raw == Double.class
                    || field.getRawMember().getAnnotatedType().isAnnotationPresent(Nullable.class);
        });
        config.forTypesInGeneral().withSubtypeResolver((declared, context) -> {
            Class<?>[] subtypes = declared.getErasedType().getPermittedSubclasses();
            return subtypes == null
                    ? null
                    : Stream.of(subtypes)
                            .map(subtype -> context.getTypeContext().resolveSubtype(declared, subtype))
                            .toList();
        });
        config.forFields().withRequiredCheck(field -> !field.isFakeContainerItemScope());
        ObjectNode generated = new SchemaGenerator(config.build()).generateSchema(type);
        ObjectNode schema = Json.MAPPER.createObjectNode();
        schema.set("$schema", generated.get("$schema"));
        schema.put("$id", "urn:stellator:" + name + ":1");
        schema.setAll(generated);
        ObjectNode properties = Json.MAPPER.createObjectNode();
        properties.set("schema", Json.MAPPER.createObjectNode().put("const", JsonSchemas.id(name)));
        properties.setAll((ObjectNode) generated.get("properties"));
        schema.set("properties", properties);
        if (schema.get("required") instanceof ArrayNode required) {
            List<String> all = Stream.concat(
                            Stream.of("schema"),
                            Stream.iterate(0, i -> i < required.size(), i -> i + 1)
                                    .map(i -> required.get(i).asText()))
                    .distinct()
                    .toList();
            schema.set("required", Json.MAPPER.valueToTree(all));
        }
        return schema;
    }
}
