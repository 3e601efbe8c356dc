package dev.stellator.study.reaction;

import dev.stellator.engine.Progress;
import dev.stellator.engine.embedding.Embedder;
import dev.stellator.engine.program.Program;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.measure.WordSets;
import dev.stellator.study.reaction.Budget.Calibrated;
import dev.stellator.study.reaction.EqualKl.Dosed;
import dev.stellator.study.reaction.EqualKl.Measured;
import dev.stellator.study.reaction.Reaction.Arm;
import dev.stellator.study.reaction.Reaction.Comparison;
import dev.stellator.study.reaction.Reaction.Continuation;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Observation;
import dev.stellator.worker.intervention.Intervention;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures a program and its controls on held-out texts, every arm at the same budget and, there, at the same KL.
 *
 * <p>Thread-safe as far as the encoder is; the model answers one call at a time.
 */
public final class ReactionStudy {
    private final LanguageModel model;
    private final ProgramCompiler compiler;

    private final @Nullable Embedder embedder;

    public ReactionStudy(LanguageModel model) {
        this(model, null, null);
    }

    /**
     * @param field that programs act by which leave it to the model; null for none
     * @param embedder that nothing was trained on, which reads what the model writes; null where it is not to write
     */
    public ReactionStudy(LanguageModel model, @Nullable LearnedField field, @Nullable Embedder embedder) {
        this.embedder = embedder;
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
     * @param beginnings held-out texts from whose beginnings the model writes in the arms that decide; none not to write
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
            List<Material.Text> beginnings,
            List<Intervention> learned,
            long seed) {
        public Request {
            learned = List.copyOf(learned);
            beginnings = List.copyOf(beginnings);
            controls = List.copyOf(controls);
        }
    }

    public Reaction measure(Request request, Progress progress) {
        try (Study study = new Study(request, controls(request), progress)) {
            return study.run();
        }
    }

    /** All arms, the path's first. */
    private static List<Control> controls(Request request) {
        List<Control> all = new ArrayList<>();
        all.add(new Control(
                "path",
                "path",
                Control.Kind.PROGRAM,
                request.program(),
                request.words().neighbours()));
        if (!request.learned().isEmpty()) {
            all.add(new Control(
                    Controls.TRAINED,
                    Controls.TRAINED,
                    Control.Kind.LEARNED,
                    request.program(),
                    request.words().neighbours()));
        }
        all.addAll(request.controls());
        return all;
    }

    private final class Study implements AutoCloseable {
        private final Request request;
        private final Progress progress;
        private final List<StudyArm> arms;
        private final Scoring scoring;
        private final StudyTexts texts;
        private final Dosing dosing;

        Study(Request request, List<Control> controls, Progress progress) {
            this.request = request;
            this.progress = progress;
            ArmCompiler treatments =
                    new ArmCompiler(model, compiler, request.directions(), request.learned(), request.seed());
            this.arms = controls.stream()
                    .map(control -> new StudyArm(control, treatments.of(control)))
                    .toList();
            this.scoring = new Scoring(
                    model,
                    BaseMatching.of(model, request.words(), StudyTexts.calibration(model, request.material())),
                    request.program().anchor(),
                    controls);
            this.texts = new StudyTexts(model, request.material(), scoring.watched());
            this.dosing = new Dosing(texts, request.budget());
        }

        @Override
        public void close() {
            texts.close();
        }

        Reaction run() {
            progress.begin("measure the reaction", 2L * arms.size());
            ObservedLayers layers = new ObservedLayers(model, texts, request.directions());
            List<Calibrated> strengths = strengths();
            List<Dosed> dosed = IntStream.range(0, arms.size())
                    .mapToObj(i -> new Dosed(arms.get(i), strengths.get(i).gain()))
                    .toList();
            List<Measured> measured = measure(dosed);
            List<Dosed> first = firstOfFamilies(dosed);
            List<Arm> found = new ArrayList<>();
            for (int i = 0; i < arms.size(); i++) {
                List<Observation> observed = first.contains(dosed.get(i))
                        ? layers.observe(arms.get(i).at(strengths.get(i).gain()))
                        : List.of();
                found.add(arm(arms.get(i).control(), strengths.get(i), measured.get(i), observed, layers));
            }
            progress.end();
            return reaction(
                    found,
                    measured,
                    layers,
                    new Continuations(model, request).of(texts.sequence(request.prompt()), first),
                    behaviour(first));
        }

