package dev.stellator.cypher;

import java.util.List;

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

    /** Number of all nodes and relationships. */
    public long size() {
        return nodes.stream().mapToLong(Nodes::count).sum()
                + relationships.stream().mapToLong(Relationships::count).sum();
    }
}
