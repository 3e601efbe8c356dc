package dev.stellator.importer;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.Progress;
import dev.stellator.engine.graph.CorpusGraph.Mention;
import dev.stellator.engine.graph.CorpusGraph.NewThought;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;

/**
 * What tokens and transitions are worth, without a model and without embeddings: one half of a corpus builds, the other
 * is asked. {@code benchmarks/paths.sh} runs it. Halves are drawn by document where there are {@value #FEW_DOCUMENTS} or
 * more, else by stretches of {@value #STRETCH} thoughts.
 *
 * <p>AUROC: of each transition a -> b that two thoughts or more of the other half make, and of a -> c with a c as frequent
 * that follows a nowhere there, how strongly the building half joins them (npmi; 0 where it does not).
 *
 * <p>Order: least-cost paths of the building half; how many pairs of their tokens stand in thoughts of the other half in
 * the path's order, against permutations of each path.
 */
@NullUnmarked
final class PathMeasures {
    private static final int FEW_DOCUMENTS = 8;
    private static final int STRETCH = 40;
    private static final int WINDOW = 4;
    private static final int SMALL_CORPUS = 2000;
    private static final int PATHS = 300;
    private static final int GOALS = 40;
    private static final int PERMUTATIONS = 999;
    private static final int MATCHED = 20;
    private static final int SHOWN = 30;

    private final List<List<Mention>> building = new ArrayList<>();
    private final List<List<Mention>> asked = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, Map<String, Double>> npmi = new TreeMap<>();
    private final Map<String, Map<String, Double>> cost = new TreeMap<>();
    private final Random random;
    private int supported;
    private int steps;

    private PathMeasures(InMemoryCorpusGraph graph, long seed) {
        random = new Random(seed);
        boolean byDocument = graph.documents.size() >= FEW_DOCUMENTS;
        int place = 0;
        for (String id : graph.documents.keySet()) {
            List<NewThought> thoughts = graph.thoughts.get(id);
            for (int i = 0; i < thoughts.size(); i++) {
                if (i % STRETCH == 0) {
                    place++;
                }
                String key = seed + id + (byDocument ? "" : i / STRETCH);
                boolean builds = Hashes.sha256(key).charAt(0) < '8';
                (builds ? building : asked).add(thoughts.get(i).mentions());
                if (builds) {
                    places.add(byDocument ? -1 - (id.hashCode() & 0xFFFF_FFF) : place);
                }
                thoughts.get(i).mentions().forEach(mention -> texts.put(mention.tokenId(), mention.surface()));
            }
        }
    }

    public static void main(String[] arguments) {
        double penalty = Double.parseDouble(arguments[0]);
        System.out.printf(
                "%-44s %8s %7s %7s %9s %6s %8s %7s %8s%n",
                "corpus", "thoughts", "tokens", "AUROC", "from", "paths", "forward", "order p", "one place");
        for (String corpus : Arrays.asList(arguments).subList(1, arguments.length)) {
            InMemoryCorpusGraph graph = new InMemoryCorpusGraph();
            new Importer(graph, new HashEmbedder(), ImportSettings.of("measured"))
                    .run(Path.of(corpus), Progress.SILENT);
            for (long seed = 1; seed <= 3; seed++) {
                new PathMeasures(graph, seed)
                        .print(Path.of(corpus).normalize().getFileName() + " seed " + seed, penalty);
            }
        }
    }

    private void print(String name, double penalty) {
        Map<String, Integer> frequency = frequencies(building);
        Map<String, Map<String, Integer>> built = counts(building, frequency);
        Map<String, Map<String, Set<Integer>>> where = wherever(frequency);
        int least = building.size() < SMALL_CORPUS ? 1 : 2;
        built.forEach((a, followers) -> {
            Map<String, Double> strong = new TreeMap<>();
            followers.forEach((b, count) -> {
                double value = npmi(count, frequency.get(a), frequency.get(b), building.size());
                if (count >= least && value > 0) {
                    strong.put(b, value);
                }
            });
            double total = strong.keySet().stream().mapToInt(followers::get).sum();
            npmi.put(a, strong);
            Map<String, Double> costs = new TreeMap<>();
            strong.keySet()
                    .forEach(b -> costs.put(
                            b,
                            Math.log(total / followers.get(b))
                                    + (where.get(a).get(b).size() < 2 ? penalty : 0)));
            cost.put(a, costs);
        });
        double[] auroc = auroc(frequency);
        List<List<String>> paths = paths(frequency, where);
        double[] order = order(paths);
        System.out.printf(
                "%-44s %8d %7d %7.3f %9.0f %6d %8.3f %7.3f %8.2f%n",
                name,
                building.size() + asked.size(),
                frequency.size(),
                auroc[0],
                auroc[1],
                paths.size(),
                order[0],
                order[1],
                1 - (double) supported / Math.max(1, steps));
        for (int i = 0; i < Math.min(SHOWN, paths.size()); i++) {
            System.out.println("    "
                    + String.join(" -> ", paths.get(i).stream().map(texts::get).toList()));
        }
    }

