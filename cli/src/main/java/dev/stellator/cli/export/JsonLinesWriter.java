package dev.stellator.cli.export;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import dev.stellator.api.json.Json;
import dev.stellator.api.json.JsonSchemas;
import dev.stellator.cypher.GraphDump.Node;
import dev.stellator.cypher.GraphDump.Relationship;
import dev.stellator.cypher.GraphShape;
import dev.stellator.cypher.GraphShape.Kind;
import dev.stellator.cypher.GraphShape.Property;
import java.io.IOException;
import java.io.OutputStream;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A first line that says what the graph consists of, then a line a node and a line a relationship. A number that is none
 * is a text: {@code "NaN"}, {@code "Infinity"}; times are ISO 8601.
 */
final class JsonLinesWriter implements GraphWriter {
    /** Names the schema in {@code docs/json}. */
    static final String SCHEMA = JsonSchemas.id("graph");

    private final JsonGenerator json;
    private final Map<List<String>, Map<String, Kind>> nodeKinds = new HashMap<>();
    private final Map<String, Map<String, Kind>> relationshipKinds = new HashMap<>();

    JsonLinesWriter(OutputStream out, GraphShape shape) throws IOException {
        json = Json.MAPPER.getFactory().createGenerator(out, JsonEncoding.UTF8);
        json.setPrettyPrinter(new MinimalPrettyPrinter("\n"));
        json.writeStartObject();
        json.writeStringField("schema", SCHEMA);
        json.writeStringField("type", "graph");
        json.writeNumberField("version", shape.version());
        json.writeArrayFieldStart("nodes");
        for (GraphShape.Nodes table : shape.nodes()) {
            nodeKinds.put(table.labels(), Kinds.byName(table.properties()));
            json.writeStartObject();
            writeTexts("labels", table.labels());
            writeTable(table.count(), table.properties());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("relationships");
        for (GraphShape.Relationships table : shape.relationships()) {
            relationshipKinds.put(table.type(), Kinds.byName(table.properties()));
            json.writeStartObject();
            json.writeStringField("label", table.type());
            writeTable(table.count(), table.properties());
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void writeTable(long count, Collection<Property> properties) throws IOException {
        json.writeNumberField("count", count);
        json.writeObjectFieldStart("properties");
        for (Property property : properties) {
            json.writeStringField(property.name(), Kinds.word(property.kind()));
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void writeTexts(String field, Collection<String> texts) throws IOException {
        json.writeArrayFieldStart(field);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    @Override
    public void node(Node node) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "node");
        json.writeStringField("id", node.key());
        writeTexts("labels", node.labels());
        writeProperties(node.properties(), nodeKinds.getOrDefault(node.labels(), Map.of()));
    }

    @Override
    public void relationship(Relationship relationship) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "relationship");
        json.writeStringField("label", relationship.type());
        json.writeStringField("start", relationship.start());
        json.writeStringField("end", relationship.end());
        writeProperties(relationship.properties(), relationshipKinds.getOrDefault(relationship.type(), Map.of()));
    }

    private void writeProperties(Map<String, @Nullable Object> properties, Map<String, Kind> kinds) throws IOException {
        json.writeObjectFieldStart("properties");
        for (Map.Entry<String, @Nullable Object> property : properties.entrySet()) {
            Kind kind = kinds.getOrDefault(property.getKey(), Kind.TEXT);
            json.writeFieldName(property.getKey());
            if (property.getValue() instanceof List<?> list && kind.isList()) {
                json.writeStartArray();
                for (Object value : list) {
                    write(value, kind == Kind.VECTOR);
                }
                json.writeEndArray();
            } else {
                write(property.getValue(), false);
            }
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /** @param single whether a number came from single precision, in which it is shorter */
    private void write(@Nullable Object value, boolean single) throws IOException {
        if (value instanceof Double number) {
            if (single) {
                json.writeNumber(number.floatValue());
            } else {
                json.writeNumber(number);
            }
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean truth) {
            json.writeBoolean(truth);
        } else if (value instanceof ZonedDateTime || value instanceof String) {
            json.writeString(value.toString());
        } else {
            json.writeString(Kinds.text(value));
        }
    }

    @Override
    public void close() throws IOException {
        json.writeRaw('\n');
        json.close();
    }
}
