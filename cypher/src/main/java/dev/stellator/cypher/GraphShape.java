package dev.stellator.cypher;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a graph consists of: nodes by their labels, relationships by their type, and the properties of each.
 *
 * @param version of the schema
 */
public record GraphShape(int version, List<Nodes> nodes, List<Relationships> relationships) {
    public GraphShape {
        nodes = List.copyOf(nodes);
        relationships = List.copyOf(relationships);
    }

    /** @param labels in alphabetical order */
    public record Nodes(List<String> labels, long count, List<Property> properties) {
        public Nodes {
            labels = List.copyOf(labels);
            properties = List.copyOf(properties);
        }
    }

    public record Relationships(String type, long count, List<Property> properties) {
        public Relationships {
            properties = List.copyOf(properties);
        }
    }

    public record Property(String name, Kind kind) {}

    /** What values a property has. */
    public enum Kind {
        TEXT,
        INTEGER,
        FLOAT,
        BOOLEAN,
        /** A date with a time and a zone. */
        TIME,
        TEXTS,
        INTEGERS,
        FLOATS,
        BOOLEANS,
        /** Numbers of single precision, as vector indexes hold them. */
        VECTOR;

        public boolean isList() {
            return this == TEXTS || this == INTEGERS || this == FLOATS || this == BOOLEANS || this == VECTOR;
        }
    }

    public long nodeCount() {
        return nodes.stream().mapToLong(Nodes::count).sum();
    }

    public long relationshipCount() {
        return relationships.stream().mapToLong(Relationships::count).sum();
    }

    /** Number of all nodes and relationships. */
    public long size() {
        return nodeCount() + relationshipCount();
    }

    /** The same graph without the properties that hold vectors. */
    public GraphShape withoutVectors() {
        return new GraphShape(
                version,
                nodes.stream()
                        .map(table -> new Nodes(table.labels(), table.count(), plain(table.properties())))
                        .toList(),
                relationships.stream()
                        .map(table -> new Relationships(table.type(), table.count(), plain(table.properties())))
                        .toList());
    }

    private static List<Property> plain(List<Property> properties) {
        return properties.stream()
                .filter(property -> property.kind() != Kind.VECTOR)
                .toList();
    }

    /** Names of the properties of all nodes and relationships. */
    public Set<String> propertyNames() {
        return Stream.concat(
                        nodes.stream().map(Nodes::properties),
                        relationships.stream().map(Relationships::properties))
                .flatMap(properties -> properties.stream().map(Property::name))
                .collect(Collectors.toSet());
    }
}
