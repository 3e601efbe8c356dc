package dev.stellator.study.reaction;

import dev.stellator.engine.Progress;
import dev.stellator.engine.program.Program;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.worker.Baseline;
import dev.stellator.worker.Difference;
import dev.stellator.worker.Intervention;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Several programs on the same few texts in shared passes, each at the strength where its mean KL(base || modulated) on
 * these texts is a budget. A short search by secants in log KL, which is nearly linear in the strength, finds it, and what
 * is measured nearest to the budget counts: what a search over programs can afford a thousand times. A
 * {@link ReactionStudy} measures more, and calibrates on texts of their own.
 */
public final class SharedTrial {
    private static final int MOST_ROUNDS = 3;
    private static final double NEAR_ENOUGH = 0.25;
    private static final double FIRST_SLOPE = 0.7;
    private static final double LEAST_SLOPE = 0.15;
    private static final double LARGEST_SLOPE = 3;
    private static final double LARGEST_STEP = 3;
    private static final double TINY = 1e-9;

    private final LanguageModel model;
    private final ProgramCompiler compiler;
    private final int longest;

    /**
     * @param field that programs act by which name one, or leave layers and gain open; null for none
     * @param longest subwords of a text that are read
     */
    public SharedTrial(LanguageModel model, @Nullable LearnedField field, int longest) {
        this.model = model;
        this.compiler = new ProgramCompiler(model, field);
        this.longest = longest;
    }

    /** A program at a strength. */
    @FunctionalInterface
    public interface Dosed {
        Program at(double strength);
    }

    /**
     * A program to try.
     *
     * @param least smallest strength that has a meaning
     * @param most largest strength that is tried
     * @param directions needed for a phase
     */
    public record Entry(Dosed program, double least, double most, @Nullable Directions directions) {}

    /**
     * What a program did.
     *
     * @param klMean nats a subword; near the budget unless the strength is at an end of its range
     * @param vocabulary change of the log-odds of the watched vocabulary, by text
     * @param order score of the order of the steps, by text; NaN where it cannot be told
     */
    public record Outcome(double strength, double klMean, double[] vocabulary, double[] order) {
        public Outcome {
            vocabulary = vocabulary.clone();
            order = order.clone();
        }

        public double meanVocabulary() {
            return mean(vocabulary);
        }

        public double meanOrder() {
            return mean(order);
        }

        private static double mean(double[] values) {
            return Arrays.stream(values)
                    .filter(value -> !Double.isNaN(value))
                    .average()
                    .orElse(Double.NaN);
        }
    }

    private static double klMean(List<Difference> differences) {
        double sum = 0;
        int count = 0;
        for (Difference difference : differences) {
            for (float kl : difference.kl()) {
                sum += kl;
                count++;
            }
        }
        return sum / count;
    }

    private List<Intervention> interventions(Entry entry, double strength) {
        return compiler.compile(entry.program().at(strength), entry.directions(), ProgramCompiler.Dose.of(0));
    }

    private List<Sequence> sequences(List<String> texts) {
        return texts.stream()
                .map(text ->
                        Sequence.of(model.tokenizer().beginning(text, longest)).withSink())
                .toList();
    }

    /**
     * Measures programs on the same texts.
     *
     * @param words that are watched for each program
     * @param guesses strength of each program to begin with
     * @param nats mean KL a subword that each is brought to, to about {@value #NEAR_ENOUGH} of it
     */
    public List<Outcome> measure(
            List<Entry> entries, List<WordSets> words, double[] guesses, List<String> texts, double nats) {
        List<Integer> watched = new ArrayList<>();
        Map<WordSets, WordIds> known = new HashMap<>();
        List<Secant> secants = new ArrayList<>();
        List<Sequence> read = sequences(texts);
        for (int i = 0; i < entries.size(); i++) {
            WordIds ids = known.computeIfAbsent(words.get(i), set -> WordIds.sharing(watched, model.tokenizer(), set));
            secants.add(new Secant(entries.get(i), ids, read, nats, guesses[i]));
        }
        int[] columns = watched.stream().mapToInt(Integer::intValue).toArray();
        try (Baseline baseline = model.baseline(read, columns)) {
            for (int round = 0; round < MOST_ROUNDS; round++) {
                List<Secant> open =
                        secants.stream().filter(secant -> !secant.done).toList();
                if (open.isEmpty()) {
                    break;
                }
                Progress.checkpoint();
                List<List<Difference>> differences = baseline.under(open.stream()
                        .map(secant -> interventions(secant.entry, secant.strength))
                        .toList());
                for (int i = 0; i < open.size(); i++) {
                    open.get(i).tell(differences.get(i));
                }
            }
        }
        return secants.stream().map(Secant::outcome).toList();
    }

    /** The search for one program's strength; what was nearest to the budget is kept. */
    private static final class Secant {
        private final Entry entry;
        private final WordIds words;
        private final List<Sequence> texts;
        private final double nats;
        private double strength;
        private double lastStrength = Double.NaN;
        private double lastExcess;
        private double bestExcess = Double.POSITIVE_INFINITY;
        private Outcome best = new Outcome(Double.NaN, Double.NaN, new double[0], new double[0]);
        private boolean done;

        Secant(Entry entry, WordIds words, List<Sequence> texts, double nats, double guess) {
            this.entry = entry;
            this.words = words;
            this.texts = texts;
            this.nats = nats;
            this.strength = clamped(guess);
        }

        private double clamped(double value) {
            return Math.max(entry.least(), Math.min(entry.most(), value));
        }

        Outcome outcome() {
            return best;
        }

        void tell(List<Difference> differences) {
            double kl = klMean(differences);
            double excess = Math.log(Math.max(kl, TINY) / nats);
            if (Math.abs(excess) < bestExcess) {
                bestExcess = Math.abs(excess);
                best = new Outcome(
                        strength, kl, scores(differences, words::logOddsGain), scores(differences, words::orderScore));
            }
            double slope = slope(excess);
            double next = clamped(strength - Math.max(-LARGEST_STEP, Math.min(LARGEST_STEP, excess / slope)));
            done = Math.abs(excess) < NEAR_ENOUGH || next == strength;
            lastStrength = strength;
            lastExcess = excess;
            strength = next;
        }

        private double[] scores(List<Difference> differences, ToDoubleBiFunction<Difference, int[]> score) {
            double[] scores = new double[differences.size()];
            Arrays.setAll(
                    scores,
                    i -> score.applyAsDouble(differences.get(i), texts.get(i).ids()));
            return scores;
        }

        private double slope(double excess) {
            double slope = (excess - lastExcess) / (strength - lastStrength);
            return Double.isNaN(slope) || Double.isInfinite(slope)
                    ? FIRST_SLOPE
                    : Math.max(LEAST_SLOPE, Math.min(LARGEST_SLOPE, slope));
        }
    }
}
