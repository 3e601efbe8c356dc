package dev.stellator.api;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.graph.PathGraph;
import dev.stellator.engine.graph.PathGraph.StoredField;
import dev.stellator.study.learned.Fields;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.learned.Provenance;
import dev.stellator.worker.ModelInfo;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The learned fields that there are, and which of them a model's programs act by. No model is opened for it; files are read
 * anew each time.
 *
 * <p>Safe for use by several threads.
 */
public final class LearnedFields {
    private final Fields fields;
    private final @Nullable PathGraph graph;

    /** @param graph null while there is none */
    LearnedFields(Fields fields, @Nullable PathGraph graph) {
        this.fields = fields;
        this.graph = graph;
    }

    /** The fields of a folder that is kept open; they are asked for without its language model. */
    public static LearnedFields of(Resident resident) {
        return new LearnedFields(
                Workspace.fields(resident.settings()),
                resident.hasGraph() ? resident.graph().paths() : null);
    }

    /**
     * A field without its numbers.
     *
     * @param model name of the model it was learned for
     * @param fingerprint SHA-256 of that model's weights
     * @param corpora names of the corpora that its paths were taken from
     * @param paths number of paths that it was trained on
     * @param budget mean KL that it was held to, nats a subword
     * @param order reached on unseen paths, unseen documents and untrained words, nats; NaN when it was not measured
     * @param kl mean KL reached there, nats a subword; NaN when it was not measured
     * @param shipped whether it comes with the distribution
     * @param inUse whether programs of its model act by it where they leave that to the model
     */
    public record Row(
            String name,
            String model,
            String fingerprint,
            List<String> corpora,
            int paths,
            int steps,
            long seed,
            double budget,
            double order,
            double kl,
            boolean shipped,
            boolean inUse) {
        public Row {
            corpora = List.copyOf(corpora);
        }
    }

    /**
     * All fields, for any model: those in use first, then those of the data folder, then those of the distribution.
     *
     * @throws InputRefusedException when a file of the data folder is damaged
     */
    public List<Row> all() {
        Choice choice = choice();
        Stream<Row> own =
                fields.own().stream().map(field -> row(field.provenance(), false, choice.isOwn(field.provenance())));
        Stream<Row> shipped = Fields.shipped().stream()
                .map(field -> row(
                        field.provenance(),
                        true,
                        choice.leavesShipped(field.provenance().fingerprint())));
        return Stream.concat(own, shipped)
                .sorted(Comparator.comparing(row -> !row.inUse()))
                .toList();
    }

    private static Row row(Provenance from, boolean shipped, boolean inUse) {
        return new Row(
                from.name(),
                from.model(),
                from.fingerprint(),
                from.corpora(),
                from.paths(),
                from.steps(),
                from.seed(),
                from.budget(),
                from.order(),
                from.kl(),
                shipped,
                inUse);
    }

    /**
     * The field of a name, whichever model it is for.
     *
     * @throws InputRefusedException when there is none, with those that there are
     */
    public LearnedField named(String name) {
        return fields.named(name);
    }

    /**
     * The field that programs of a model act by: the one that the graph names for it, else the one that comes with the model;
     * null for none, as when the graph says that none is to be used.
     *
     * @throws InputRefusedException when the one that the graph names is gone
     */
    @Nullable
    LearnedField inUse(ModelInfo model) {
        Choice choice = choice();
        StoredField named = choice.named();
        if (named != null && named.fingerprint().equals(model.fingerprint())) {
            return fields.named(named.name(), model);
        }
        return choice.leavesShipped(model.fingerprint()) ? Fields.shipped(model) : null;
    }

    private Choice choice() {
        StoredField named = graph == null ? null : graph.field();
        return new Choice(named, named == null && graph != null && graph.namesField());
    }

    /**
     * What the graph says of fields.
     *
     * @param named the one that it names; null for none
     * @param none whether it says that none is to be used
     */
    private record Choice(@Nullable StoredField named, boolean none) {
        boolean isOwn(Provenance from) {
            return named != null
                    && named.name().equals(from.name())
                    && named.fingerprint().equals(from.fingerprint());
        }

        boolean leavesShipped(String fingerprint) {
            return !none && (named == null || !named.fingerprint().equals(fingerprint));
        }
    }
}
