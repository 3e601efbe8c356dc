package dev.stellator.engine.basin;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.field.Field;
import dev.stellator.engine.field.Patterns;
import dev.stellator.engine.graph.BasinGraph;
import dev.stellator.engine.graph.BasinGraph.Assignment;
import dev.stellator.engine.graph.BasinGraph.Basin;
import dev.stellator.engine.graph.BasinGraph.FieldSettings;
import dev.stellator.engine.graph.ResonanceGraph;
import dev.stellator.engine.graph.ResonanceGraph.Communities;
import dev.stellator.engine.graph.Thought;
import dev.stellator.engine.graph.ThoughtGraph;
import dev.stellator.engine.graph.Zone;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * From thoughts to basins: communities of the resonance graph become sub-fields, each flows to its attractor, and each
 * thought falls into the one whose energy is lowest where it stands, leaving the thought itself out.
 */
public final class BasinFinder {
    /** Thoughts that a corpus must have before basins mean anything. */
    public static final int FEWEST_THOUGHTS = 10;

    private static final int ANCHORS = 8;
    private static final double MEMBERS_WITHIN_RADIUS = 0.95;
    private static final int SMALLEST_MEAN_COMMUNITY = 8;

    private final ThoughtGraph thoughts;
    private final ResonanceGraph resonance;
    private final BasinGraph basins;

    public BasinFinder(ThoughtGraph thoughts, ResonanceGraph resonance, BasinGraph basins) {
        this.thoughts = thoughts;
        this.resonance = resonance;
        this.basins = basins;
    }

    /**
     * What to look for.
     *
     * @param offsetWeight weight of the density offsets
     * @param neighbours k of the resonance graph and of the offsets
     * @param resolution of Leiden
     */
    public record Request(double offsetWeight, int neighbours, double resolution, long seed) {
        public static final Request DEFAULT = new Request(0.5, 20, 1.0, 42);
    }

    /** One point of the curve beta was chosen from; see {@link BetaChoice.Point}. */
    public record CurvePoint(double beta, double logShare, double agreement) {}

    /**
     * What was found.
     *
     * @param reused whether the stored basins belonged to the same thoughts and settings, so that nothing was done
     * @param curve empty when reused
     * @param modularity of Leiden's communities; NaN when reused
     */
    public record Result(
            List<Basin> basins, FieldSettings settings, boolean reused, List<CurvePoint> curve, double modularity) {}

    /**
     * Finds the basins of all thoughts and stores them, unless those that are stored already belong to them.
     *
     * @throws InputRefusedException when there are fewer than {@link #FEWEST_THOUGHTS} thoughts
     */
    public Result find(Request request, Progress progress) {
        progress.begin("load thoughts", thoughts.count());
        List<Thought> all = new ArrayList<>();
        thoughts.forEach(thought -> {
            all.add(thought);
            progress.advance(1);
        });
        progress.end();
        if (all.size() < FEWEST_THOUGHTS) {
            throw new InputRefusedException("basins need at least " + FEWEST_THOUGHTS + " thoughts, the graph has "
                    + all.size() + "; import more text");
        }
        String fingerprint = fingerprint(all);
        FieldSettings stored = basins.settings();
        if (stored != null && matches(stored, request, fingerprint)) {
            return new Result(basins.basins(), stored, true, List.of(), Double.NaN);
        }
        progress.begin("resonance and communities", -1);
        Communities communities = resonance.detect(
                new ResonanceGraph.Settings(request.neighbours(), 0, request.resolution(), request.seed()));
        progress.end();
        try (Patterns patterns =
                new Patterns(all.stream().map(Thought::embedding).toList())) {
            return new Search(request, progress, all, patterns, communities).run(fingerprint);
        }
    }

    private static boolean matches(FieldSettings stored, Request request, String fingerprint) {
        return stored.fingerprint().equals(fingerprint)
                && stored.offsetWeight() == request.offsetWeight()
                && stored.neighbours() == request.neighbours()
                && stored.resolution() == request.resolution()
                && stored.seed() == request.seed();
    }

    private static String fingerprint(List<Thought> all) {
        return Hashes.sha256(all.stream().map(Thought::id).collect(Collectors.joining("\n")));
    }

