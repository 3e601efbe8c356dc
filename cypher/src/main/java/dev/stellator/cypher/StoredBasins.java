package dev.stellator.cypher;

import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.Zone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.neo4j.driver.Record;
import org.neo4j.driver.Value;

/**
 * Basins. New ones are written under a label of their own; one small transaction gives them the label of those in force
 * and takes it from the old ones, so that a kill at any moment leaves the one or the other whole. Leftovers are cleaned
 * up by the next replacement, or when the graph is opened.
 */
final class StoredBasins implements BasinGraph {
    /** Tokens by rank that are looked at for anchors: beyond them the mass is negligible. */
    private static final int CANDIDATES = 500;

    private static final int ASSIGNMENTS_A_PAGE = 10_000;

    private final Graph graph;

    StoredBasins(Graph graph) {
        this.graph = graph;
    }

    @Override
    public Map<String, List<TokenCount>> mentions(Map<String, ? extends Collection<String>> thoughtIdsByGroup) {
        Map<String, List<TokenCount>> result = new LinkedHashMap<>();
        thoughtIdsByGroup.forEach((group, ids) -> result.put(
                group,
                graph.read("basin-mentions", Map.of("ids", List.copyOf(ids))).stream()
                        .map(row ->
                                new TokenCount(Rows.token(row), row.get("count").asLong()))
                        .toList()));
        return result;
    }

    /**
     * Anchors by p ln(p / q), where p is the token's share of the PageRank started from the group's thoughts, and q its
     * share of that started from all thoughts: what it adds to the divergence of the group from the corpus. A token that
     * is frequent everywhere has p near q and falls out, however central it is; a rare one needs mass in the group, not
     * only a high ratio. It needs no parameter, unlike a cut by document frequency.
     */
    @Override
    public Map<String, List<TokenWeight>> anchors(
            Map<String, ? extends Collection<String>> thoughtIdsByGroup, int limit) {
        List<String> names = List.copyOf(thoughtIdsByGroup.keySet());
        List<Collection<String>> groups = new ArrayList<>();
        groups.add(thoughtIdsByGroup.values().stream()
                .flatMap(Collection::stream)
                .distinct()
                .toList());
        groups.addAll(thoughtIdsByGroup.values());
        TokenRanks ranks = new TokenRanks(graph, groups);
        double[] everyone = shares(ranks.from(0));
        List<List<TokenWeight>> found = IntStream.range(1, groups.size())
                .parallel()
                .mapToObj(group -> weights(ranks, contrast(ranks.from(group), everyone, limit)))
                .toList();
        Map<String, List<TokenWeight>> result = new LinkedHashMap<>();
        for (int i = 0; i < found.size(); i++) {
            result.put(names.get(i), found.get(i));
        }
        return result;
    }

    private List<TokenWeight> weights(TokenRanks ranks, List<Share> shares) {
        List<Record> rows = graph.read(
                "tokens-of-nodes",
                Map.of("nodes", ranks.nodes(shares.stream().map(Share::token).toList())));
        return IntStream.range(0, rows.size())
                .mapToObj(i ->
                        new TokenWeight(Rows.token(rows.get(i)), shares.get(i).weight()))
                .toList();
    }

    private record Share(int token, double weight) {
        private static final Comparator<Share> HEAVIEST_FIRST =
                Comparator.comparingDouble((Share share) -> -share.weight()).thenComparing(Share::token);
    }

    private static double[] shares(double[] scores) {
        double total = Arrays.stream(scores).sum();
        return Arrays.stream(scores).map(score -> score / total).toArray();
    }

    private static List<Share> contrast(double[] scores, double[] everyone, int limit) {
        List<Share> candidates = IntStream.range(0, scores.length)
                .filter(token -> scores[token] > 0)
                .mapToObj(token -> new Share(token, scores[token]))
                .sorted(Share.HEAVIEST_FIRST)
                .limit(CANDIDATES)
                .toList();
        double total = candidates.stream().mapToDouble(Share::weight).sum();
        return candidates.stream()
                .map(share -> new Share(share.token(), divergence(share.weight() / total, everyone[share.token()])))
                .filter(share -> share.weight() > 0)
                .sorted(Share.HEAVIEST_FIRST)
                .limit(limit)
                .toList();
    }

