package dev.stellator.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.stellator.api.json.Json;
import dev.stellator.cypher.GraphDump.Node;
import dev.stellator.cypher.GraphDump.Relationship;
import dev.stellator.cypher.GraphShape;
import dev.stellator.cypher.GraphShape.Kind;
import dev.stellator.cypher.GraphShape.Nodes;
import dev.stellator.cypher.GraphShape.Property;
import dev.stellator.cypher.GraphShape.Relationships;
import dev.stellator.engine.InputRefusedException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class FormatsTest {
    private static final int MANY = 2500;
    private static final GraphShape SHAPE = new GraphShape(
            3,
            List.of(
                    new Nodes(
                            List.of("Odd one"),
                            1,
                            List.of(
                                    new Property("at", Kind.TIME),
                                    new Property("flags", Kind.BOOLEANS),
                                    new Property("number", Kind.FLOAT),
                                    new Property("text", Kind.TEXT),
                                    new Property("texts", Kind.TEXTS),
                                    new Property("whole", Kind.INTEGER))),
                    new Nodes(
                            List.of("Thought"),
                            MANY,
                            List.of(new Property("embedding", Kind.VECTOR), new Property("id", Kind.TEXT)))),
            List.of(new Relationships("NEXT", 1, List.of(new Property("share", Kind.FLOAT)))));

    @TempDir
    Path folder;

    private static List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        Map<String, @Nullable Object> odd = new LinkedHashMap<>();
        odd.put("at", ZonedDateTime.parse("2026-01-02T03:04:05.000006Z"));
        odd.put("flags", List.of(true, false));
        odd.put("number", Double.NaN);
        odd.put("text", "a < b & \u0001 \"c\"\n\uD83C\uDF19");
        odd.put("texts", List.of("x", "y z"));
        odd.put("whole", 9_007_199_254_740_993L);
        nodes.add(new Node("Odd one/1", List.of("Odd one"), odd));
        for (int i = 0; i < MANY; i++) {
            Map<String, @Nullable Object> properties = new LinkedHashMap<>();
            if (i != 7) {
                properties.put("embedding", List.of((double) (float) (0.1 * i), -1.0));
            }
            properties.put("id", "t" + i);
            nodes.add(new Node("Thought/t" + i, List.of("Thought"), properties));
        }
        return nodes;
    }

    private static final Relationship NEXT = new Relationship("NEXT", "Thought/t0", "Thought/t1", Map.of("share", 1.0));

    private Path write(String name) throws Exception {
        Path target = folder.resolve(name);
        try (GraphWriter writer = Format.of(target).orElseThrow().writer(target, Format.isCompressed(target), SHAPE)) {
            for (Node node : nodes()) {
                writer.node(node);
            }
            writer.relationship(NEXT);
        }
        return target;
    }

    private static final class Collected implements JsonLinesReader.Consumer {
        private final List<Node> nodes = new ArrayList<>();
        private final List<Relationship> relationships = new ArrayList<>();

        @Override
        public void node(Node node) {
            nodes.add(node);
        }

        @Override
        public void relationship(Relationship relationship) {
            relationships.add(relationship);
        }
    }

    private static Collected read(Path file) throws Exception {
        Collected collected = new Collected();
        try (JsonLinesReader reader = new JsonLinesReader(file)) {
            assertThat(reader.shape()).isEqualTo(SHAPE);
            reader.forEach(collected);
        }
        return collected;
    }

    @Test
    void shouldReadTheJsonLinesThatItWrote() throws Exception {
        for (String name : List.of("graph.jsonl", "graph.jsonl.gz")) {
            Collected collected = read(write(name));
            assertThat(collected.nodes).isEqualTo(nodes());
            assertThat(collected.relationships).containsExactly(NEXT);
        }
        assertThat(Files.size(folder.resolve("graph.jsonl.gz")))
                .isLessThan(Files.size(folder.resolve("graph.jsonl")) / 2);
    }

    @Test
    void shouldWriteJsonLinesAsTheSchemaSays() throws Exception {
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("..", "docs", "json", "graph.schema.json")));
        for (String line : Files.readAllLines(write("graph.jsonl"))) {
            assertThat(schema.validate(Json.MAPPER.readTree(line))).isEmpty();
        }
        assertThat(schema.validate(Json.MAPPER.readTree("{\"type\":\"node\",\"id\":\"x\"}")))
                .isNotEmpty();
    }

    @Test
    void shouldSayWhereAFileIsBroken() throws Exception {
        List<String> lines = Files.readAllLines(write("graph.jsonl"));
        Path broken = folder.resolve("broken.jsonl");
        Files.write(broken, lines.subList(0, 100));
        assertThatThrownBy(() -> read(broken))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("is not whole");
        List<String> damaged = new ArrayList<>(lines);
        damaged.set(4, damaged.get(4).substring(0, 30));
        Files.write(broken, damaged);
        assertThatThrownBy(() -> read(broken))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("line 5");
        damaged.set(4, "{\"type\":\"something\"}");
        Files.write(broken, damaged);
        assertThatThrownBy(() -> read(broken)).hasMessageContaining("line 5: the line's type is neither");
        Files.writeString(broken, "# some text\n");
        assertThatThrownBy(() -> read(broken)).hasMessageContaining("is no exported graph");
    }

    @Test
    void shouldWriteGraphMlThatAnXmlParserReads() throws Exception {
        var document = DocumentBuilderFactory.newDefaultNSInstance()
                .newDocumentBuilder()
                .parse(write("graph.graphml").toFile());
        NodeList nodes = document.getElementsByTagName("node");
        assertThat(nodes.getLength()).isEqualTo(1 + MANY);
        Element odd = (Element) nodes.item(0);
        Map<String, String> data = new LinkedHashMap<>();
        NodeList all = odd.getElementsByTagName("data");
        for (int i = 0; i < all.getLength(); i++) {
            Element one = (Element) all.item(i);
            data.put(one.getAttribute("key"), one.getTextContent());
        }
        assertThat(data)
                .containsEntry("node::labels", "Odd one")
                .containsEntry("node:text", "a < b & \uFFFD \"c\"\n\uD83C\uDF19")
                .containsEntry("node:texts", "[\"x\",\"y z\"]")
                .containsEntry("node:whole", "9007199254740993");
        Element edge = (Element) document.getElementsByTagName("edge").item(0);
        assertThat(edge.getAttribute("source")).isEqualTo("Thought/t0");
        NodeList keys = document.getElementsByTagName("key");
        assertThat(keys.getLength()).isEqualTo(2 + 6 + 2 + 1);
    }

    @Test
    void shouldWriteTablesThatArrowReads() throws Exception {
        Path tables = write("tables.arrow");
        assertThat(tables.toFile().list())
                .containsExactlyInAnyOrder("nodes-Odd_one.arrow", "nodes-Thought.arrow", "relationships-NEXT.arrow");
        try (var allocator = new RootAllocator();
                var channel = FileChannel.open(tables.resolve("nodes-Thought.arrow"));
                var reader = new ArrowFileReader(channel, allocator)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            int row = 0;
            while (reader.loadNextBatch()) {
                for (int i = 0; i < root.getRowCount(); i++, row++) {
                    assertThat(String.valueOf(root.getVector("id").getObject(i)))
                            .isEqualTo("t" + row);
                    assertThat(root.getVector("embedding").getObject(i))
                            .isEqualTo(row == 7 ? null : List.of((float) (0.1 * row), -1f));
                }
            }
            assertThat(row).isEqualTo(MANY);
        }
        try (var allocator = new RootAllocator();
                var channel = FileChannel.open(tables.resolve("nodes-Odd_one.arrow"));
                var reader = new ArrowFileReader(channel, allocator)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            assertThat(reader.loadNextBatch()).isTrue();
            assertThat(root.getVector("_key").getObject(0)).hasToString("Odd one/1");
            assertThat(root.getVector("at").getObject(0)).isEqualTo(1_767_323_045_000_006L);
            assertThat(root.getVector("whole").getObject(0)).isEqualTo(9_007_199_254_740_993L);
            assertThat(root.getVector("flags").getObject(0)).isEqualTo(List.of(true, false));
        }
    }

    @Test
    void shouldWriteTablesForTheImportTool() throws Exception {
        Path tables = write("tables.neo4j-admin");
        assertThat(tables.resolve("nodes-Odd_one.csv"))
                .hasContent(
                        """
                        :ID,at:datetime,flags:boolean[],number:double,text:string,texts:string[],whole:long,:LABEL
                        "Odd one/1","2026-01-02T03:04:05.000006Z","true\u001ffalse","NaN","a < b & \u0001 ""c""
                        \uD83C\uDF19","x\u001fy z","9007199254740993","Odd one"
                        """);
        assertThat(Files.readAllLines(tables.resolve("nodes-Thought.csv")))
                .hasSize(MANY + 1)
                .contains(":ID,embedding:float[],id:string,:LABEL")
                .contains("\"Thought/t1\",\"0.1\u001f-1.0\",\"t1\",\"Thought\"")
                .contains("\"Thought/t7\",,\"t7\",\"Thought\"");
        assertThat(tables.resolve("relationships-NEXT.csv"))
                .hasContent(
                        """
                        :START_ID,:END_ID,share:double,:TYPE
                        "Thought/t0","Thought/t1","1.0","NEXT"
                        """);
        assertThat(Files.readAllLines(tables.resolve("import.args")))
                .containsExactly(
                        "--nodes=nodes-Odd_one.csv",
                        "--nodes=nodes-Thought.csv",
                        "--relationships=relationships-NEXT.csv",
                        "--array-delimiter=U+001F",
                        "--multiline-fields=true",
                        "--id-type=string");
    }
}