    /** One search: the state that its steps share. */
    private final class Search {
        private final Request request;
        private final Progress progress;
        private final List<Thought> all;
        private final Patterns patterns;
        private final Communities communities;
        private final List<List<Integer>> keys;
        private final int[] communityOf;

        Search(Request request, Progress progress, List<Thought> all, Patterns patterns, Communities communities) {
            this.request = request;
            this.progress = progress;
            this.all = all;
            this.patterns = patterns;
            this.communities = communities;
            int finest = finestLevel();
            Map<String, List<Integer>> paths = communities.pathOf();
            List<List<Integer>> pathOf = all.stream()
                    .map(thought -> {
                        List<Integer> path = paths.get(thought.id());
                        if (path == null) {
                            throw new IllegalStateException("no community for thought " + thought.id());
                        }
                        return path.subList(finest, path.size());
                    })
                    .toList();
            this.keys = pathOf.stream().distinct().toList();
            Map<List<Integer>, Integer> numbers =
                    IntStream.range(0, keys.size()).boxed().collect(Collectors.toMap(keys::get, Function.identity()));
            this.communityOf = pathOf.stream().mapToInt(numbers::get).toArray();
        }

        /** The finest level whose communities still have a useful size on average; the coarsest when none has. */
        private int finestLevel() {
            Collection<List<Integer>> paths = communities.pathOf().values();
            int levels = paths.iterator().next().size();
            for (int level = Math.max(0, levels - 2); level < levels; level++) {
                int from = level;
                long count =
                        paths.stream().map(path -> path.get(from)).distinct().count();
                if (paths.size() >= count * SMALLEST_MEAN_COMMUNITY) {
                    return level;
                }
            }
            return levels - 1;
        }

        Result run(String fingerprint) {
            progress.begin("offsets and beta", -1);
            double[] offsets = Field.offsets(patterns, request.neighbours());
            List<BetaChoice.Point> curve = BetaChoice.curve(
                    patterns, offsets, request.offsetWeight(), communityOf, keys.size(), request.seed());
            double beta = BetaChoice.best(curve);
            progress.end();
            Field field = new Field(patterns, offsets, beta, request.offsetWeight());
            Novelty novelty = Novelty.calibrate(all, patterns, request.offsetWeight(), request.neighbours());
            List<BasinField.Fall> falls = falls(new BasinField(field, communityOf, keys.size()), all.size());
            FieldSettings settings = new FieldSettings(
                    beta,
                    request.offsetWeight(),
                    request.neighbours(),
                    request.resolution(),
                    request.seed(),
                    fingerprint);
            Written written = describe(falls, offsets, beta, novelty);
            progress.begin("store basins", -1);
            basins.replace(written.basins(), written.assignments(), settings);
            progress.end();
            return new Result(
                    basins.basins(),
                    settings,
                    false,
                    curve.stream()
                            .map(point -> new CurvePoint(point.beta(), point.logShare(), point.agreement()))
                            .toList(),
                    communities.modularity());
        }

        private List<BasinField.Fall> falls(BasinField field, int size) {
            progress.begin("flow", size);
            BasinField.Fall[] falls = new BasinField.Fall[size];
            patterns.similarities(all.stream().map(Thought::embedding).toList(), (i, similarities) -> {
                falls[i] = field.fall(similarities, i);
                progress.advance(1);
            });
            progress.end();
            return List.of(falls);
        }

        private record Written(List<Basin> basins, List<Assignment> assignments) {}

        private Written describe(List<BasinField.Fall> falls, double[] offsets, double beta, Novelty novelty) {
            Map<Integer, List<Integer>> members = new TreeMap<>();
            for (int i = 0; i < falls.size(); i++) {
                members.computeIfAbsent(falls.get(i).basin(), c -> new ArrayList<>())
                        .add(i);
            }
            Map<List<Integer>, Group> groups = groups(members);
            Map<String, List<String>> thoughtIds = groups.values().stream()
                    .collect(Collectors.toMap(Group::id, group -> group.members().stream()
                            .map(i -> all.get(i).id())
                            .toList()));
            progress.begin("anchors and labels", -1);
            Map<String, String> labels = new Contrast(basins.mentions(thoughtIds)).labels();
            var anchors = basins.anchors(thoughtIds, ANCHORS);
            progress.end();
            progress.begin("attractors", groups.size());
            List<Basin> found = new ArrayList<>();
            for (Group group : groups.values()) {
                found.add(basin(group, offsets, beta, labels, anchors));
                progress.advance(1);
            }
            progress.end();
            return new Written(found, assignments(falls, members, groups, novelty));
        }

