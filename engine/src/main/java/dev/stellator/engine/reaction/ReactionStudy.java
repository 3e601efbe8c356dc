package dev.stellator.engine.reaction;

import dev.stellator.engine.Progress;
import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.learned.LearnedField;
import dev.stellator.engine.model.Baseline;
import dev.stellator.engine.model.Difference;
import dev.stellator.engine.model.GenerateListener;
import dev.stellator.engine.model.GenerateOptions;
import dev.stellator.engine.model.Generation;
import dev.stellator.engine.model.Indices;
import dev.stellator.engine.model.Intervention;
import dev.stellator.engine.model.LanguageModel;
import dev.stellator.engine.model.Observation;
import dev.stellator.engine.model.Observe;
import dev.stellator.engine.model.Sequence;
import dev.stellator.engine.program.Program;
import dev.stellator.engine.reaction.Budget.Calibrated;
import dev.stellator.engine.reaction.Comparisons.Measures;
import dev.stellator.engine.reaction.Material.Text;
import dev.stellator.engine.reaction.Reaction.Arm;
import dev.stellator.engine.reaction.Reaction.Comparison;
import dev.stellator.engine.reaction.Reaction.Continuation;
import dev.stellator.engine.reaction.Reaction.Layer;
import dev.stellator.engine.reaction.Treatments.Dose;
import dev.stellator.engine.reaction.Treatments.Treatment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures a program and its controls on held-out texts, every arm at the same budget. Base and modulated model both
 * have the sink subword before the text, so that the difference is the program's alone.
 */
public final class ReactionStudy {
    private static final int LONGEST_TEXT = 64;
    private static final int OBSERVED_TEXTS = 12;
    private static final double SIGNIFICANT = 0.05;

    private final LanguageModel model;
    private final ProgramCompiler compiler;

    public ReactionStudy(LanguageModel model) {
        this(model, null);
    }

    /** @param field that programs act by which leave it to the model; null for none */
    public ReactionStudy(LanguageModel model, @Nullable LearnedField field) {
        this.model = model;
        this.compiler = new ProgramCompiler(model, field);
    }

    /**
     * What to measure.
     *
     * @param program of the path
     * @param controls arms to compare it with
     * @param directions of the program's token and anchor
     * @param prompt text that is continued
     * @param promptOpen whether the program's gate lets it through
     * @param continuation number of subwords to continue it by
     * @param learned what a training along the path has learned, an arm of its own; empty without one
     */
    public record Request(
            Program program,
            List<Control> controls,
            Material material,
            WordSets words,
            Directions directions,
            Budget budget,
            String prompt,
            boolean promptOpen,
            int continuation,
            List<Intervention> learned,
            long seed) {
        public Request {
            learned = List.copyOf(learned);
            controls = List.copyOf(controls);
        }
    }

    public Reaction measure(Request request, Progress progress) {
        try (Study study = new Study(request, progress)) {
            return study.run();
        }
    }

    /** The strength of the program at the budget, as a study finds it; NaN when the program fixes its own. */
    public double calibrate(Request request) {
        Control path = request.learned().isEmpty()
                ? Control.program("path", request.program())
                : Control.fixed(Controls.TRAINED, Control.Kind.LEARNED, request.program());
        try (Study study = new Study(request, Progress.SILENT)) {
            return study.calibrate(study.treatments.of(path), Budget.FIRST_GUESS)
                    .gain();
        }
    }

    /** An arm whose continuation of the prompt is shown. */
    private record Shown(String name, Dose dose, double gain) {}

    /** What one arm did to the held-out texts. */
    private record Measured(Measures primary, double[] anchor, double klMean, double perplexity) {}

    private final class Study implements AutoCloseable {
        private final Request request;
        private final Progress progress;
        private final Treatments treatments;
        private final WordIds words;
        private final List<Sequence> calibration;
        private final List<Sequence> heldOut;
        private final List<Boolean> open;
        private final List<String> clusters;
        private final Baseline onCalibration;
        private final Baseline onHeldOut;
        private double basePerplexity;