    private static double divergence(double p, double q) {
        return p * Math.log(p / q);
    }

    @Override
    public void replace(List<Basin> basins, List<Assignment> assignments, FieldSettings settings) {
        graph.dropAll("basin-drop-falls-next", Map.of("limit", Graph.BATCH));
        graph.write("basin-drop-next", Map.of());
        cleanUp();
        write(basins, assignments);
        flip(settings);
        cleanUp();
    }

    /** Puts what was written into force. */
    void flip(FieldSettings settings) {
        graph.write("basin-flip", Map.of("settings", settings(settings)));
    }

    void write(List<Basin> basins, List<Assignment> assignments) {
        graph.writeRows(
                "basin-write", "basins", basins.stream().map(StoredBasins::row).toList());
        graph.writeRows("basin-write-parents", "pairs", parents(basins));
        graph.writeRows("basin-write-anchors", "anchors", anchorRows(basins));
        graph.writeRows(
                "basin-write-assignments",
                "assignments",
                assignments.stream().map(StoredBasins::row).toList());
    }

    private static List<Map<String, Object>> parents(List<Basin> basins) {
        List<Map<String, Object>> pairs = new ArrayList<>();
        for (Basin basin : basins) {
            if (basin.parentId() != null) {
                pairs.add(Map.of("child", basin.id(), "parent", basin.parentId()));
            }
        }
        return pairs;
    }

    private static List<Map<String, Object>> anchorRows(List<Basin> basins) {
        return basins.stream()
                .flatMap(basin -> IntStream.range(0, basin.anchors().size()).mapToObj(rank -> {
                    TokenWeight anchor = basin.anchors().get(rank);
                    return Map.<String, Object>of(
                            "basin", basin.id(),
                            "token", anchor.token().id(),
                            "rank", rank,
                            "weight", anchor.weight());
                }))
                .toList();
    }

    private static Map<String, Object> row(Basin basin) {
        return Map.ofEntries(
                Map.entry("id", basin.id()),
                Map.entry("level", basin.level()),
                Map.entry("label", basin.label()),
                Map.entry("size", basin.size()),
                Map.entry("depth", basin.depth()),
                Map.entry("attractor", basin.attractor()),
                Map.entry("radius", basin.radius()),
                Map.entry("stability", basin.stability()),
                Map.entry("representative", basin.representativeId()),
                Map.entry("converged", basin.converged()));
    }

    private static Map<String, Object> row(Assignment assignment) {
        return Map.of(
                "thought", assignment.thoughtId(),
                "basin", assignment.basinId(),
                "energy", assignment.energy(),
                "margin", assignment.margin(),
                "zone", assignment.zone().word(),
                "score", assignment.score(),
                "density", assignment.density());
    }