    private static Map<String, Integer> frequencies(List<List<Mention>> thoughts) {
        Map<String, Integer> frequency = new TreeMap<>();
        thoughts.forEach(mentions -> mentions.forEach(mention -> frequency.merge(mention.tokenId(), 1, Integer::sum)));
        frequency.values().removeIf(count -> count < 2);
        return frequency;
    }

    private record Pair(String a, String b) {}

    private static Set<Pair> pairs(List<Mention> mentions, Map<String, Integer> frequency) {
        Set<Pair> pairs = new HashSet<>();
        for (Mention first : mentions) {
            for (Mention second : mentions) {
                String a = " " + first.normalised() + " ";
                String b = " " + second.normalised() + " ";
                if (frequency.containsKey(first.tokenId())
                        && frequency.containsKey(second.tokenId())
                        && !a.contains(b)
                        && !b.contains(a)
                        && first.positions().stream()
                                .anyMatch(p -> second.positions().stream().anyMatch(q -> q > p && q - p <= WINDOW))) {
                    pairs.add(new Pair(first.tokenId(), second.tokenId()));
                }
            }
        }
        return pairs;
    }

    private static Map<String, Map<String, Integer>> counts(
            List<List<Mention>> thoughts, Map<String, Integer> frequency) {
        Map<String, Map<String, Integer>> counts = new TreeMap<>();
        thoughts.forEach(mentions -> pairs(mentions, frequency)
                .forEach(pair ->
                        counts.computeIfAbsent(pair.a(), a -> new TreeMap<>()).merge(pair.b(), 1, Integer::sum)));
        return counts;
    }

    private Map<String, Map<String, Set<Integer>>> wherever(Map<String, Integer> frequency) {
        Map<String, Map<String, Set<Integer>>> where = new HashMap<>();
        for (int i = 0; i < building.size(); i++) {
            int place = places.get(i);
            pairs(building.get(i), frequency).forEach(pair -> where.computeIfAbsent(pair.a(), a -> new HashMap<>())
                    .computeIfAbsent(pair.b(), b -> new HashSet<>())
                    .add(place));
        }
        return where;
    }

    private static double npmi(int count, int source, int target, int thoughts) {
        double expected = (double) source * target / thoughts;
        return Math.log(count / expected) / -Math.log((double) count / thoughts);
    }

    /** AUROC, and the number of transitions it is from. */
    private double[] auroc(Map<String, Integer> frequency) {
        Map<String, Map<String, Integer>> other = counts(asked, frequency);
        List<String> byFrequency = frequency.keySet().stream()
                .sorted(Comparator.<String>comparingInt(frequency::get).thenComparing(id -> id))
                .toList();
        Map<String, Integer> rank = new HashMap<>();
        byFrequency.forEach(id -> rank.put(id, rank.size()));
        List<Double> real = new ArrayList<>();
        List<Double> controls = new ArrayList<>();
        other.forEach((a, followers) -> followers.forEach((b, count) -> {
            if (count >= 2) {
                for (int attempt = 0; attempt < MATCHED; attempt++) {
                    int near = rank.get(b) + random.nextInt(2 * MATCHED + 1) - MATCHED;
                    String c = byFrequency.get(Math.max(0, Math.min(byFrequency.size() - 1, near)));
                    if (!c.equals(a) && !followers.containsKey(c)) {
                        real.add(npmi.getOrDefault(a, Map.of()).getOrDefault(b, 0.0));
                        controls.add(npmi.getOrDefault(a, Map.of()).getOrDefault(c, 0.0));
                        break;
                    }
                }
            }
        }));
        double wins = 0;
        for (double one : real) {
            for (double control : controls) {
                wins += one > control ? 1 : one == control ? 0.5 : 0;
            }
        }
        return new double[] {wins / Math.max(1, (double) real.size() * controls.size()), real.size()};
    }

