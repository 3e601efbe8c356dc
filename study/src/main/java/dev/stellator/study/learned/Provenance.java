package dev.stellator.study.learned;

import dev.stellator.worker.ModelInfo;
import java.util.List;

/**
 * Where a field comes from.
 *
 * @param name it is chosen by
 * @param model name of the model it was learned for
 * @param fingerprint SHA-256 of that model's weights
 * @param corpora names of the corpora that its paths were taken from
 * @param learned words for the kinds of numbers that were learned
 * @param paths number of paths that it was trained on
 * @param budget mean KL that it was held to, nats a subword
 * @param start name of the field that it was learned from; empty when it began with untrained gains
 * @param command by which it can be learned again
 * @param order what it reached on unseen paths, unseen documents and untrained words, nats; NaN when it was not measured
 * @param handSet what the best hand-set rail reached there at the same KL; NaN when it was not measured
 * @param kl mean KL reached there, nats a subword; NaN when it was not measured
 * @param bands what remains of the order with some layers closed; empty when it was not measured
 * @param curve order of each step of the learning, on its own batch
 */
public record Provenance(
        String name,
        String model,
        String fingerprint,
        List<String> corpora,
        List<String> learned,
        int paths,
        int steps,
        double budget,
        long seed,
        String start,
        String command,
        double order,
        double handSet,
        double kl,
        List<Band> bands,
        List<Double> curve) {
    /** @param order with layers {@code first} to {@code last} closed to the rail, nats */
    public record Band(int first, int last, double order) {}

    public Provenance {
        bands = List.copyOf(bands);
        curve = List.copyOf(curve);
        corpora = List.copyOf(corpora);
        learned = List.copyOf(learned);
    }

    static Provenance untrained(ModelInfo model) {
        return new Provenance(
                "untrained",
                model.name(),
                model.fingerprint(),
                List.of(),
                List.of(),
                0,
                0,
                Double.NaN,
                0,
                "",
                "",
                Double.NaN,
                Double.NaN,
                Double.NaN,
                List.of(),
                List.of());
    }

    /** The same with what was measured. */
    public Provenance measured(double reached, double byHand, double divergence, List<Band> closed) {
        return copy(name, new Measured(reached, byHand, divergence, closed), curve);
    }

    public Provenance named(String other) {
        return copy(other, new Measured(order, handSet, kl, bands), curve);
    }

    public Provenance withCurve(List<Double> orders) {
        return copy(name, new Measured(order, handSet, kl, bands), orders);
    }

    private record Measured(double order, double handSet, double kl, List<Band> bands) {}

    private Provenance copy(String called, Measured measured, List<Double> orders) {
        return new Provenance(
                called,
                model,
                fingerprint,
                corpora,
                learned,
                paths,
                steps,
                budget,
                seed,
                start,
                command,
                measured.order(),
                measured.handSet(),
                measured.kl(),
                measured.bands(),
                orders);
    }
}
