package dev.stellator.cli.export;

import dev.stellator.cypher.GraphDump.Node;
import dev.stellator.cypher.GraphDump.Relationship;
import dev.stellator.cypher.GraphShape;
import dev.stellator.cypher.GraphShape.Kind;
import dev.stellator.cypher.GraphShape.Property;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A folder of tables for {@code neo4j-admin database import full}: one a kind of node and one a type of relationship, with
 * the header that tool wants in the first line, and {@code import.args}, which names them all. The graph's version is left
 * out, so that whoever opens it next creates constraints and indexes.
 */
final class AdminWriter implements GraphWriter {
    private static final char DELIMITER = ',';

    /** No text holds it: control characters are taken out on the way in. */
    private static final char BETWEEN_ITEMS = '\u001f';

    private static final String ARGUMENTS = "import.args";
    private static final String SCHEMA_NODE = "Schema";
    private static final Set<String> LEFT_OUT = Set.of("version", "loading", "lock");

    private final Path folder;
    private final Map<List<String>, Table> nodes = new LinkedHashMap<>();
    private final Map<String, Table> relationships = new LinkedHashMap<>();
    private boolean severalLines;

    /** @param columns kinds by property, in the order of the header */
    private record Table(Path file, Writer out, Map<String, Kind> columns) {}

    AdminWriter(Path folder, GraphShape shape) throws IOException {
        this.folder = Files.createDirectories(folder);
        for (GraphShape.Nodes kind : shape.nodes()) {
            boolean schema = kind.labels().contains(SCHEMA_NODE);
            Map<String, Kind> columns = columns(kind.properties(), schema ? LEFT_OUT : Set.of());
            Table table = table("nodes-" + String.join("-", kind.labels()), columns);
            nodes.put(kind.labels(), table);
            table.out().write(":ID" + header(columns) + DELIMITER + ":LABEL\n");
        }
        for (GraphShape.Relationships kind : shape.relationships()) {
            Map<String, Kind> columns = columns(kind.properties(), Set.of());
            Table table = table("relationships-" + kind.type(), columns);
            relationships.put(kind.type(), table);
            table.out().write(":START_ID,:END_ID" + header(columns) + DELIMITER + ":TYPE\n");
        }
    }

    private Table table(String name, Map<String, Kind> columns) throws IOException {
        Path file = folder.resolve(name.replaceAll("[^\\w-]", "_") + ".csv");
        return new Table(file, Files.newBufferedWriter(file, StandardCharsets.UTF_8), columns);
    }

    private static Map<String, Kind> columns(List<Property> properties, Set<String> without) {
        Map<String, Kind> columns = new LinkedHashMap<>();
        properties.stream()
                .filter(property -> !without.contains(property.name()))
                .forEach(property -> columns.put(property.name(), property.kind()));
        return columns;
    }

    private static String header(Map<String, Kind> columns) {
        return columns.entrySet().stream()
                .map(column -> DELIMITER + column.getKey() + ":" + type(column.getValue()))
                .collect(Collectors.joining());
    }

    private static String type(Kind kind) {
        return switch (kind) {
            case TEXT -> "string";
            case INTEGER -> "long";
            case FLOAT -> "double";
            case BOOLEAN -> "boolean";
            case TIME -> "datetime";
            case TEXTS -> "string[]";
            case INTEGERS -> "long[]";
            case FLOATS -> "double[]";
            case BOOLEANS -> "boolean[]";
            case VECTOR -> "float[]";
        };
    }

    @Override
    public void node(Node node) throws IOException {
        Table table = Objects.requireNonNull(nodes.get(node.labels()), "a kind of node that the shape does not name");
        StringBuilder line = new StringBuilder(quoted(node.key()));
        values(line, table.columns(), node.properties());
        line.append(DELIMITER).append(quoted(String.join(String.valueOf(BETWEEN_ITEMS), node.labels())));
        table.out().write(line.append('\n').toString());
    }

    @Override
    public void relationship(Relationship relationship) throws IOException {
        Table table = Objects.requireNonNull(
                relationships.get(relationship.type()), "a type of relationship that the shape does not name");
        StringBuilder line = new StringBuilder(quoted(relationship.start()) + DELIMITER + quoted(relationship.end()));
        values(line, table.columns(), relationship.properties());
        line.append(DELIMITER).append(quoted(relationship.type()));
        table.out().write(line.append('\n').toString());
    }

    /** Nothing stands between two delimiters where a property is missing; a text that is empty is two quotes. */
    private void values(StringBuilder line, Map<String, Kind> columns, Map<String, @Nullable Object> properties) {
        columns.forEach((name, kind) -> {
            line.append(DELIMITER);
            Object value = properties.get(name);
            if (value != null) {
                line.append(quoted(value instanceof List<?> list ? items(list, kind) : item(value, kind)));
            }
        });
    }

    private static String items(List<?> list, Kind kind) {
        return list.stream()
                .map(value -> item(value, kind))
                .map(text -> text.replace(BETWEEN_ITEMS, ' '))
                .collect(Collectors.joining(String.valueOf(BETWEEN_ITEMS)));
    }

    private static String item(@Nullable Object value, Kind kind) {
        if (kind == Kind.VECTOR && value instanceof Double number) {
            return Float.toString(number.floatValue());
        }
        if (value instanceof ZonedDateTime time) {
            return time.toOffsetDateTime().toString();
        }
        return value instanceof String text ? text : Kinds.text(value);
    }

    private String quoted(String text) {
        severalLines |= text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    @Override
    public void close() throws IOException {
        List<String> arguments = new ArrayList<>();
        for (Table table : nodes.values()) {
            table.out().close();
            arguments.add("--nodes=" + table.file().getFileName());
        }
        for (Table table : relationships.values()) {
            table.out().close();
            arguments.add("--relationships=" + table.file().getFileName());
        }
        arguments.add("--array-delimiter=U+001F");
        arguments.add("--multiline-fields=" + severalLines);
        arguments.add("--id-type=string");
        Files.write(folder.resolve(ARGUMENTS), arguments);
    }
}
