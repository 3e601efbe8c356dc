package dev.stellator.cypher;

import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.Token;
import java.util.Map;
import org.neo4j.driver.types.MapAccessor;
import org.neo4j.driver.types.MapAccessorWithDefaultValue;

/** Turns rows into the engine's records. */
final class Rows {
    private Rows() {}

    static Token token(MapAccessor row) {
        return new Token(
                row.get("id").asString(),
                row.get("text").asString(),
                row.get("language").asString(),
                row.get("documentFrequency").asLong());
    }

    static Thought thought(MapAccessorWithDefaultValue row) {
        return new Thought(
                row.get("id").asString(),
                row.get("text").asString(),
                row.get("language").asString(),
                row.get("document").asString(),
                row.get("position").asInt(),
                Graph.vector(row.get("embedding")));
    }

    /** Parameters of a search in a vector index, which is asked for more than is wanted because it rounds. */
    static Map<String, Object> nearest(int k, float[] embedding) {
        return Map.of("k", k, "candidates", 2 * k + 10, "embedding", embedding);
    }

    static Map<String, Object> embedded(String id, float[] embedding) {
        return Map.of("id", id, "embedding", embedding);
    }
}
