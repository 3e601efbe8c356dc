package dev.stellator.cli.export;

import dev.stellator.cypher.GraphDump.Node;
import dev.stellator.cypher.GraphDump.Relationship;
import dev.stellator.cypher.GraphShape;
import dev.stellator.cypher.GraphShape.Kind;
import dev.stellator.cypher.GraphShape.Property;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TimeStampMicroTZVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;
import org.jspecify.annotations.Nullable;

/**
 * A folder of Apache Arrow's files (Feather version 2): {@code nodes-LABELS.arrow} and {@code relationships-TYPE.arrow}.
 * Columns are the properties, beside {@value #KEY} of nodes, and {@value #START} and {@value #END} of relationships. Vectors
 * are lists of floats of single precision, times are microseconds in UTC.
 *
 * <p>Memory is one batch of {@value #ROWS} rows a file.
 */
final class ArrowWriter implements GraphWriter {
    static final String KEY = "_key";
    static final String START = "_start";
    static final String END = "_end";

    private static final int ROWS = 1024;
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[^\\p{L}\\p{N}_+]");

    private final BufferAllocator allocator = new RootAllocator();
    private final Map<List<String>, Table> nodes = new HashMap<>();
    private final Map<String, Table> relationships = new HashMap<>();

    ArrowWriter(Path folder, GraphShape shape) throws IOException {
        Files.createDirectories(folder);
        try {
            for (GraphShape.Nodes table : shape.nodes()) {
                Path file = folder.resolve("nodes-" + name(String.join("+", table.labels())) + ".arrow");
                nodes.put(table.labels(), new Table(file, List.of(KEY), table.properties()));
            }
            for (GraphShape.Relationships table : shape.relationships()) {
                Path file = folder.resolve("relationships-" + name(table.type()) + ".arrow");
                relationships.put(table.type(), new Table(file, List.of(START, END), table.properties()));
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private static String name(String label) {
        return NOT_IN_NAMES.matcher(label).replaceAll("_");
    }

    @Override
    public void node(Node node) throws IOException {
        Table table = nodes.get(node.labels());
        if (table != null) {
            table.add(List.of(node.key()), node.properties());
        }
    }

    @Override
    public void relationship(Relationship relationship) throws IOException {
        Table table = relationships.get(relationship.type());
        if (table != null) {
            table.add(List.of(relationship.start(), relationship.end()), relationship.properties());
        }
    }

    @Override
    public void close() throws IOException {
        try (allocator) {
            List<Table> open = new ArrayList<>(nodes.values());
            open.addAll(relationships.values());
            nodes.clear();
            relationships.clear();
            IOException failure = null;
            for (Table table : open) {
                try {
                    table.close();
                } catch (IOException e) {
                    failure = failure == null ? e : failure;
                }
            }
            if (failure != null) {
                throw failure;
            }
        }
    }

    /** One file, written a batch at a time. */
    private final class Table {
        private final List<String> ends;
        private final List<Property> properties;
        private final OutputStream out;
        private final VectorSchemaRoot root;
        private final ArrowFileWriter writer;
        private int rows;

        /** @param ends names of the columns that come before the properties */
        Table(Path file, List<String> ends, Collection<Property> properties) throws IOException {
            this.ends = ends;
            this.properties = List.copyOf(properties);
            List<Field> fields = new ArrayList<>();
            ends.forEach(name -> fields.add(field(name, Kind.TEXT)));
            properties.forEach(property -> fields.add(field(property.name(), property.kind())));
            this.root = VectorSchemaRoot.create(new Schema(fields), allocator);
            this.out = Files.newOutputStream(file);
            this.writer = new ArrowFileWriter(root, null, Channels.newChannel(out));
            root.allocateNew();
            writer.start();
        }

        void add(List<String> keys, Map<String, @Nullable Object> values) throws IOException {
            for (int i = 0; i < keys.size(); i++) {
                set(root.getVector(ends.get(i)), rows, Kind.TEXT, keys.get(i));
            }
            for (Property property : properties) {
                Object value = values.get(property.name());
                if (value != null) {
                    set(root.getVector(property.name()), rows, property.kind(), value);
                }
            }
            rows++;
            if (rows == ROWS) {
                flush();
            }
        }

        private void flush() throws IOException {
            root.setRowCount(rows);
            writer.writeBatch();
            rows = 0;
            root.clear();
            root.allocateNew();
        }

        void close() throws IOException {
            try (out;
                    root) {
                if (rows > 0) {
                    flush();
                }
                writer.end();
                writer.close();
            }
        }
    }

    private static Field field(String name, Kind kind) {
        ArrowType type = type(kind);
        if (!kind.isList()) {
            return new Field(name, FieldType.nullable(type), null);
        }
        Field each = new Field(ListVector.DATA_VECTOR_NAME, FieldType.nullable(type), null);
        return new Field(name, FieldType.nullable(ArrowType.List.INSTANCE), List.of(each));
    }

    /** Of a list, the type of what it holds. */
    private static ArrowType type(Kind kind) {
        return switch (kind) {
            case INTEGER, INTEGERS -> new ArrowType.Int(64, true);
            case FLOAT, FLOATS -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case VECTOR -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
            case BOOLEAN, BOOLEANS -> ArrowType.Bool.INSTANCE;
            case TIME -> new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");
            case TEXT, TEXTS -> ArrowType.Utf8.INSTANCE;
        };
    }

    private static void set(FieldVector vector, int row, Kind kind, Object value) {
        if (kind.isList() && vector instanceof ListVector list) {
            List<?> values = value instanceof List<?> several ? several : List.of(value);
            int at = list.startNewValue(row);
            for (int i = 0; i < values.size(); i++) {
                setOne(list.getDataVector(), at + i, values.get(i));
            }
            list.endValue(row, values.size());
        } else {
            setOne(vector, row, value);
        }
    }

    private static void setOne(FieldVector vector, int row, Object value) {
        if (vector instanceof BigIntVector integers && value instanceof Number number) {
            integers.setSafe(row, number.longValue());
        } else if (vector instanceof Float8Vector floats && value instanceof Number number) {
            floats.setSafe(row, number.doubleValue());
        } else if (vector instanceof Float4Vector floats && value instanceof Number number) {
            floats.setSafe(row, number.floatValue());
        } else if (vector instanceof BitVector truths && value instanceof Boolean truth) {
            truths.setSafe(row, truth ? 1 : 0);
        } else if (vector instanceof TimeStampMicroTZVector times && value instanceof ZonedDateTime time) {
            times.setSafe(row, ChronoUnit.MICROS.between(java.time.Instant.EPOCH, time.toInstant()));
        } else if (vector instanceof VarCharVector texts) {
            texts.setSafe(row, new Text(Kinds.text(value)));
        }
    }
}
