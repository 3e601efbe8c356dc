package dev.stellator.engine.basin;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.Progress;
import dev.stellator.engine.field.Field;
import dev.stellator.engine.field.Patterns;
import dev.stellator.engine.field.SimilarityRows;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.BasinGraph.NoveltyScale;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.Zone;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Lets the thoughts of a divided corpus stand in the field, and describes their basins. */
final class BasinDescription {
    private static final int ANCHORS = 8;
    private static final double MEMBERS_WITHIN_RADIUS = 0.95;

    /** Of a larger basin an even sample of so many members stands for all when its attractor is looked for. */
    private static final int LARGEST_SUB_FIELD = 4000;

    private final List<Thought> all;
    private final Patterns patterns;
    private final SimilarityRows rows;
    private final BasinFinder.Divided divided;
    private final PreviousBasins known;
    private final BasinGraph graph;
    private final Progress progress;
    private final BasinField.Fall[] falls;
    private final NoveltyScore.Own own;
    private final List<Basin> basins;
    private final List<Assignment> assignments;

    BasinDescription(
            List<Thought> all,
            Patterns patterns,
            SimilarityRows rows,
            BasinFinder.Divided divided,
            PreviousBasins known,
            BasinGraph graph,
            Progress progress) {
        this.all = all;
        this.patterns = patterns;
        this.rows = rows;
        this.divided = divided;
        this.known = known;
        this.graph = graph;
        this.progress = progress;
        this.falls = new BasinField.Fall[all.size()];
        this.own = fall();
        List<Map<Integer, Group>> levels = groups();
        this.basins = describe(levels);
        this.assignments = assign(levels.get(0));
    }

    List<Basin> basins() {
        return basins;
    }

    List<Assignment> assignments() {
        return assignments;
    }

    /** What the probe's score is measured by. */
    NoveltyScale scale() {
        return own.scale();
    }

    /** Mean share of the field's mass that a sample of thoughts stands for, where a thought is. */
    double estimatedShare() {
        return Arrays.stream(falls)
                .mapToDouble(BasinField.Fall::estimated)
                .average()
                .orElse(0);
    }

    /** How each thought lies in its basin without itself, and how far outside the other folds. */
    private NoveltyScore.Own fall() {
        int[] communityOf = divided.levels().get(0).communityOf();
        Field field = divided.field();
        BasinField basinField = new BasinField(field, communityOf, Partitions.count(communityOf));
        double[][] views = new double[all.size()][];
        progress.begin("flow", all.size());
        rows.forEach(progress, (i, row) -> {
            falls[i] = basinField.own(row, i);
            views[i] = divided.calibration().views(i, row);
        });
        progress.end();
        return NoveltyScore.Own.of(divided.calibration().middle(), views);
    }

    /** @param stability bootstrap Jaccard */
    private record Group(String id, int level, @Nullable String parentId, List<Integer> members, double stability) {
        Group withParent(String parent) {
            return new Group(id, level, parent, members, stability);
        }
    }

    /** The groups of each level, the finest first, by number. */
    private List<Map<Integer, Group>> groups() {
        int[] groupOf = Partitions.compact(
                Arrays.stream(falls).mapToInt(BasinField.Fall::basin).toArray());
        List<Map<Integer, Group>> levels = new ArrayList<>();
        levels.add(level(0, groupOf));
        for (int level = 1; level < divided.levels().size(); level++) {
            int[] majority =
                    Partitions.majority(groupOf, divided.levels().get(level).communityOf());
            int[] below = groupOf;
            int[] coarse = Partitions.compact(
                    Arrays.stream(below).map(group -> majority[group]).toArray());
            Map<Integer, Group> parents = level(level, coarse);
            levels.get(level - 1).replaceAll((number, group) -> {
                Group parent = parents.get(coarse[group.members().get(0)]);
                return parent == null ? group : group.withParent(parent.id());
            });
            levels.add(parents);
            groupOf = coarse;
        }
        return levels;
    }

    private Map<Integer, Group> level(int level, int[] groupOf) {
        Map<Integer, List<Integer>> members = new TreeMap<>();
        for (int i = 0; i < groupOf.length; i++) {
            members.computeIfAbsent(groupOf[i], key -> new ArrayList<>()).add(i);
        }
        double[] stability = stability(level, groupOf);
        Map<Integer, Basin> before = known.continuedBy(level, groupOf);
        Set<String> taken = new HashSet<>();
        Map<Integer, Group> groups = new TreeMap<>();
        members.forEach((number, list) -> {
            Basin basin = before.get(number);
            String ids = list.stream().map(i -> all.get(i).id()).collect(Collectors.joining("\n"));
            String id = basin != null && taken.add(basin.id()) ? basin.id() : Hashes.sha256(level + "\n" + ids);
            groups.put(number, new Group(id, level, null, list, stability[number]));
        });
        return groups;
    }