    private static Map<String, Object> settings(FieldSettings settings) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("beta", settings.beta());
        properties.put("offsetWeight", settings.offsetWeight());
        properties.put("neighbours", settings.neighbours());
        properties.put("resolution", settings.resolution());
        properties.put("seed", settings.seed());
        properties.put("fingerprint", settings.fingerprint());
        properties.put("chosenOn", settings.chosenOn());
        properties.put("givenResolution", settings.givenResolution());
        properties.put("givenOffsetWeight", settings.givenOffsetWeight());
        properties.put("curves", texts(settings.curves()));
        NoveltyScale scale = settings.novelty();
        // A property that is set to null is removed: basins without scores have no version of them.
        properties.put("scoreVersion", scale == null ? null : NoveltyScale.VERSION);
        properties.put("scoreCentre", scale == null ? null : scale.centre());
        properties.put("scoreMeans", scale == null ? null : scale.means());
        properties.put("scoreDeviations", scale == null ? null : scale.deviations());
        return properties;
    }

    private static @Nullable NoveltyScale scale(Record row) {
        if (row.get("scoreVersion").asInt(0) != NoveltyScale.VERSION) {
            return null;
        }
        return new NoveltyScale(
                row.get("scoreCentre").asList(Value::asDouble),
                row.get("scoreMeans").asList(Value::asDouble),
                row.get("scoreDeviations").asList(Value::asDouble));
    }

    /** One text a point, since a property cannot hold a list of maps. */
    private static List<String> texts(Collection<CurvePoint> points) {
        return points.stream()
                .map(point -> point.parameter() + " " + point.value() + " " + point.score() + " " + point.beside())
                .toList();
    }

    private static List<CurvePoint> curves(List<String> texts) {
        return texts.stream()
                .map(text -> text.split(" ", -1))
                .map(parts -> new CurvePoint(
                        parts[0],
                        Double.parseDouble(parts[1]),
                        Double.parseDouble(parts[2]),
                        Double.parseDouble(parts[3])))
                .toList();
    }

    /** Finishes a replacement that came into force: zones and energies of thoughts, and the old basins. */
    void cleanUp() {
        if (graph.read("state", Map.of()).get(0).get("unclean").asBoolean()) {
            finish();
        }
    }

    private void finish() {
        String after = "";
        while (true) {
            Value last = graph.write("basin-zones", Map.of("after", after, "limit", Graph.BATCH))
                    .get(0)
                    .get("last");
            if (last.isNull()) {
                break;
            }
            after = last.asString();
        }
        graph.dropAll("basin-drop-falls-former", Map.of("limit", Graph.BATCH));
        graph.write("basin-drop-former", Map.of());
        graph.write("basin-clean", Map.of());
    }

    @Override
    public List<Basin> basins() {
        return graph.read("basins", Map.of()).stream().map(StoredBasins::basin).toList();
    }

    private static Basin basin(Record row) {
        List<TokenWeight> anchors = row.get("anchors")
                .asList(anchor ->
                        new TokenWeight(Rows.token(anchor), anchor.get("weight").asDouble()));
        @Nullable
        String parent = row.get("parent").isNull() ? null : row.get("parent").asString();
        return new Basin(
                row.get("id").asString(),
                row.get("level").asInt(),
                parent,
                row.get("label").asString(),
                row.get("size").asLong(),
                row.get("depth").asDouble(),
                Graph.vector(row.get("attractor")),
                row.get("radius").asDouble(),
                row.get("stability").asDouble(Double.NaN),
                row.get("representative").asString(),
                row.get("converged").asBoolean(),
                anchors);
    }

    @Override
    public @Nullable FieldSettings settings() {
        return graph.read("basin-settings", Map.of()).stream()
                .map(row -> new FieldSettings(
                        row.get("beta").asDouble(),
                        row.get("offsetWeight").asDouble(),
                        row.get("neighbours").asInt(),
                        row.get("resolution").asDouble(),
                        row.get("seed").asLong(),
                        row.get("fingerprint").asString(),
                        row.get("chosenOn").asLong(),
                        row.get("givenResolution").asBoolean(),
                        row.get("givenOffsetWeight").asBoolean(),
                        curves(row.get("curves").asList(Value::asString)),
                        scale(row)))
                .findFirst()
                .orElse(null);
    }

    @Override
    public List<Assignment> assignments() {
        List<Assignment> all = new ArrayList<>();
        graph.pages("basin-assignments", "thought", ASSIGNMENTS_A_PAGE, page -> page.stream()
                .filter(row -> !row.get("basin").isNull())
                .map(StoredBasins::assignment)
                .forEach(all::add));
        return all;
    }

    @Override
    public List<Assignment> assignments(Collection<String> thoughtIds) {
        return graph.read("basin-assignments-of", Map.of("ids", List.copyOf(thoughtIds))).stream()
                .map(StoredBasins::assignment)
                .toList();
    }

    @Override
    public Scores scores() {
        DoubleStream.Builder scores = DoubleStream.builder();
        double[] lowest = {Double.POSITIVE_INFINITY};
        graph.stream("basin-scores", Map.of(), row -> {
            scores.add(row.get("score").asDouble());
            lowest[0] = Math.min(lowest[0], row.get("density").asDouble());
        });
        double[] all = scores.build().toArray();
        return new Scores(all, all.length == 0 ? 0 : lowest[0]);
    }

    private static Assignment assignment(Record row) {
        return new Assignment(
                row.get("thought").asString(),
                row.get("basin").asString(),
                row.get("energy").asDouble(),
                row.get("margin").asDouble(),
                Zone.of(row.get("zone").asString()),
                row.get("score").asDouble(),
                row.get("density").asDouble());
    }
}