        Study(Request request, Progress progress) {
            this.request = request;
            this.progress = progress;
            this.treatments = new Treatments(model, compiler, request.directions(), request.learned(), request.seed());
            this.words = WordIds.of(
                    model.tokenizer(),
                    request.words(),
                    request.program().anchor() == null
                            ? null
                            : request.program().anchor().text());
            this.calibration = request.material().building().stream()
                    .filter(Text::open)
                    .map(text -> sequence(text.text()))
                    .toList();
            List<Text> texts = request.material().heldOut();
            this.heldOut = texts.stream().map(text -> sequence(text.text())).toList();
            this.open = texts.stream().map(Text::open).toList();
            this.clusters = texts.stream().map(Text::cluster).toList();
            this.onCalibration = model.baseline(calibration, new int[0]);
            this.onHeldOut = model.baseline(heldOut, words.all());
        }

        @Override
        public void close() {
            onHeldOut.close();
            onCalibration.close();
        }

        private Sequence sequence(String text) {
            int[] ids = model.tokenizer().encode(text);
            return Sequence.of(ids.length > LONGEST_TEXT ? Arrays.copyOf(ids, LONGEST_TEXT) : ids)
                    .withSink();
        }

        Reaction run() {
            List<Control> all = new ArrayList<>();
            all.add(Control.program("path", request.program()));
            if (!request.learned().isEmpty()) {
                all.add(Control.fixed(Controls.TRAINED, Control.Kind.LEARNED, request.program()));
            }
            all.addAll(request.controls());
            progress.begin("measure the reaction", all.size() * 2L);
            List<Observation> baseObserved = observe(List.of());
            List<Layer> baseLayers = layers(baseObserved, List.of());
            List<Arm> arms = new ArrayList<>();
            List<Measures> measured = new ArrayList<>();
            List<Shown> shown = new ArrayList<>();
            for (Control control : all) {
                Progress.checkpoint();
                Treatment treatment = treatments.of(control);
                Calibrated strength = calibrate(
                        treatment,
                        arms.isEmpty() ? Budget.FIRST_GUESS : arms.get(0).gain());
                progress.advance(1);
                List<Intervention> interventions = treatment.dose().at(or0(strength.gain()), 0);
                Measured values = measure(control.program(), interventions);
                measured.add(values.primary());
                boolean first = arms.stream().noneMatch(arm -> arm.family().equals(control.family()));
                arms.add(arm(control, strength, values, first ? observe(interventions) : List.of(), baseObserved));
                if (first) {
                    shown.add(new Shown(control.name(), treatment.dose(), or0(strength.gain())));
                }
                progress.advance(1);
            }
            progress.end();
            List<Comparison> comparisons = new Comparisons(request.seed(), this::estimate).of(arms, measured);
            return new Reaction(
                    model.info().name(),
                    request.budget().nats(),
                    calibration.size(),
                    heldOut.size(),
                    (int) clusters.stream().distinct().count(),
                    (int) open.stream().filter(passes -> !passes).count(),
                    basePerplexity,
                    baseLayers,
                    arms,
                    comparisons,
                    request.prompt(),
                    continuations(shown),
                    words.vocabularyWords(),
                    words.matchedWords(),
                    verdicts(arms.get(0), comparisons),
                    notes(arms));
        }

        private Calibrated calibrate(Treatment treatment, double pathGain) {
            Budget budget = request.budget();
            if (treatment.open() && !calibration.isEmpty()) {
                double guess = Double.isNaN(treatment.guess()) ? pathGain : treatment.guess();
                return budget.calibrate(
                        onCalibration,
                        Double.isNaN(guess) ? Budget.FIRST_GUESS : guess,
                        treatment.least(),
                        gain -> treatment.dose().at(gain, 0));
            }
            double reached = calibration.isEmpty()
                    ? Double.NaN
                    : Budget.percentile(onCalibration, treatment.dose().at(0, 0));
            return new Calibrated(
                    Double.NaN, reached, budget.calibrated(0, reached).reachedBudget());
        }

        private static double or0(double gain) {
            return Double.isNaN(gain) ? 0 : gain;
        }