    /** Mean over the samples of the Jaccard similarity of each group's most similar community (Hennig, 2007). */
    private double[] stability(int level, int[] groupOf) {
        List<int[]> samples = divided.levels().get(level).samples();
        double[] sum = new double[Partitions.count(groupOf)];
        for (int[] sample : samples) {
            double[] alike = Partitions.jaccard(groupOf, sample);
            Arrays.setAll(sum, group -> sum[group] + alike[group]);
        }
        return Arrays.stream(sum)
                .map(total -> samples.isEmpty() ? Double.NaN : total / samples.size())
                .toArray();
    }

    private List<Basin> describe(List<Map<Integer, Group>> levels) {
        List<Group> groups =
                levels.stream().flatMap(level -> level.values().stream()).toList();
        Map<String, List<String>> thoughtIds = groups.stream()
                .collect(Collectors.toMap(Group::id, group -> group.members().stream()
                        .map(i -> all.get(i).id())
                        .toList()));
        progress.begin("labels", -1);
        Map<String, String> labels = labels(levels, thoughtIds);
        progress.end();
        progress.begin("anchors", -1);
        var anchors = graph.anchors(thoughtIds, ANCHORS);
        progress.end();
        progress.begin("attractors", groups.size());
        List<Basin> found = Collections.synchronizedList(new ArrayList<>());
        groups.parallelStream().forEach(group -> {
            found.add(basin(group, labels.getOrDefault(group.id(), ""), anchors.getOrDefault(group.id(), List.of())));
            synchronized (progress) {
                progress.advance(1);
            }
        });
        progress.end();
        return found.stream()
                .sorted(java.util.Comparator.comparing(Basin::level).thenComparing(Basin::id))
                .toList();
    }

    /** Contrast is among the basins of one level. */
    private Map<String, String> labels(List<Map<Integer, Group>> levels, Map<String, List<String>> thoughtIds) {
        Map<String, String> labels = new TreeMap<>();
        for (Map<Integer, Group> level : levels) {
            Map<String, List<String>> ids = level.values().stream()
                    .collect(Collectors.toMap(Group::id, group -> thoughtIds.getOrDefault(group.id(), List.of())));
            labels.putAll(new Contrast(graph.mentions(ids)).labels());
        }
        return labels;
    }

    private Basin basin(Group group, String label, List<BasinGraph.TokenWeight> anchors) {
        List<Integer> sample = evenly(group.members());
        List<float[]> vectors = sample.stream().map(patterns::row).toList();
        double[] own = sample.stream().mapToDouble(i -> divided.densities()[i]).toArray();
        var settings = divided.settings();
        try (Patterns members = new Patterns(vectors)) {
            Attractors.Found found = Attractors.find(members, own, settings.beta(), settings.offsetWeight());
            Field.Flow flow = found.flow();
            double[] distances = group.members().stream()
                    .mapToDouble(i -> 1 - dev.stellator.engine.field.Vectors.dot(patterns.row(i), flow.fixedPoint()))
                    .toArray();
            int representative = group.members()
                    .get(IntStream.range(0, distances.length)
                            .reduce((a, b) -> distances[b] < distances[a] ? b : a)
                            .orElseThrow());
            double[] sorted = distances.clone();
            Arrays.sort(sorted);
            return new Basin(
                    group.id(),
                    group.level(),
                    group.parentId(),
                    label,
                    group.members().size(),
                    found.field().highestEnergy(vectors) - flow.energyAfter(),
                    flow.fixedPoint(),
                    sorted[(int) Math.ceil(MEMBERS_WITHIN_RADIUS * sorted.length) - 1],
                    group.stability(),
                    all.get(representative).id(),
                    flow.converged(),
                    anchors);
        }
    }

    private static List<Integer> evenly(List<Integer> members) {
        if (members.size() <= LARGEST_SUB_FIELD) {
            return members;
        }
        return IntStream.range(0, LARGEST_SUB_FIELD)
                .mapToObj(i -> members.get((int) ((long) i * members.size() / LARGEST_SUB_FIELD)))
                .toList();
    }

    private List<Assignment> assign(Map<Integer, Group> finest) {
        ConformalTest conformal = new ConformalTest(own.scores());
        List<Assignment> result = new ArrayList<>();
        for (Group group : finest.values()) {
            for (int i : group.members()) {
                BasinField.Fall fall = falls[i];
                Zone zone = conformal.isOutlier(own.scores()[i])
                        ? Zone.OUTSIDE
                        : fall.stable() ? Zone.STABLE : Zone.UNSTABLE;
                result.add(new Assignment(
                        all.get(i).id(),
                        group.id(),
                        fall.energy(),
                        fall.margin(),
                        zone,
                        own.scores()[i],
                        divided.densities()[i]));
            }
        }
        return result;
    }
}