        private BehaviourStudy.Result behaviour(List<Dosed> first) {
            Embedder reads = embedder;
            if (reads == null || request.beginnings().isEmpty()) {
                return BehaviourStudy.Result.NOTHING;
            }
            List<Dosed> writing = first.stream()
                    .filter(dosed -> dosed.arm().family().equals(Comparisons.PATH)
                            || Controls.areWritten(dosed.arm().family()))
                    .toList();
            return new BehaviourStudy(
                            model,
                            reads,
                            request.program().tokens(),
                            request.words().neighbours(),
                            request.seed())
                    .of(request.beginnings(), writing, progress);
        }

        private Reaction reaction(
                List<Arm> found,
                List<Measured> measured,
                ObservedLayers layers,
                List<Continuation> continuations,
                BehaviourStudy.Result behaviour) {
            List<Comparison> comparisons = new Comparisons(
                            request.seed(), values -> texts.estimate(values, request.seed()))
                    .of(found, measured.stream().map(Measured::scores).toList(), behaviour.comparisons());
            return new Reaction(
                    model.info().name(),
                    request.budget().nats(),
                    texts.calibrationTexts(),
                    texts.size(),
                    texts.clusters(),
                    texts.closed(),
                    Math.exp(-texts.baseLogLikelihood()),
                    layers.ofBase(),
                    found,
                    comparisons,
                    request.prompt(),
                    continuations,
                    behaviour.written(),
                    scoring.words().vocabularyWords(),
                    scoring.words().matchedWords(),
                    Verdicts.told(found.get(0), behaviour.written(), comparisons),
                    Verdicts.open(comparisons),
                    Notes.of(request, texts, scoring.words(), found));
        }

        /** The drawn arms of a family are calibrated together, each other arm by itself. */
        private List<Calibrated> strengths() {
            Calibrated[] result = new Calibrated[arms.size()];
            result[0] = dosing.calibrate(arms.get(0), Budget.FIRST_GUESS);
            Map<String, List<Integer>> drawn = new LinkedHashMap<>();
            for (int i = 1; i < arms.size(); i++) {
                if (Controls.isDrawn(arms.get(i).family())) {
                    drawn.computeIfAbsent(arms.get(i).family(), name -> new ArrayList<>())
                            .add(i);
                } else {
                    result[i] = dosing.calibrate(arms.get(i), result[0].gain());
                    progress.advance(1);
                }
            }
            for (List<Integer> family : drawn.values()) {
                List<Calibrated> some =
                        dosing.likePath(family.stream().map(arms::get).toList(), arms.get(0), result[0].gain());
                for (int i = 0; i < some.size(); i++) {
                    result[family.get(i)] = some.get(i);
                }
                progress.advance(some.size());
            }
            return List.of(result);
        }

        private List<Measured> measure(List<Dosed> dosed) {
            EqualKl equal = new EqualKl(texts, scoring);
            List<Measured> measured = new ArrayList<>();
            measured.add(equal.path(dosed.get(0)));
            progress.advance(2);
            measured.addAll(equal.at(measured.get(0).klReached(), dosed.subList(1, dosed.size()), progress::advance));
            return measured;
        }

        private List<Dosed> firstOfFamilies(List<Dosed> dosed) {
            Map<String, Dosed> first = new LinkedHashMap<>();
            dosed.forEach(one -> first.putIfAbsent(one.arm().family(), one));
            return List.copyOf(first.values());
        }

        private Arm arm(
                Control control,
                Calibrated strength,
                Measured measured,
                List<Observation> observed,
                ObservedLayers layers) {
            Scores scores = measured.scores();
            int anchor = scoring.words().anchorId();
            return new Arm(
                    control.name(),
                    control.family(),
                    control.program().tokens(),
                    strength.gain(),
                    strength.reached95(),
                    strength.reachedBudget(),
                    measured.klReached(),
                    scores.kl(),
                    measured.equal(),
                    texts.estimate(scores.vocabulary(), request.seed()),
                    texts.estimate(scores.order(), request.seed()),
                    texts.estimate(scores.ownOrder(), request.seed()),
                    texts.estimate(scores.anchor(), request.seed()),
                    layers.rank(anchor, observed),
                    layers.rankInBase(anchor),
                    Math.exp(-scores.logLikelihood()),
                    layers.of(observed));
        }
    }
}
