package dev.stellator.api;

import dev.stellator.api.json.BasinJson;
import dev.stellator.api.json.PathJson;
import dev.stellator.api.json.ProbeJson;
import dev.stellator.cypher.GraphStore;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.PathGraph.StoredField;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph.ScoredThought;
import dev.stellator.engine.path.PathCompiler;
import dev.stellator.engine.path.PathFinder;
import dev.stellator.engine.probe.Descent;
import dev.stellator.engine.program.Program;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What people look at in a graph: the map, thoughts, basins, paths, and probes with what explains them. Nothing here
 * changes the graph, but for {@link #store}.
 *
 * <p>Safe for use by several threads.
 */
public final class GraphViews {
    private final Resident resident;
    private final DrawnMap drawn = new DrawnMap();

    public GraphViews(Resident resident) {
        this.resident = resident;
    }

    /**
     * What the graph holds.
     *
     * @param unit what a thought is
     * @param field name of the learned field in use; null for the model's own or none
     */
    public record Overview(
            long documents,
            long thoughts,
            long tokens,
            long transitions,
            long basins,
            long paths,
            long runs,
            List<String> corpora,
            String unit,
            @Nullable String embedder,
            @Nullable String field) {
        public Overview {
            corpora = List.copyOf(corpora);
        }
    }

    /** Null while there is no graph. */
    public @Nullable Overview overview() {
        if (!resident.hasGraph()) {
            return null;
        }
        GraphStore graph = resident.graph();
        GraphStore.Status status = graph.status();
        StoredField field = graph.paths().field();
        var counts = status.counts();
        return new Overview(
                counts.documents(),
                counts.thoughts(),
                counts.tokens(),
                counts.transitions(),
                status.basins(),
                status.paths(),
                status.runs(),
                graph.corpora(),
                with(workspace -> workspace.unit().word()),
                graph.embedder(),
                field == null ? null : field.name());
    }

    /** Opens the encoder, so that the first probe need not. */
    public void warmEncoder() {
        with(workspace -> workspace.embed("warm").length);
    }

    /** Draws the map anew; {@link #map()} gives what there is meanwhile. */
    public void drawMap() {
        new GraphMaps(resident, drawn::put).draw();
    }

    /** Forgets the map, as after a change that took everything away. */
    public void forgetMap() {
        drawn.forget();
    }

    /** The map as far as it is drawn; null while there is none. */
    public @Nullable GraphMap map() {
        return drawn.map();
    }

    /** All basins, the largest first. */
    public List<BasinJson> basins() {
        return with(workspace -> {
            List<Basin> basins = workspace.graph().basins().basins();
            Map<String, String> texts = Paths.texts(workspace, basins);
            return basins.stream().map(basin -> BasinJson.of(basin, texts)).toList();
        });
    }

    /**
     * A thought of the graph.
     *
     * @param row on the map; -1 where it is not on it
     * @param document where it stands
     * @param basinId empty where it is in none
     * @param similarity to what was asked for; null where nothing was
     */
    public record ThoughtView(
            int row,
            String id,
            String text,
            String language,
            String document,
            int position,
            String basinId,
            String zone,
            double energy,
            double margin,
            @Nullable Double similarity) {}

    /** Thoughts by their rows of the map, in that order. */
    public List<ThoughtView> thoughts(List<Integer> wanted) {
        List<String> ids = drawn.ids(wanted);
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<String, Thought> found = resident.graph().thoughts().byId(ids);
        return views(ids.stream().map(found::get).filter(Objects::nonNull).toList(), Map.of());
    }

    /** The stored thoughts that are most alike to a text, the most alike first. */
    public List<ThoughtView> alike(String text, int limit) {
        if (text.isBlank()) {
            throw new InputRefusedException("there is nothing to look for; give a word or a sentence");
        }
        List<ScoredThought> near =
                with(workspace -> workspace.graph().thoughts().nearest(workspace.embed(text), limit));
        Map<String, Double> similarity = new HashMap<>();
        near.forEach(scored -> similarity.put(scored.thought().id(), scored.similarity()));
        return views(near.stream().map(ScoredThought::thought).toList(), similarity);
    }

    private List<ThoughtView> views(List<Thought> thoughts, Map<String, Double> similarity) {
        GraphStore graph = resident.graph();
        Map<String, Assignment> assigned = new HashMap<>();
        graph.basins()
                .assignments(thoughts.stream().map(Thought::id).toList())
                .forEach(assignment -> assigned.put(assignment.thoughtId(), assignment));
        Map<String, String> documents = graph.thoughts()
                .documentUris(
                        thoughts.stream().map(Thought::documentId).distinct().toList());
        return thoughts.stream()
                .map(thought -> {
                    Assignment falls = assigned.get(thought.id());
                    return new ThoughtView(
                            drawn.row(thought.id()),
                            thought.id(),
                            thought.text(),
                            thought.language(),
                            documents.getOrDefault(thought.documentId(), ""),
                            thought.position(),
                            falls == null ? "" : falls.basinId(),
                            falls == null ? "" : falls.zone().word(),
                            falls == null ? Double.NaN : falls.energy(),
                            falls == null ? Double.NaN : falls.margin(),
                            similarity.get(thought.id()));
                })
                .toList();
    }

    /**
     * A stop of a descent on the map.
     *
     * @param x mean place of the thoughts that hold the field's mass there; null where they are not on the map
     */
    public record Stop(double energy, @Nullable Double x, @Nullable Double y) {}

    /** @param descent from where the text stands to where it comes to rest */
    public record ProbeView(ProbeJson answer, List<Stop> descent) {
        public ProbeView {
            descent = List.copyOf(descent);
        }
    }

    /**
     * Asks whether a text falls into a basin, as {@link Probing} does, and follows its way down.
     *
     * @throws InputRefusedException when it is blank, or there is no graph or no basin yet
     */
    public ProbeView probe(String text) {
        return with(workspace -> {
            Probing.Probed probed =
                    new Probing(workspace).ask(List.of(text), Progress.SILENT).get(0);
            float[] embedding = workspace.embed(text);
            List<Descent.Stop> stops = resident.probing(probe -> probe.descent(embedding));
            return new ProbeView(
                    ProbeJson.of(probed, probed.answer().whole().p()),
                    stops.stream().map(drawn::place).toList());
        });
    }

    /**
     * The scores that p-values are calibrated with, as a histogram.
     *
     * @param low lower edge of the first bin
     * @param width of each bin
     * @param refused scores above this one are refused at {@code alpha}; none where there are too few thoughts
     */
    public record Null(int thoughts, double alpha, double low, double width, List<Integer> counts, double refused) {
        public Null {
            counts = List.copyOf(counts);
        }
    }

    public Null calibration() {
        return NullHistogram.of(resident.probing(probe -> probe.calibration()));
    }

    /** A path that was found, with its alternatives; nothing is stored. */
    public PathJson path(@Nullable String thought, @Nullable String from, @Nullable String to, int alternatives) {
        return with(
                workspace -> found(workspace, thought, from, to, alternatives).json());
    }

    /** Finds a path again, and stores it with its program. */
    public PathJson store(@Nullable String thought, @Nullable String from, @Nullable String to, int alternatives) {
        return with(workspace -> {
            Found found = found(workspace, thought, from, to, alternatives);
            Paths.store(workspace, found.paths().get(0), found.program());
            return found.json();
        });
    }

    private record Found(List<PathFinder.Path> paths, Program program, PathJson json) {}

    private static Found found(
            Workspace workspace, @Nullable String thought, @Nullable String from, @Nullable String to, int most) {
        var options = new PathFinder.Options(PathFinder.DEFAULT_LAMBDA, most);
        PathQuery query = new PathQuery(workspace, new PathQuery.Settings(options, null));
        if (thought == null && (from == null || to == null)) {
            throw new InputRefusedException("give a thought, or a token to start from and one to arrive at");
        }
        var paths = thought != null
                ? query.from(thought)
                : query.between(Objects.requireNonNull(from), Objects.requireNonNull(to));
        Program program = PathCompiler.compile(paths.get(0), null);
        return new Found(paths, program, PathJson.of(paths, PathFinder.DEFAULT_LAMBDA, program));
    }

    /** A stored path. */
    public record PathRow(String id, String basinId, double energy, List<String> tokens, String program) {
        public PathRow {
            tokens = List.copyOf(tokens);
        }
    }

    /** All stored paths, the newest first. */
    public List<PathRow> paths() {
        return resident.graph().paths().paths().stream().map(GraphViews::row).toList();
    }

    private static PathRow row(StoredPath path) {
        return new PathRow(
                path.id(),
                path.basinId(),
                path.energy(),
                path.steps().stream().map(step -> step.token().text()).toList(),
                path.program());
    }

    /**
     * Rows of a query.
     *
     * @param left whether more rows came than were asked for; they were left out
     */
    public record Rows(
            List<String> columns,
            List<List<@Nullable Object>> rows,
            Map<String, Integer> changes,
            boolean left,
            double seconds) {}

    /**
     * Runs a query.
     *
     * @param write false to have the database refuse to change anything
     * @param most rows that are given back; with {@code write} all are run through
     * @throws InputRefusedException when it is no query, or may not do what it does
     */
    public Rows cypher(String query, Map<String, ?> parameters, boolean write, int most) {
        Rows rows = new CypherRows(most).of(resident.graph(), query, parameters, write);
        if (!rows.changes().isEmpty()) {
            resident.changed();
        }
        return rows;
    }

    private <T> T with(Function<Workspace, T> work) {
        try (Workspace workspace = new Workspace(resident.settings(), Progress.SILENT, line -> {}, resident)) {
            return work.apply(workspace);
        }
    }
}