        private Measured measure(Program program, List<Intervention> interventions) {
            double[] vocabulary = new double[heldOut.size()];
            double[] order = new double[heldOut.size()];
            double[] anchor = new double[heldOut.size()];
            double[] sums = new double[5]; // KL, its count, base and modulated log-likelihood, their count
            boolean biased = program.anchor() != null
                    && program.anchor().bias() != null
                    && program.anchor().bias() != 0;
            List<Difference> differences =
                    onHeldOut.under(List.of(interventions)).get(0);
            for (int i = 0; i < differences.size(); i++) {
                Difference difference = open.get(i) ? differences.get(i) : onHeldOut.unchanged(i);
                vocabulary[i] = words.logOddsGain(difference, heldOut.get(i).ids());
                order[i] = words.orderScore(difference, heldOut.get(i).ids());
                anchor[i] = biased ? Double.NaN : words.anchorGain(difference);
                add(sums, difference);
            }
            basePerplexity = Math.exp(-sums[2] / sums[4]);
            return new Measured(
                    new Measures(vocabulary, order), anchor, sums[0] / sums[1], Math.exp(-sums[3] / sums[4]));
        }

        private void add(double[] sums, Difference difference) {
            for (float kl : difference.kl()) {
                sums[0] += kl;
                sums[1]++;
            }
            for (int t = 0; t < difference.baseNext().length; t++) {
                sums[2] += difference.baseNext()[t];
                sums[3] += difference.modulatedNext()[t];
                sums[4]++;
            }
        }

        private List<Observation> observe(List<Intervention> interventions) {
            Observe what =
                    Observe.NOTHING.hiddenMeans(Indices.ALL).andAttention().logitsAt(-1);
            List<Sequence> texts = IntStream.range(0, Math.min(OBSERVED_TEXTS, heldOut.size()))
                    .mapToObj(i -> open.get(i) ? heldOut.get(i).with(interventions) : heldOut.get(i))
                    .toList();
            return model.forward(texts, what);
        }

        private Arm arm(
                Control control,
                Calibrated strength,
                Measured values,
                List<Observation> observed,
                List<Observation> base) {
            return new Arm(
                    control.name(),
                    control.family(),
                    control.program().tokens(),
                    strength.gain(),
                    strength.reached95(),
                    strength.reachedBudget(),
                    values.klMean(),
                    estimate(values.primary().vocabulary()),
                    estimate(values.primary().order()),
                    estimate(values.anchor()),
                    anchorRank(observed),
                    anchorRank(base),
                    values.perplexity(),
                    observed.isEmpty() ? List.of() : layers(observed, base));
        }

        private double anchorRank(List<Observation> observed) {
            int id = words.anchorId();
            if (id < 0) {
                return Double.NaN;
            }
            return observed.stream()
                    .mapToInt(observation -> {
                        float[] logits = observation.logits()[0];
                        int above = 0;
                        for (float logit : logits) {
                            above += logit > logits[id] ? 1 : 0;
                        }
                        return above;
                    })
                    .average()
                    .orElse(Double.NaN);
        }

        private List<Layer> layers(List<Observation> observed, List<Observation> base) {
            return IntStream.range(0, model.info().layers())
                    .mapToObj(layer -> layer(layer, observed, base))
                    .toList();
        }

        private Layer layer(int layer, List<Observation> observed, List<Observation> base) {
            int heads = model.info().heads();
            double[] byHead = new double[heads];
            double entropy = 0;
            double drift = 0;
            double projection = 0;
            for (int i = 0; i < observed.size(); i++) {
                Observation now = observed.get(i);
                for (int head = 0; head < heads; head++) {
                    byHead[head] += now.railMass()[layer][head] / observed.size();
                    entropy += now.attentionEntropy()[layer][head] / heads / observed.size();
                }
                if (!base.isEmpty()) {
                    float[] before = base.get(i).hiddenMeans()[layer];
                    float[] after = now.hiddenMeans()[layer];
                    drift += (1 - cosine(before, after)) / observed.size();
                    projection += projection(before, after, request.directions().anchor()[layer]) / observed.size();
                }
            }
            return new Layer(
                    layer,
                    entropy,
                    Arrays.stream(byHead).average().orElse(Double.NaN),
                    Arrays.stream(byHead).boxed().toList(),
                    drift,
                    projection);
        }

        private Estimate estimate(double[] values) {
            List<Integer> usable = IntStream.range(0, values.length)
                    .filter(i -> open.get(i) && !Double.isNaN(values[i]))
                    .boxed()
                    .toList();
            return Estimate.of(
                    usable.stream().mapToDouble(i -> values[i]).toArray(),
                    usable.stream().map(clusters::get).toList(),
                    request.seed());
        }

