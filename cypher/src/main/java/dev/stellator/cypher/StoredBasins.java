package dev.stellator.cypher;

import dev.stellator.engine.StellatorException;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.Zone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

    /** What one client at a time replaces. */
    private static final String LEASE = "basins";

    private final Graph graph;
    private final Leases leases;

    StoredBasins(Graph graph, Leases leases) {
        this.graph = graph;
        this.leases = leases;
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
        try (Leases.Lease lease = leases.hold(LEASE)) {
            StoredBasins own = new StoredBasins(graph.beginningWith(lease::check), leases);
            own.graph.dropAll("basin-drop-falls-next", Map.of("limit", Graph.BATCH));
            own.graph.write("basin-drop-next", Map.of());
            own.finishIfUnclean();
            own.write(basins, assignments);
            own.flip(settings);
            own.finishIfUnclean();
        }
    }

    /**
     * Puts what was written into force. A flip whose confirmation was lost is not done twice, since the second one would
     * find nothing but what the first has put into force, and take it away.
     */
    void flip(FieldSettings settings) {
        graph.write(
                "basin-flip",
                Map.of(
                        "settings",
                        FieldProperties.of(settings),
                        "flip",
                        UUID.randomUUID().toString()));
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

    /**
     * Finishes a replacement that came into force: zones and energies of thoughts, and the old basins. Left to another
     * client that is at it, and to those who may write.
     */
    void cleanUp() {
        if (!isUnclean()) {
            return;
        }
        try (Leases.Lease lease = leases.take(LEASE)) {
            if (lease != null) {
                new StoredBasins(graph.beginningWith(lease::check), leases).finishIfUnclean();
            }
        } catch (StellatorException e) {
            if (!Failures.isForbidden(e)) {
                throw e;
            }
        }
    }

    private void finishIfUnclean() {
        if (isUnclean()) {
            finish();
        }
    }

    private boolean isUnclean() {
        return graph.read("state", Map.of()).get(0).get("unclean").asBoolean();
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
                .map(FieldProperties::settings)
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
