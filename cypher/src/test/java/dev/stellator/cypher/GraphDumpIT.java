package dev.stellator.cypher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stellator.cypher.GraphDump.Node;
import dev.stellator.cypher.GraphDump.Relationship;
import dev.stellator.cypher.GraphShape.Kind;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GraphDumpIT {
    private final GraphStore store = TestStore.empty();

    private record Dumped(GraphShape shape, List<Node> nodes, List<Relationship> relationships) {
        static Dumped of(GraphStore store, Set<String> without) {
            List<Node> nodes = new ArrayList<>();
            List<Relationship> relationships = new ArrayList<>();
            store.dump().nodes(without, nodes::add);
            store.dump().relationships(without, relationships::add);
            return new Dumped(store.dump().shape(), nodes, relationships);
        }

        /** Without the counts of changes, which a load adds to. */
        List<String> lines() {
            List<String> lines = new ArrayList<>(List.of(shape.toString()));
            nodes.forEach(node -> lines.add(node.toString()));
            relationships.forEach(relationship -> lines.add(relationship.toString()));
            lines.sort(null);
            return lines;
        }
    }

    private void fill() {
        var corpus = store.corpus();
        corpus.open("dumped", Samples.EMBEDDER, Samples.DIMENSIONS);
        Samples.store(corpus, "file:a", "the sun falls", "the moon rises on the sea", "a word stands by a word");
        Samples.store(corpus, "file:b", "the sea rises", "words of the sun stand by the sea");
        corpus.derive(Progress.SILENT);
        TestStore.rows(
                store,
                "CREATE (:Basin {id: 'odd', stability: 0.0/0.0, level: 0, names: ['a', 'b'], counts: [1, 2],"
                        + " shares: [0.5, 1.0], flags: [true, false]})",
                Map.of());
    }

    private void load(Dumped dumped) {
        GraphLoad load = store.load();
        load.begin(dumped.shape());
        load.nodes(dumped.nodes());
        load.relationships(dumped.relationships());
        load.finish();
    }

    @Test
    void shouldLoadWhatWasDumped() {
        fill();
        Dumped dumped = Dumped.of(store, Set.of());
        assertThat(dumped.shape().size())
                .isEqualTo(dumped.nodes().size() + dumped.relationships().size());
        assertThat(dumped.nodes()).extracting(Node::key).doesNotHaveDuplicates();
        TestStore.empty();
        load(dumped);
        assertThat(Dumped.of(store, Set.of()).lines()).isEqualTo(dumped.lines());
        assertThat(store.thoughts().nearest(Samples.vector("the sun falls", Samples.DIMENSIONS), 1))
                .extracting(scored -> scored.thought().text())
                .containsExactly("the sun falls");
    }

    @Test
    void shouldNameKindsAndLeaveVectorsOut() {
        fill();
        Dumped whole = Dumped.of(store, Set.of());
        assertThat(whole.shape().nodes())
                .filteredOn(table -> table.labels().equals(List.of("Basin")))
                .flatExtracting(GraphShape.Nodes::properties)
                .extracting(GraphShape.Property::kind)
                .containsExactly(
                        Kind.INTEGERS, Kind.BOOLEANS, Kind.TEXT, Kind.INTEGER, Kind.TEXTS, Kind.FLOATS, Kind.FLOAT);
        Dumped plain = Dumped.of(store, Set.of("embedding"));
        assertThat(plain.nodes()).noneMatch(node -> node.properties().containsKey("embedding"));
        assertThat(plain.shape().withoutVectors().nodes())
                .flatExtracting(GraphShape.Nodes::properties)
                .extracting(GraphShape.Property::kind)
                .doesNotContain(Kind.VECTOR);
    }

    @Test
    void shouldLeaveNothingOfALoadThatWasStopped() {
        fill();
        Dumped dumped = Dumped.of(store, Set.of());
        TestStore.empty();
        GraphLoad load = store.load();
        load.begin(dumped.shape());
        load.nodes(dumped.nodes());
        GraphLoad.cleanUp(store.graph());
        assertThat(store.thoughts().count()).isZero();
        load(dumped);
        assertThat(Dumped.of(store, Set.of()).lines()).isEqualTo(dumped.lines());
    }

    @Test
    void shouldRefuseToMixGraphsVersionsAndLooseEnds() {
        fill();
        Dumped dumped = Dumped.of(store, Set.of());
        assertThatThrownBy(() -> store.load().begin(dumped.shape()))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("there is a graph already");
        TestStore.empty();
        GraphShape newer = new GraphShape(Schema.VERSION + 1, List.of(), List.of());
        assertThatThrownBy(() -> store.load().begin(newer))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("schema version");
        GraphLoad load = store.load();
        load.begin(dumped.shape());
        assertThatThrownBy(() -> load.relationships(dumped.relationships()))
                .isInstanceOf(InputRefusedException.class)
                .hasMessageContaining("no node of the file");
        GraphLoad.cleanUp(store.graph());
    }
}
