package dev.stellator.study.simulation;

import dev.stellator.engine.FalseDiscovery;
import dev.stellator.engine.graph.PathGraph.StoredPath;
import dev.stellator.study.measure.LabelPermutation;
import dev.stellator.study.simulation.Iteration.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What a simulation found.
 *
 * @param resumed iterations that an earlier run had done
 * @param basins number of basins that paths lead into
 * @param texts number of their thoughts in the parts for search, check and report
 * @param settings of the iterations, in their order
 * @param confirmations of accepted paths and of accepted decoys, largest margin first
 * @param paths the confirmed paths, with the programs that they were accepted with
 * @param neutral words that the directions of phases were measured against
 * @param measured iterations that this run did, in {@code seconds}; {@code stages} says where these went
 */
public record Simulated(
        String model,
        Simulation.Settings asked,
        int resumed,
        int basins,
        List<Integer> texts,
        List<Iteration> iterations,
        List<Setting> settings,
        List<Dimension> dimensions,
        List<Confirmation> confirmations,
        List<StoredPath> paths,
        List<String> neutral,
        int measured,
        double seconds,
        Map<String, Double> stages) {
    private static final double LEVEL = 0.05;

    public Simulated {
        texts = List.copyOf(texts);
        iterations = List.copyOf(iterations);
        settings = List.copyOf(settings);
        dimensions = List.copyOf(dimensions);
        confirmations = List.copyOf(confirmations);
        paths = List.copyOf(paths);
        neutral = List.copyOf(neutral);
        stages = new java.util.LinkedHashMap<>(stages);
    }

    /** A dimension of the settings with its choices in words. */
    public record Dimension(String name, List<String> choices) {
        public Dimension {
            choices = List.copyOf(choices);
        }
    }

    /**
     * What became of the candidates.
     *
     * @param passed went from the search to the check
     * @param reward mean of vocabulary minus controls in the search, nats
     */
    public record Tally(int tried, int passed, int accepted, double reward) {
        public double share() {
            return tried == 0 ? Double.NaN : (double) accepted / tried;
        }
    }

    public Tally pathTally() {
        return tally(Iteration::path);
    }

    public Tally decoyTally() {
        return tally(Iteration::decoy);
    }

    private Tally tally(Function<Iteration, Candidate> of) {
        List<Candidate> all = iterations.stream().map(of).toList();
        return new Tally(
                all.size(),
                (int) all.stream().filter(Candidate::passed).count(),
                (int) all.stream().filter(Candidate::accepted).count(),
                all.stream().mapToDouble(Candidate::reward).average().orElse(Double.NaN));
    }

    /** The share of the accepted paths that would be accepted if paths were nothing special; at most 1. */
    public double falseDiscoveries() {
        return pathTally().accepted() == 0
                ? Double.NaN
                : Math.min(1, (double) decoyTally().accepted() / pathTally().accepted());
    }

    /**
     * How one choice did.
     *
     * @param reward mean of the paths' rewards under it, nats
     * @param error standard error of that mean
     * @param decoyReward mean of the decoys'
     */
    public record Paid(
            String dimension,
            String choice,
            int tried,
            double reward,
            double error,
            double decoyReward,
            int accepted,
            int decoysAccepted) {}

    /** Every choice of every dimension that was tried. */
    public List<Paid> paid() {
        List<Paid> rows = new ArrayList<>();
        for (int d = 0; d < dimensions.size(); d++) {
            for (int c = 0; c < dimensions.get(d).choices().size(); c++) {
                int dimension = d;
                int choice = c;
                List<Iteration> own = iterations.stream()
                        .filter(iteration -> iteration.choice().get(dimension) == choice)
                        .toList();
                if (!own.isEmpty()) {
                    rows.add(paid(
                            dimensions.get(d).name(),
                            dimensions.get(d).choices().get(c),
                            own));
                }
            }
        }
        return rows;
    }

    private static Paid paid(String dimension, String choice, List<Iteration> own) {
        double[] rewards =
                own.stream().mapToDouble(iteration -> iteration.path().reward()).toArray();
        double mean = java.util.Arrays.stream(rewards).average().orElse(Double.NaN);
        double square = java.util.Arrays.stream(rewards)
                .map(x -> (x - mean) * (x - mean))
                .sum();
        return new Paid(
                dimension,
                choice,
                rewards.length,
                mean,
                rewards.length < 2 ? Double.NaN : Math.sqrt(square / (rewards.length - 1) / rewards.length),
                own.stream()
                        .mapToDouble(iteration -> iteration.decoy().reward())
                        .average()
                        .orElse(Double.NaN),
                (int) own.stream().filter(one -> one.path().accepted()).count(),
                (int) own.stream().filter(one -> one.decoy().accepted()).count());
    }

    /** p-values of the confirmations' vocabulary, adjusted for their number, in their order. */
    public List<Double> adjusted() {
        double[] q = FalseDiscovery.adjusted(
                confirmations.stream().mapToDouble(Confirmation::p).toArray());
        return IntStream.range(0, q.length).mapToObj(i -> q[i]).toList();
    }

    /** p-value of all confirmed paths together, or of all decoys, against their random paths; NaN without any. */
    public double together(boolean decoys) {
        List<double[]> groups = new ArrayList<>();
        for (Confirmation one : confirmations) {
            if (one.decoy() == decoys && !one.random().isEmpty()) {
                groups.add(IntStream.rangeClosed(0, one.random().size())
                        .mapToDouble(
                                i -> i == 0 ? one.vocabulary() : one.random().get(i - 1))
                        .toArray());
            }
        }
        return LabelPermutation.p(groups, asked.seed());
    }

    /** Seconds that an iteration takes; NaN when this run did none. */
    public double secondsAnIteration() {
        return measured == 0 ? Double.NaN : seconds / measured;
    }

    /** What to say of it, a sentence each, also where nothing was found. */
    public List<String> verdicts() {
        Tally paths = pathTally();
        Tally decoys = decoyTally();
        List<String> verdicts = new ArrayList<>();
        verdicts.add(String.format(
                Locale.ROOT,
                "Accepted: %d of %d paths (%.1f %%), and %d of %d random paths in their place (%.1f %%).",
                paths.accepted(),
                paths.tried(),
                100 * paths.share(),
                decoys.accepted(),
                decoys.tried(),
                100 * decoys.share()));
        if (paths.accepted() == 0) {
            verdicts.add("No path was accepted: no effect seen.");
        } else {
            verdicts.add(String.format(
                    Locale.ROOT,
                    "False discoveries: about %.0f %% of the accepted paths would have been accepted as random ones.",
                    100 * falseDiscoveries()));
        }
        verdicts.add(confirmed(false));
        if (confirmations.stream().anyMatch(Confirmation::decoy)) {
            verdicts.add(confirmed(true));
        }
        return verdicts;
    }

    private String confirmed(boolean decoys) {
        List<Confirmation> own =
                confirmations.stream().filter(one -> one.decoy() == decoys).toList();
        String what = decoys ? "random paths" : "paths";
        if (own.isEmpty()) {
            return "On documents that the search never saw: no " + what + " to measure.";
        }
        long held = own.stream().filter(one -> one.p() <= LEVEL).count();
        double margin = own.stream()
                .mapToDouble(one -> one.vocabulary()
                        - one.random().stream()
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .orElse(Double.NaN))
                .average()
                .orElse(Double.NaN);
        return String.format(
                Locale.ROOT,
                "On documents that the search never saw: %d of %d accepted %s are above all 19 random paths drawn anew;"
                        + " all together %+.3f nats of vocabulary log-odds over them (p = %.4f).",
                held,
                own.size(),
                what,
                margin,
                together(decoys));
    }
}
