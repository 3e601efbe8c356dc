package dev.stellator.cli.report;

import dev.stellator.study.simulation.Confirmation;
import dev.stellator.study.simulation.Iteration;
import dev.stellator.study.simulation.Simulated;
import dev.stellator.study.thinking.Chain;
import java.util.List;
import java.util.Map;

/**
 * A simulation as it is reported.
 *
 * @param texts number of thoughts in the parts for search, check and report
 * @param cost where the time went, in a sentence
 * @param stages seconds by stage, of the iterations that this run did
 * @param adjusted p-values of the confirmations, adjusted for their number
 * @param curve one point an iteration
 * @param chains of a few confirmed paths, beside the base model and a prompt
 */
public record SimulationView(
        String model,
        int iterations,
        int resumed,
        int basins,
        List<Integer> texts,
        double budget,
        int draws,
        String cost,
        Map<String, Double> stages,
        int measured,
        double seconds,
        Simulated.Tally paths,
        Simulated.Tally decoys,
        double falseDiscoveries,
        List<Simulated.Paid> paid,
        List<Confirmation> confirmations,
        List<Double> adjusted,
        List<String> verdicts,
        List<Point> curve,
        List<ChainsView> chains) {

    /** Rewards are nats of vocabulary log-odds over the random paths of the iteration. */
    public record Point(int iteration, double path, double decoy, boolean accepted, boolean decoyAccepted) {}

    /** @param thought of a document that the search never saw */
    public record ChainsView(String thought, List<String> tokens, List<Chain> chains) {}

    public static SimulationView of(Simulated simulated, String cost, List<ChainsView> chains) {
        return new SimulationView(
                simulated.model(),
                simulated.iterations().size(),
                simulated.resumed(),
                simulated.basins(),
                simulated.texts(),
                simulated.asked().budget(),
                simulated.asked().draws(),
                cost,
                simulated.stages(),
                simulated.measured(),
                simulated.seconds(),
                simulated.pathTally(),
                simulated.decoyTally(),
                simulated.falseDiscoveries(),
                simulated.paid(),
                simulated.confirmations(),
                simulated.adjusted(),
                simulated.verdicts(),
                simulated.iterations().stream().map(SimulationView::point).toList(),
                chains);
    }

    private static Point point(Iteration iteration) {
        return new Point(
                iteration.number(),
                iteration.path().reward(),
                iteration.decoy().reward(),
                iteration.path().accepted(),
                iteration.decoy().accepted());
    }
}