        /** The basins of every level that have members, by their path of communities. */
        private Map<List<Integer>, Group> groups(Map<Integer, List<Integer>> members) {
            Map<List<Integer>, List<Integer>> byPath = new java.util.LinkedHashMap<>();
            members.forEach((community, thoughtsInIt) -> {
                List<Integer> path = keys.get(community);
                for (int level = 0; level < path.size(); level++) {
                    byPath.computeIfAbsent(path.subList(level, path.size()), key -> new ArrayList<>())
                            .addAll(thoughtsInIt);
                }
            });
            Map<List<Integer>, Group> groups = new java.util.LinkedHashMap<>();
            int levels = keys.get(0).size();
            byPath.forEach((path, group) -> groups.put(path, group(path, group, levels)));
            groups.replaceAll((path, group) -> group.withParent(groups.get(path.subList(1, path.size()))));
            return groups;
        }

        private Group group(List<Integer> path, List<Integer> group, int levels) {
            int level = levels - path.size();
            String ids = group.stream().map(i -> all.get(i).id()).sorted().collect(Collectors.joining("\n"));
            return new Group(Hashes.sha256(level + "\n" + ids), level, null, group);
        }

        private record Group(String id, int level, @Nullable String parentId, List<Integer> members) {
            Group withParent(@Nullable Group parent) {
                return parent == null ? this : new Group(id, level, parent.id(), members);
            }
        }

        private Basin basin(
                Group group,
                double[] offsets,
                double beta,
                Map<String, String> labels,
                Map<String, List<BasinGraph.TokenWeight>> anchors) {
            List<float[]> vectors = group.members().stream().map(patterns::row).toList();
            double[] own = group.members().stream().mapToDouble(i -> offsets[i]).toArray();
            try (Patterns members = new Patterns(vectors)) {
                Attractors.Found found = Attractors.find(members, own, beta, request.offsetWeight());
                Field field = found.field();
                Field.Flow flow = found.flow();
                float[] similarities = members.similarities(flow.fixedPoint());
                double rim = vectors.stream().mapToDouble(field::energy).max().orElseThrow();
                double[] distances = IntStream.range(0, similarities.length)
                        .mapToDouble(i -> 1 - similarities[i])
                        .sorted()
                        .toArray();
                int representative = group.members().get(Patterns.largest(similarities, 1)[0]);
                return new Basin(
                        group.id(),
                        group.level(),
                        group.parentId(),
                        labels.getOrDefault(group.id(), ""),
                        group.members().size(),
                        rim - flow.energyAfter(),
                        flow.fixedPoint(),
                        distances[(int) Math.ceil(MEMBERS_WITHIN_RADIUS * distances.length) - 1],
                        Double.NaN,
                        all.get(representative).id(),
                        anchors.getOrDefault(group.id(), List.of()));
            }
        }

        private List<Assignment> assignments(
                List<BasinField.Fall> falls,
                Map<Integer, List<Integer>> members,
                Map<List<Integer>, Group> groups,
                Novelty novelty) {
            List<Assignment> result = new ArrayList<>();
            members.forEach((community, thoughtsInIt) -> {
                Group group = groups.get(keys.get(community));
                if (group == null) {
                    throw new IllegalStateException("no basin for community " + community);
                }
                for (int i : thoughtsInIt) {
                    BasinField.Fall fall = falls.get(i);
                    Zone zone = novelty.isOutlier(i) ? Zone.OUTSIDE : fall.stable() ? Zone.STABLE : Zone.UNSTABLE;
                    result.add(new Assignment(all.get(i).id(), group.id(), fall.energy(), fall.margin(), zone));
                }
            });
            return result;
        }
    }
}
