package dev.stellator.study.reaction;

import dev.stellator.engine.Progress;
import dev.stellator.engine.program.Program;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.measure.WordSets;
import dev.stellator.worker.Baseline;
import dev.stellator.worker.Difference;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.intervention.Intervention;
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
 *
 * <p>Thread-safe; the model answers one call at a time.
 */
public final class SharedTrial {
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
     * @param nats mean KL a subword that each is brought to, by and large
     */
    public List<Outcome> measure(
            List<Entry> entries, List<WordSets> words, double[] guesses, List<String> texts, double nats) {
        List<Integer> watched = new ArrayList<>();
        Map<WordSets, WordIds> known = new HashMap<>();
        List<Attempt> attempts = new ArrayList<>();
        List<Sequence> read = sequences(texts);
        for (int i = 0; i < entries.size(); i++) {
            WordIds ids = known.computeIfAbsent(words.get(i), set -> WordIds.sharing(watched, model.tokenizer(), set));
            Entry entry = entries.get(i);
            attempts.add(new Attempt(entry, ids, read, new KlSecant(nats, entry.least(), entry.most(), guesses[i])));
        }
        int[] columns = watched.stream().mapToInt(Integer::intValue).toArray();
        try (Baseline baseline = model.baseline(read, columns)) {
            for (int round = 0; round < KlSecant.MOST_ROUNDS; round++) {
                List<Attempt> open =
                        attempts.stream().filter(one -> !one.search.done()).toList();
                if (open.isEmpty()) {
                    break;
                }
                Progress.checkpoint();
                List<List<Difference>> differences = baseline.under(open.stream()
                        .map(one -> interventions(one.entry, one.search.strength()))
                        .toList());
                for (int i = 0; i < open.size(); i++) {
                    open.get(i).tell(differences.get(i));
                }
            }
        }
        return attempts.stream().map(one -> one.best).toList();
    }

    /** One program's search for its strength, and what it did where it came nearest. */
    private static final class Attempt {
        private final Entry entry;
        private final WordIds words;
        private final List<Sequence> texts;
        private final KlSecant search;
        private Outcome best = new Outcome(Double.NaN, Double.NaN, new double[0], new double[0]);

        Attempt(Entry entry, WordIds words, List<Sequence> texts, KlSecant search) {
            this.entry = entry;
            this.words = words;
            this.texts = texts;
            this.search = search;
        }

        void tell(List<Difference> differences) {
            double strength = search.strength();
            double kl = Scoring.meanKl(differences);
            if (search.tell(kl)) {
                best = new Outcome(
                        strength, kl, scores(differences, words::logOddsGain), scores(differences, words::orderScore));
            }
        }

        private double[] scores(List<Difference> differences, ToDoubleBiFunction<Difference, int[]> score) {
            double[] scores = new double[differences.size()];
            Arrays.setAll(
                    scores,
                    i -> score.applyAsDouble(differences.get(i), texts.get(i).ids()));
            return scores;
        }
    }
}
