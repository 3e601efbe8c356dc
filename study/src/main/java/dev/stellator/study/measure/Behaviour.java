package dev.stellator.study.measure;

import dev.stellator.engine.Progress;
import dev.stellator.engine.embedding.Embedder;
import dev.stellator.engine.field.Vectors;
import dev.stellator.worker.Difference;
import dev.stellator.worker.GenerateListener;
import dev.stellator.worker.GenerateOptions;
import dev.stellator.worker.Generation;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.intervention.Intervention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a model writes by itself under an arm. The text is cut into as many parts as the path has steps; with M(k, u) the
 * similarity of part u to step k by a sentence encoder that nothing was trained on, less its mean over the steps, the score
 * is the mean over k of {@code M(k, k)} minus the mean of {@code M(k, u)} over u other than k. All arms draw with the same
 * random numbers. Not thread-safe.
 */
public final class Behaviour {
    /** Raised when the meaning of the score changes, or what a study tells of the texts. */
    public static final int VERSION = 2;

    /** Subwords that are written for each step of a path. */
    public static final int PART = 6;

    /** Subwords of a beginning. */
    public static final int BEGINNING = 8;

    private static final double TEMPERATURE = 0.8;
    private static final double MIN_P = 0.1;
    private static final double REPETITION = 1.1;
    private static final int AT_ONCE = 64;

    private final LanguageModel model;
    private final Embedder embedder;

    public Behaviour(LanguageModel model, Embedder embedder) {
        this.model = model;
        this.embedder = embedder;
    }

    /**
     * A beginning and what is asked of what follows.
     *
     * @param beginning subwords
     * @param steps the path's tokens, in order
     * @param neighbours one subword each, for each step, that nothing is trained on
     * @param acting what acts on it in this arm; its windows start at the beginning's end
     */
    public record Case(int[] beginning, List<String> steps, List<int[]> neighbours, List<Intervention> acting) {
        public Case {
            beginning = beginning.clone();
            steps = List.copyOf(steps);
            neighbours = List.copyOf(neighbours);
            acting = List.copyOf(acting);
        }

        /** Subwords that the text has in the end. */
        public int length() {
            return length(beginning.length, steps.size());
        }

        public static int length(int beginning, int steps) {
            return beginning + PART * steps;
        }
    }

    /**
     * @param order the score
     * @param neighbours how many more of a step's neighbours its own part names than the other parts do
     * @param surprise mean negative log-likelihood of the text under the base model, nats a subword
     * @param kl mean KL(base || arm) over the text that was written, nats a subword
     * @param repetition share of pairs of subwords that came before
     * @param named subwords of the steps themselves that the text names
     * @param subwords of the text, in order
     */
    public record Written(
            String text,
            double order,
            double neighbours,
            double surprise,
            double kl,
            double repetition,
            double named,
            List<Subword> subwords) {
        public Written {
            subwords = List.copyOf(subwords);
        }

        /** On the line to another, at a share of the way; its text is the nearer one's. */
        public Written towards(Written other, double share) {
            return new Written(
                    share < 0.5 ? text : other.text,
                    order + share * (other.order - order),
                    neighbours + share * (other.neighbours - neighbours),
                    surprise + share * (other.surprise - surprise),
                    kl + share * (other.kl - kl),
                    repetition + share * (other.repetition - repetition),
                    named + share * (other.named - named),
                    share < 0.5 ? subwords : other.subwords);
        }
    }

    /** @param change of its log-probability by what acts, nats */
    public record Subword(String text, double change) {}

    /** The beginning of a text to write from; null where the text is shorter than two of them. */
    public int @Nullable [] beginning(String text) {
        int[] ids = model.tokenizer().encode(text);
        return ids.length < 2 * BEGINNING ? null : Arrays.copyOf(ids, BEGINNING);
    }

    /** Subwords as text. */
    public String text(int[] ids) {
        return model.tokenizer().decode(ids);
    }

    public static double mean(List<Written> texts, ToDoubleFunction<Written> of) {
        return texts.stream().mapToDouble(of).average().orElse(Double.NaN);
    }

    /** One for each case. */
    public List<Written> write(List<Case> cases, long seed, Progress progress) {
        List<Written> written = new ArrayList<>();
        for (int from = 0; from < cases.size(); from += AT_ONCE) {
            Progress.checkpoint();
            List<Case> some = cases.subList(from, Math.min(cases.size(), from + AT_ONCE));
            written.addAll(some(
                    some,
                    dev.stellator.engine.RandomStreams.of(seed, "behaviour", from)
                            .nextLong()));
            progress.advance(some.size());
        }
        return written;
    }

