package dev.stellator.cypher;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Transaction;
import org.neo4j.procedure.Context;
import org.neo4j.procedure.Description;
import org.neo4j.procedure.Mode;
import org.neo4j.procedure.Name;
import org.neo4j.procedure.Procedure;

/**
 * The engine's questions as procedures; they read in the caller's transaction.
 *
 * <p>The database makes one for each call, which one thread makes.
 */
@SuppressWarnings("NullAway.Init") // the database fills in what is annotated with Context
public final class StellatorProcedures {
    @Context
    public Transaction transaction;

    @Context
    public GraphDatabaseService database;

    /**
     * A basin.
     *
     * @param parent id of the basin that it is part of; null at the top
     * @param stability bootstrap Jaccard; null when it was not measured
     * @param anchors texts of its tokens, heaviest first
     * @param representative id of the thought nearest to the attractor
     */
    public record BasinRow(
            String id,
            long level,
            @Nullable String parent,
            String label,
            long size,
            double depth,
            double radius,
            @Nullable Double stability,
            List<String> anchors,
            String representative) {}

    /**
     * What the probe says of a text; the words are those of {@code stellator probe --json}.
     *
     * @param margin null when there is but one basin
     * @param nearest maps of {@code id}, {@code text} and {@code similarity}, nearest first
     */
    public record ProbeRow(
            String text,
            String basin,
            String basinId,
            @Nullable String runnerUp,
            @Nullable String runnerUpId,
            double p,
            double score,
            boolean inside,
            String zone,
            double share,
            @Nullable Double margin,
            double energyBefore,
            double energyAfter,
            long steps,
            double distance,
            List<Map<String, Object>> nearest,
            String why) {}

    /**
     * A path, the cheapest one first.
     *
     * @param energies of the steps in nats; that of the first token is 0
     * @param evidence text of the thought that shows each step; empty for the first token and where there is none
     */
    public record PathRow(
            long index,
            double energy,
            List<String> tokens,
            List<Double> energies,
            List<String> evidence,
            String basin,
            String basinId) {}

    /** @param similarity cosine */
    public record ResonantRow(String id, String text, double similarity, String language, String document) {}

    @Procedure(name = "stellator.basins", mode = Mode.READ)
    @Description("All basins, largest first.")
    public Stream<BasinRow> basins() {
        return new Questions(transaction, database).basins();
    }

    @Procedure(name = "stellator.probe", mode = Mode.READ)
    @Description("Whether a thought falls into an existing basin, with a p-value.")
    public Stream<ProbeRow> probe(@Name("text") String text) {
        return new Questions(transaction, database).probe(text);
    }

    @Procedure(name = "stellator.path", mode = Mode.READ)
    @Description("Paths of least energy from one token to another, cheapest first; none where none leads there.")
    public Stream<PathRow> path(@Name("from") String from, @Name("to") String to) {
        return new Questions(transaction, database).path(from, to);
    }

    @Procedure(name = "stellator.resonant", mode = Mode.READ)
    @Description("The k stored thoughts nearest to a text, nearest first.")
    public Stream<ResonantRow> resonant(@Name("text") String text, @Name(value = "k", defaultValue = "10") long k) {
        return new Questions(transaction, database).resonant(text, k);
    }
}
