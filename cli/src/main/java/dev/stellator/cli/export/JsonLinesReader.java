package dev.stellator.cli.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stellator.api.json.Json;
import dev.stellator.cypher.GraphDump.Node;
import dev.stellator.cypher.GraphDump.Relationship;
import dev.stellator.cypher.GraphShape;
import dev.stellator.cypher.GraphShape.Kind;
import dev.stellator.cypher.GraphShape.Property;
import dev.stellator.engine.InputRefusedException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads what {@link JsonLinesWriter} wrote, a line at a time. */
public final class JsonLinesReader implements AutoCloseable {
    private static final Kind UNSAID = Kind.TEXT;

    private final Path file;
    private final BufferedReader lines;
    private final GraphShape shape;
    private final Map<List<String>, Map<String, Kind>> nodeKinds = new HashMap<>();
    private final Map<String, Map<String, Kind>> relationshipKinds = new HashMap<>();
    private long number;

    /** @throws InputRefusedException when the first line does not say that a graph follows */
    public JsonLinesReader(Path file) throws IOException {
        this.file = file;
        InputStream stream = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        try {
            this.lines = new BufferedReader(
                    new InputStreamReader(
                            Format.isCompressed(file) ? new GZIPInputStream(stream, 1 << 16) : stream,
                            StandardCharsets.UTF_8),
                    1 << 16);
            this.shape = readShape();
        } catch (IOException | RuntimeException e) {
            stream.close();
            throw e;
        }
    }

    public GraphShape shape() {
        return shape;
    }

    private GraphShape readShape() throws IOException {
        JsonNode first;
        try {
            first = next();
        } catch (InputRefusedException e) {
            first = null;
        }
        if (first == null || !first.path("schema").asText().equals(JsonLinesWriter.SCHEMA)) {
            throw new InputRefusedException(file + " is no exported graph: its first line does not name the schema "
                    + JsonLinesWriter.SCHEMA + "; `stellator export FILE.jsonl` writes one");
        }
        List<GraphShape.Nodes> nodes = new ArrayList<>();
        for (JsonNode table : first.path("nodes")) {
            List<String> labels = texts(table.path("labels"));
            List<Property> properties = properties(table);
            nodes.add(new GraphShape.Nodes(labels, table.path("count").asLong(), properties));
            nodeKinds.put(labels, Kinds.byName(properties));
        }
        List<GraphShape.Relationships> relationships = new ArrayList<>();
        for (JsonNode table : first.path("relationships")) {
            String type = table.path("label").asText();
            List<Property> properties = properties(table);
            relationships.add(
                    new GraphShape.Relationships(type, table.path("count").asLong(), properties));
            relationshipKinds.put(type, Kinds.byName(properties));
        }
        return new GraphShape(first.path("version").asInt(), nodes, relationships);
    }

    private List<Property> properties(JsonNode table) {
        List<Property> properties = new ArrayList<>();
        table.path("properties").properties().forEach(field -> {
            try {
                properties.add(
                        new Property(field.getKey(), Kinds.of(field.getValue().asText())));
            } catch (IllegalArgumentException e) {
                throw refused("'" + field.getValue().asText() + "' is no kind of property", e);
            }
        });
        return properties;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return List.copyOf(texts);
    }

    /** Receives what the file holds. */
    public interface Consumer {
        void node(Node node);

        void relationship(Relationship relationship);
    }

    /**
     * Reads the rest of the file.
     *
     * @throws InputRefusedException when a line is neither a node nor a relationship, or fewer came than the first line
     *     says
     */
    public void forEach(Consumer consumer) throws IOException {
        long expected = shape.size();
        long seen = 0;
        for (JsonNode line = next(); line != null; line = next()) {
            switch (line.path("type").asText()) {
                case "node" -> {
                    List<String> labels = texts(line.path("labels"));
                    Map<String, Kind> kinds = nodeKinds.getOrDefault(labels, Map.of());
                    consumer.node(new Node(line.path("id").asText(), labels, values(line, kinds)));
                }
                case "relationship" -> {
                    String type = line.path("label").asText();
                    Map<String, Kind> kinds = relationshipKinds.getOrDefault(type, Map.of());
                    consumer.relationship(new Relationship(
                            type, line.path("start").asText(), line.path("end").asText(), values(line, kinds)));
                }
                default -> throw refused("the line's type is neither node nor relationship", null);
            }
            seen++;
        }
        if (seen != expected) {
            throw new InputRefusedException(file + " is not whole: its first line announces " + expected
                    + " nodes and relationships, it holds " + seen);
        }
    }

    private @Nullable JsonNode next() throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isBlank()) {
                try {
                    return Json.MAPPER.readTree(line);
                } catch (JsonProcessingException e) {
                    throw refused("the line is no JSON: " + e.getOriginalMessage(), e);
                }
            }
        }
        return null;
    }

    private Map<String, @Nullable Object> values(JsonNode line, Map<String, Kind> kinds) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        line.path("properties").properties().forEach(field -> {
            Kind kind = kinds.getOrDefault(field.getKey(), UNSAID);
            JsonNode value = field.getValue();
            try {
                values.put(field.getKey(), kind.isList() ? list(value, kind) : value(value, kind));
            } catch (NumberFormatException | DateTimeException e) {
                throw refused("the property " + field.getKey() + " is no " + Kinds.word(kind), e);
            }
        });
        return values;
    }

    private static List<Object> list(JsonNode values, Kind kind) {
        List<Object> list = new ArrayList<>(values.size());
        Kind each =
                switch (kind) {
                    case INTEGERS -> Kind.INTEGER;
                    case FLOATS, VECTOR -> Kind.FLOAT;
                    case BOOLEANS -> Kind.BOOLEAN;
                    default -> Kind.TEXT;
                };
        for (JsonNode value : values) {
            Object one = value(value, each);
            list.add(kind == Kind.VECTOR && one instanceof Double number ? Double.valueOf(number.floatValue()) : one);
        }
        return list;
    }

    private static Object value(JsonNode value, Kind kind) {
        return switch (kind) {
            case INTEGER -> value.asLong();
            case FLOAT -> value.isTextual() ? Double.valueOf(value.asText()) : Double.valueOf(value.asDouble());
            case BOOLEAN -> value.asBoolean();
            case TIME -> ZonedDateTime.parse(value.asText());
            default -> value.asText();
        };
    }

    private InputRefusedException refused(String why, @Nullable Exception cause) {
        String message = file + ", line " + number + ": " + why;
        return cause == null ? new InputRefusedException(message) : new InputRefusedException(message, cause);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