    /** Least-cost paths of three to seven tokens, from random tokens to one of the most frequent. */
    private List<List<String>> paths(Map<String, Integer> frequency, Map<String, Map<String, Set<Integer>>> where) {
        List<String> starts = new ArrayList<>(cost.keySet());
        List<String> goals = frequency.keySet().stream()
                .sorted(Comparator.<String>comparingInt(id -> -frequency.get(id))
                        .thenComparing(id -> id))
                .limit(GOALS)
                .toList();
        List<List<String>> paths = new ArrayList<>();
        for (int attempt = 0; attempt < 20 * PATHS && paths.size() < PATHS && !starts.isEmpty(); attempt++) {
            List<String> path =
                    cheapest(starts.get(random.nextInt(starts.size())), goals.get(random.nextInt(goals.size())));
            if (path.size() >= 3 && path.size() <= 7) {
                paths.add(path);
                for (int i = 1; i < path.size(); i++) {
                    steps++;
                    supported += where.get(path.get(i - 1)).get(path.get(i)).size() >= 2 ? 1 : 0;
                }
            }
        }
        return paths;
    }

    private record Reached(String token, double cost) {}

    private List<String> cheapest(String start, String goal) {
        Map<String, Double> best = new HashMap<>(Map.of(start, 0.0));
        Map<String, String> before = new HashMap<>();
        PriorityQueue<Reached> open =
                new PriorityQueue<>(Comparator.comparingDouble(Reached::cost).thenComparing(Reached::token));
        open.add(new Reached(start, 0));
        while (!open.isEmpty() && !open.peek().token().equals(goal)) {
            Reached now = open.remove();
            if (now.cost() > best.get(now.token())) {
                continue;
            }
            cost.getOrDefault(now.token(), Map.of()).forEach((next, step) -> {
                if (now.cost() + step < best.getOrDefault(next, Double.MAX_VALUE)) {
                    best.put(next, now.cost() + step);
                    before.put(next, now.token());
                    open.add(new Reached(next, now.cost() + step));
                }
            });
        }
        List<String> path = new ArrayList<>();
        if (best.containsKey(goal) && !start.equals(goal)) {
            for (String token = goal; token != null; token = before.get(token)) {
                path.add(0, token);
            }
        }
        return path;
    }

    /** Share of pairs in the paths' order, and its permutation p. */
    private double[] order(List<List<String>> paths) {
        Map<Pair, Integer> inOrder = new HashMap<>();
        Set<String> used = new HashSet<>();
        paths.forEach(used::addAll);
        for (List<Mention> mentions : asked) {
            List<Mention> kept =
                    mentions.stream().filter(m -> used.contains(m.tokenId())).toList();
            for (Mention first : kept) {
                for (Mention second : kept) {
                    if (first.positions().get(0) < second.positions().get(0)) {
                        inOrder.merge(new Pair(first.tokenId(), second.tokenId()), 1, Integer::sum);
                    }
                }
            }
        }
        int forward = 0;
        int backward = 0;
        for (List<String> path : paths) {
            forward += standing(path, inOrder);
            List<String> reversed = new ArrayList<>(path);
            Collections.reverse(reversed);
            backward += standing(reversed, inOrder);
        }
        int above = 0;
        for (int i = 0; i < PERMUTATIONS; i++) {
            int sum = 0;
            for (List<String> path : paths) {
                List<String> permuted = new ArrayList<>(path);
                Collections.shuffle(permuted, random);
                sum += standing(permuted, inOrder);
            }
            above += sum >= forward ? 1 : 0;
        }
        return new double[] {(double) forward / Math.max(1, forward + backward), (1.0 + above) / (1 + PERMUTATIONS)};
    }

    private static int standing(List<String> path, Map<Pair, Integer> inOrder) {
        int sum = 0;
        for (int i = 0; i < path.size(); i++) {
            for (int j = i + 1; j < path.size(); j++) {
                sum += inOrder.getOrDefault(new Pair(path.get(i), path.get(j)), 0);
            }
        }
        return sum;
    }
}