    private List<Written> some(List<Case> cases, long seed) {
        int longest = cases.stream().mapToInt(one -> one.steps().size()).max().orElse(0) * PART;
        List<Generation> drawn = model.generate(
                cases.stream()
                        .map(one -> Sequence.of(one.beginning()).withSink().with(one.acting()))
                        .toList(),
                GenerateOptions.sampled(longest, TEMPERATURE, 1, seed).withMinP(MIN_P, REPETITION),
                GenerateListener.SILENT);
        List<WrittenText> texts = IntStream.range(0, cases.size())
                .mapToObj(i -> new WrittenText(
                        cases.get(i).beginning(),
                        Arrays.copyOf(drawn.get(i).ids(), cases.get(i).steps().size() * PART),
                        cases.get(i).acting()))
                .toList();
        List<Difference> differences = WrittenText.read(model, texts);
        Function<String, float[]> vectors = vectors(cases, texts);
        return IntStream.range(0, cases.size())
                .mapToObj(i -> written(cases.get(i), texts.get(i), differences.get(i), vectors))
                .toList();
    }

    /** Of all steps, and of all parts of the texts. */
    private Function<String, float[]> vectors(List<Case> cases, List<WrittenText> texts) {
        Set<String> all = new LinkedHashSet<>();
        for (int i = 0; i < cases.size(); i++) {
            all.addAll(cases.get(i).steps());
            all.addAll(parts(texts.get(i).ids(), cases.get(i).steps().size()));
        }
        List<String> distinct = List.copyOf(all);
        List<float[]> embedded = embedder.embed(distinct);
        Map<String, float[]> vectors = new HashMap<>();
        for (int i = 0; i < distinct.size(); i++) {
            vectors.put(distinct.get(i), embedded.get(i));
        }
        return text -> Objects.requireNonNull(vectors.get(text));
    }

    private List<String> parts(int[] text, int count) {
        return IntStream.range(0, count)
                .mapToObj(part -> text(Arrays.copyOfRange(text, part * PART, (part + 1) * PART)))
                .toList();
    }

    private Written written(Case one, WrittenText written, Difference difference, Function<String, float[]> vectors) {
        int[] text = written.ids();
        double surprise = 0;
        double kl = 0;
        int first = written.first();
        for (int t = 0; t < text.length; t++) {
            surprise -= difference.baseNext()[first + t];
            kl += difference.kl()[first + t];
        }
        return new Written(
                text(text),
                order(one.steps(), text, vectors),
                neighbours(one.neighbours(), text),
                surprise / text.length,
                kl / text.length,
                written.repetition(),
                named(one.steps(), text),
                IntStream.range(0, text.length)
                        .mapToObj(t -> new Subword(
                                text(new int[] {text[t]}),
                                difference.modulatedNext()[first + t]
                                        - difference.baseNext()[first + t]))
                        .toList());
    }

    private double order(List<String> steps, int[] text, Function<String, float[]> vectors) {
        int count = steps.size();
        List<String> parts = parts(text, count);
        double[][] similarity = new double[count][count];
        for (int part = 0; part < count; part++) {
            double mean = 0;
            for (int step = 0; step < count; step++) {
                similarity[part][step] = Vectors.dot(vectors.apply(parts.get(part)), vectors.apply(steps.get(step)));
                mean += similarity[part][step] / count;
            }
            for (int step = 0; step < count; step++) {
                similarity[part][step] -= mean;
            }
        }
        return ownOverOthers(similarity);
    }

    /** Mean of the diagonal minus mean of the rest. */
    private static double ownOverOthers(double[][] matrix) {
        int count = matrix.length;
        double own = 0;
        double others = 0;
        for (int part = 0; part < count; part++) {
            for (int step = 0; step < count; step++) {
                if (part == step) {
                    own += matrix[part][step] / count;
                } else {
                    others += matrix[part][step] / (count * (count - 1.0));
                }
            }
        }
        return own - others;
    }

    private static double neighbours(List<int[]> neighbours, int[] text) {
        int count = neighbours.size();
        double[][] said = new double[count][count];
        for (int part = 0; part < count; part++) {
            for (int step = 0; step < count; step++) {
                int[] words = neighbours.get(step);
                said[part][step] = IntStream.range(part * PART, (part + 1) * PART)
                        .filter(t -> Arrays.stream(words).anyMatch(word -> word == text[t]))
                        .count();
            }
        }
        return ownOverOthers(said);
    }

    private double named(List<String> steps, int[] text) {
        Set<Integer> own = new HashSet<>();
        for (String step : steps) {
            for (int id : model.tokenizer().encodeInside(step)) {
                own.add(id);
            }
        }
        return Arrays.stream(text).filter(own::contains).count();
    }
}
