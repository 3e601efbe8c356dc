package dev.stellator.study.reaction;

import dev.stellator.engine.Progress;
import dev.stellator.worker.Baseline;
import dev.stellator.worker.Difference;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.intervention.Intervention;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.IntStream;

/** Brings arms to one mean KL(base || modulated) on the same few texts, in shared passes. */
public final class MeanKl {
    private static final int LONGEST_TEXT = 48;

    private MeanKl() {}

    /**
     * Something whose strength is open.
     *
     * @param at what acts at a strength
     * @param least smallest strength that has a meaning
     * @param guess strength to try first
     */
    public record Arm(DoubleFunction<List<Intervention>> at, double least, double guess) {}

    /** @param kl mean that the strength reached, nats a subword */
    public record Reached(double strength, double kl) {}

    /**
     * A strength for each arm.
     *
     * @param texts of which the first {@value #LONGEST_TEXT} subwords are read
     * @param nats mean KL a subword that is wanted
     */
    public static List<Reached> bring(LanguageModel model, List<Arm> arms, List<String> texts, double nats) {
        List<Sequence> read = texts.stream()
                .map(text -> Sequence.of(model.tokenizer().beginning(text, LONGEST_TEXT))
                        .withSink())
                .toList();
        List<KlSecant> searches = arms.stream()
                .map(arm -> new KlSecant(nats, arm.least(), Budget.LARGEST_GAIN, arm.guess()))
                .toList();
        List<Reached> best = new ArrayList<>(
                arms.stream().map(arm -> new Reached(Double.NaN, Double.NaN)).toList());
        try (Baseline baseline = model.baseline(read, new int[0])) {
            for (int round = 0; round < KlSecant.MOST_ROUNDS; round++) {
                List<Integer> open = IntStream.range(0, arms.size())
                        .filter(i -> !searches.get(i).done())
                        .boxed()
                        .toList();
                if (open.isEmpty()) {
                    break;
                }
                Progress.checkpoint();
                List<List<Difference>> differences = baseline.under(open.stream()
                        .map(i -> arms.get(i).at().apply(searches.get(i).strength()))
                        .toList());
                for (int i = 0; i < open.size(); i++) {
                    KlSecant search = searches.get(open.get(i));
                    double strength = search.strength();
                    double kl = Scoring.meanKl(differences.get(i));
                    if (search.tell(kl)) {
                        best.set(open.get(i), new Reached(strength, kl));
                    }
                }
            }
        }
        return List.copyOf(best);
    }
}
