package dev.stellator.cypher;

import org.neo4j.gds.Orientation;
import org.neo4j.gds.RelationshipType;
import org.neo4j.gds.api.Graph;
import org.neo4j.gds.api.IdMap;
import org.neo4j.gds.core.concurrency.Concurrency;
import org.neo4j.gds.core.loading.construction.GraphFactory;
import org.neo4j.gds.core.loading.construction.GraphFactory.PropertyConfig;
import org.neo4j.gds.core.loading.construction.RelationshipsBuilder;

/** Builds a graph of GDS's in this JVM: nodes are numbers from 0, relationships have one weight. */
final class NumberedGraph {
    /** Sums come in one order, and seeds make sense, only then. */
    static final Concurrency ONE_THREAD = new Concurrency(1);

    private final IdMap nodes;
    private final RelationshipsBuilder relationships;

    NumberedGraph(int size, String type, Orientation orientation) {
        var builder = GraphFactory.initNodesBuilder()
                .maxOriginalId(Math.max(0, size - 1L))
                .nodeCount(size)
                .concurrency(ONE_THREAD)
                .build();
        for (int i = 0; i < size; i++) {
            builder.addNode(i);
        }
        this.nodes = builder.build().idMap();
        this.relationships = GraphFactory.initRelationshipsBuilder()
                .nodes(nodes)
                .relationshipType(RelationshipType.of(type))
                .orientation(orientation)
                .addPropertyConfig(PropertyConfig.of("weight"))
                .concurrency(ONE_THREAD)
                .build();
    }

    void relate(int source, int target, double weight) {
        relationships.add(source, target, weight);
    }

    /** What was related; nothing can be added afterwards. */
    Graph build() {
        return GraphFactory.create(nodes, relationships.build());
    }
}