        private List<Continuation> continuations(List<Shown> shown) {
            Sequence prompt = sequence(request.prompt());
            List<String> names = new ArrayList<>(List.of("base"));
            List<Sequence> prompts = new ArrayList<>(List.of(prompt));
            int length = prompt.length() + request.continuation();
            for (Shown arm : shown) {
                names.add(arm.name());
                prompts.add(request.promptOpen() ? prompt.with(arm.dose().at(arm.gain(), length)) : prompt);
            }
            int[] stops = model.tokenizer().endOfText().stream().toArray();
            List<Generation> drawn = model.generate(
                    prompts, GenerateOptions.greedy(request.continuation(), stops), GenerateListener.SILENT);
            return IntStream.range(0, names.size())
                    .mapToObj(i -> new Continuation(
                            names.get(i),
                            model.tokenizer().decode(drawn.get(i).ids()),
                            perplexity(prompt, drawn.get(i).ids())))
                    .toList();
        }

        private double perplexity(Sequence prompt, int[] continuation) {
            if (continuation.length == 0) {
                return Double.NaN;
            }
            int[] whole = Arrays.copyOf(prompt.ids(), prompt.length() + continuation.length);
            System.arraycopy(continuation, 0, whole, prompt.length(), continuation.length);
            float[] next = model.forward(
                            List.of(Sequence.of(whole).withSink()), Observe.NOTHING.andNextLogLikelihoods())
                    .get(0)
                    .nextLogLikelihoods();
            double sum = 0;
            for (int t = prompt.length() - 1; t < next.length; t++) {
                sum += next[t];
            }
            return Math.exp(-sum / continuation.length);
        }

        private List<String> verdicts(Arm path, List<Comparison> comparisons) {
            List<String> result = new ArrayList<>();
            result.add(against("Content: the path moves the basin's vocabulary by ", path.vocabulary()));
            result.add(against("Order: the neighbours of the steps rise in turn by ", path.order()));
            comparisons.stream()
                    .filter(comparison -> comparison.drawn() > 0
                            || comparison.control().equals(Controls.PROMPT)
                            || comparison.control().equals(Controls.TRAINED)
                            || comparison.control().equals(Controls.REVERSED))
                    .map(Comparisons::sentence)
                    .forEach(result::add);
            return result;
        }

        private static String against(String start, Estimate estimate) {
            if (estimate.inputs() == 0) {
                return start + "an amount that could not be measured here.";
            }
            String effect = estimate.tooFewClusters()
                    ? "; too few clusters to tell it from chance"
                    : estimate.p() < SIGNIFICANT ? "" : "; no effect seen";
            return start + String.format(Locale.ROOT, "%.3f nats", estimate.mean()) + effect + p(estimate) + ".";
        }

        private static String p(Estimate estimate) {
            return estimate.inputs() == 0
                    ? ""
                    : String.format(
                            Locale.ROOT,
                            " (p = %.4f, %d texts in %d clusters)",
                            estimate.p(),
                            estimate.inputs(),
                            estimate.clusters());
        }

        private List<String> notes(List<Arm> arms) {
            List<String> notes = new ArrayList<>();
            notes.add("Strengths were calibrated on " + calibration.size()
                    + " texts of the building half; effects were measured on the held-out half. Basin and path were found"
                    + " on the whole corpus.");
            notes.addAll(words.notes());
            arms.stream()
                    .filter(arm -> !arm.budgetReached() && !Double.isNaN(arm.reached95()))
                    .forEach(
                            arm -> notes.add("Arm '" + arm.name() + "' did not reach the budget: its 95th percentile of"
                                    + " KL is " + String.format(Locale.ROOT, "%.2f", arm.reached95()) + " nats."));
            if (!request.promptOpen()) {
                notes.add("The prompt lies outside the program's zone: its continuation is the base model's.");
            }
            long closed = open.stream().filter(passes -> !passes).count();
            if (closed > 0) {
                notes.add(closed + " held-out texts lie outside the program's zone: there the model is the base model,"
                        + " and they are not counted.");
            }
            return notes;
        }
    }

    private static double cosine(float[] a, float[] b) {
        return Vectors.dot(a, b) / Math.sqrt(Vectors.dot(a, a) * Vectors.dot(b, b));
    }

    private static double projection(float[] before, float[] after, float[] direction) {
        return (Vectors.dot(after, direction) - Vectors.dot(before, direction))
                / Math.sqrt(Vectors.dot(before, before));
    }
}
