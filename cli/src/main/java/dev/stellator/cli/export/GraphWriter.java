package dev.stellator.cli.export;

import dev.stellator.cypher.GraphDump.Node;
import dev.stellator.cypher.GraphDump.Relationship;
import java.io.IOException;

/** Writes a graph as it comes: all nodes, then all relationships. */
public interface GraphWriter extends AutoCloseable {
    void node(Node node) throws IOException;

    void relationship(Relationship relationship) throws IOException;

    /** Ends what was written; it is whole only after this. */
    @Override
    void close() throws IOException;
}
