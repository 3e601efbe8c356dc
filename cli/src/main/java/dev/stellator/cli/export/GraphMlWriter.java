package dev.stellator.cli.export;

import dev.stellator.cypher.GraphDump.Node;
import dev.stellator.cypher.GraphDump.Relationship;
import dev.stellator.cypher.GraphShape;
import dev.stellator.cypher.GraphShape.Kind;
import dev.stellator.cypher.GraphShape.Property;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * GraphML (Brandes et al., 2002; http://graphml.graphdrawing.org). Labels and types are data of their own; lists are JSON
 * in a text; characters that XML cannot hold become U+FFFD.
 */
final class GraphMlWriter implements GraphWriter {
    private static final String NAMESPACE = "http://graphml.graphdrawing.org/xmlns";
    private static final Pattern NO_XML =
            Pattern.compile("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD\\x{10000}-\\x{10FFFF}]");

    private final OutputStream out;
    private final XMLStreamWriter xml;

    GraphMlWriter(OutputStream out, GraphShape shape) throws IOException {
        this.out = out;
        SortedMap<String, Kind> ofNodes = new TreeMap<>();
        shape.nodes().forEach(table -> table.properties().forEach(property -> add(ofNodes, property)));
        SortedMap<String, Kind> ofRelationships = new TreeMap<>();
        shape.relationships().forEach(table -> table.properties().forEach(property -> add(ofRelationships, property)));
        try {
            xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeCharacters("\n");
            xml.writeStartElement("graphml");
            xml.writeDefaultNamespace(NAMESPACE);
            xml.writeCharacters("\n");
            key("node", "labels", Kind.TEXT, ":");
            key("edge", "type", Kind.TEXT, ":");
            for (Map.Entry<String, Kind> property : ofNodes.entrySet()) {
                key("node", property.getKey(), property.getValue(), "");
            }
            for (Map.Entry<String, Kind> property : ofRelationships.entrySet()) {
                key("edge", property.getKey(), property.getValue(), "");
            }
            xml.writeStartElement("graph");
            xml.writeAttribute("id", "stellator");
            xml.writeAttribute("edgedefault", "directed");
            xml.writeCharacters("\n");
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    /** One name may have two kinds in two tables. */
    private static void add(SortedMap<String, Kind> kinds, Property property) {
        kinds.merge(property.name(), property.kind(), (a, b) -> a == b ? a : Kind.TEXT);
    }

    /** @param mark tells what is no property from properties of the same name */
    private void key(String of, String name, Kind kind, String mark) throws XMLStreamException {
        xml.writeEmptyElement("key");
        xml.writeAttribute("id", of + ":" + mark + name);
        xml.writeAttribute("for", of);
        xml.writeAttribute("attr.name", mark + name);
        xml.writeAttribute(
                "attr.type",
                switch (kind) {
                    case INTEGER -> "long";
                    case FLOAT -> "double";
                    case BOOLEAN -> "boolean";
                    default -> "string";
                });
        xml.writeCharacters("\n");
    }

    @Override
    public void node(Node node) throws IOException {
        try {
            xml.writeStartElement("node");
            xml.writeAttribute("id", clean(node.key()));
            data("node::labels", String.join(":", node.labels()));
            end("node:", node.properties());
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void relationship(Relationship relationship) throws IOException {
        try {
            xml.writeStartElement("edge");
            xml.writeAttribute("source", clean(relationship.start()));
            xml.writeAttribute("target", clean(relationship.end()));
            data("edge::type", relationship.type());
            end("edge:", relationship.properties());
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }

    private void end(String prefix, Map<String, @Nullable Object> properties) throws XMLStreamException {
        for (Map.Entry<String, @Nullable Object> property : properties.entrySet()) {
            data(prefix + property.getKey(), Kinds.text(property.getValue()));
        }
        xml.writeEndElement();
        xml.writeCharacters("\n");
    }

    private void data(String key, String text) throws XMLStreamException {
        xml.writeStartElement("data");
        xml.writeAttribute("key", clean(key));
        xml.writeCharacters(clean(text));
        xml.writeEndElement();
    }

    private static String clean(String text) {
        return NO_XML.matcher(text).replaceAll("\uFFFD");
    }

    @Override
    public void close() throws IOException {
        try (out) {
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(e);
        }
    }
}
