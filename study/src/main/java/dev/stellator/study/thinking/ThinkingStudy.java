package dev.stellator.study.thinking;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.program.Program;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.measure.Estimate;
import dev.stellator.study.measure.WrittenText;
import dev.stellator.study.reaction.Directions;
import dev.stellator.study.thinking.Chain.Link;
import dev.stellator.study.thinking.ThoughtWalk.Strand;
import dev.stellator.worker.Difference;
import dev.stellator.worker.LanguageModel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Whether thoughts that never built the path fall into its basin when the model thinks along it: the same starts in every
 * arm, every step walked, arms at one mean KL, the same random numbers. The start is the unit, its document the cluster.
 *
 * <p>For one thread at a time.
 */
public final class ThinkingStudy {
    /** Raised when the meaning of a number changes. */
    public static final int VERSION = 3;

    /** Fewest starts that a study makes sense with. */
    public static final int FEWEST_STARTS = 6;

    private static final int EXAMPLES = 3;

    private final LanguageModel model;
    private final @Nullable LearnedField learned;

    /** @param learned field that programs act by which leave it to the model; null for none */
    public ThinkingStudy(LanguageModel model, @Nullable LearnedField learned) {
        this.model = model;
        this.learned = learned;
    }

    /**
     * A held-out thought from which chains start.
     *
     * @param cluster its document, or stretch of one
     */
    public record Start(String text, String cluster, Coalescence coalescence) {}

    /**
     * What to study.
     *
     * @param program whose tokens are the path's steps
     * @param directions needed when the program has a phase
     * @param calibration texts on which strengths are found
     * @param permuted the steps in another order
     * @param random steps of a random path of the basin; empty where it has too few tokens
     */
    public record Request(
            Program program,
            @Nullable Directions directions,
            List<String> calibration,
            List<Start> starts,
            List<String> permuted,
            List<String> random,
            Decoding decoding,
            long seed) {
        public Request {
            calibration = List.copyOf(calibration);
            starts = List.copyOf(starts);
            permuted = List.copyOf(permuted);
            random = List.copyOf(random);
        }
    }

    /** @throws InputRefusedException when fewer than {@value #FEWEST_STARTS} starts lie outside the attractor */
    public ThinkingResult measure(Request request, Thinker.Field field, Progress progress) {
        List<Start> starts = request.starts().stream()
                .filter(start -> !start.coalescence().startsThere())
                .toList();
        if (starts.size() < FEWEST_STARTS) {
            throw new InputRefusedException("only " + starts.size() + " held-out thoughts of this basin lie outside its"
                    + " attractor, and a study needs " + FEWEST_STARTS + "; import more text, or take another path");
        }
        progress.begin("calibrate the arms", -1);
        List<StepArm> arms = arms(request).calibrated();
        progress.end();
        int steps = request.program().tokens().size();
        progress.begin("think from " + starts.size() + " thoughts", (long) steps * arms.size() * starts.size());
        List<List<Strand>> strands = new ThoughtWalk(
                        model, field, new ThoughtWalk.Manner(request.decoding(), true, request.seed()))
                .walk(
                        arms,
                        starts.stream()
                                .map(start -> new ThoughtWalk.Start(start.text(), start.coalescence()))
                                .toList(),
                        (arm, link) -> {},
                        progress);
        progress.end();
        return result(request, starts, arms, strands, manners(strands, progress));
    }

    private StepArms arms(Request request) {
        StepArms arms = new StepArms(
                        model,
                        learned,
                        new StepArms.Acting(
                                request.program(),
                                request.directions(),
                                List.of(),
                                request.calibration(),
                                Thinker.NATS))
                .base()
                .path()
                .handSet();
        if (!request.permuted().isEmpty()) {
            arms.other(StepArms.PERMUTED, request.permuted());
        }
        if (!request.random().isEmpty()) {
            arms.other(StepArms.RANDOM, request.random());
        }
        return arms.prompt();
    }

    private ThinkingResult result(
            Request request,
            List<Start> starts,
            List<StepArm> arms,
            List<List<Strand>> strands,
            List<Manners> manners) {
        List<String> clusters = starts.stream().map(Start::cluster).toList();
        List<List<Chain>> chains = strands.stream()
                .map(arm -> arm.stream().map(Strand::chain).toList())
                .toList();
        int path = IntStream.range(0, arms.size())
                .filter(i -> arms.get(i).name().equals(StepArms.PATH))
                .findFirst()
                .orElseThrow();
        List<ThinkingResult.Arm> found = new ArrayList<>();
        for (int i = 0; i < arms.size(); i++) {
            List<Chain> own = chains.get(i);
            found.add(new ThinkingResult.Arm(
                    arms.get(i).name(),
                    arms.get(i).tokens(),
                    coalescedBy(own, request.program().tokens().size()),
                    estimate(own, chains.get(0), clusters, ThinkingStudy::coalesced, request.seed()),
                    estimate(chains.get(path), own, clusters, ThinkingStudy::coalesced, request.seed()),
                    estimate(own, chains.get(0), clusters, ThinkingStudy::nearest, request.seed()),
                    arms.get(i).kl(),
                    manners.get(i).kl(),
                    manners.get(i).surprise(),
                    manners.get(i).repetition()));
        }
        return new ThinkingResult(
                request.program().tokens(),
                starts.get(0).coalescence().basin().label(),
                starts.get(0).coalescence().median(),
                starts.size(),
                (int) clusters.stream().distinct().count(),
                found,
                IntStream.range(0, Math.min(EXAMPLES, starts.size()))
                        .mapToObj(start -> new ThinkingResult.Example(
                                starts.get(start).text(),
                                List.of(
                                        chains.get(0).get(start),
                                        chains.get(path).get(start))))
                        .toList(),
                ThinkingVerdicts.of(starts.get(0).coalescence().basin().label(), found));
    }

    /** Share of chains that have coalesced by each step. */
    private static List<Double> coalescedBy(List<Chain> chains, int steps) {
        return IntStream.rangeClosed(1, steps)
                .mapToObj(step -> chains.stream()
                        .mapToDouble(chain ->
                                chain.links().stream().anyMatch(link -> link.coalesced() && link.step() <= step)
                                        ? 1
                                        : 0)
                        .average()
                        .orElse(Double.NaN))
                .toList();
    }

    private static double coalesced(Chain chain) {
        return chain.coalesced() ? 1 : 0;
    }

    /** The least distance from the attractor that a chain came to; NaN for one that said nothing. */
    private static double nearest(Chain chain) {
        return chain.links().stream().mapToDouble(Link::distance).min().orElse(Double.NaN);
    }

    private static Estimate estimate(
            List<Chain> of, List<Chain> over, List<String> clusters, ToDoubleFunction<Chain> value, long seed) {
        return Estimate.ofMeasured(
                IntStream.range(0, of.size())
                        .mapToDouble(i -> value.applyAsDouble(of.get(i)) - value.applyAsDouble(over.get(i)))
                        .toArray(),
                clusters,
                seed);
    }

    /** Means over all that an arm wrote: KL and surprise of the base model in nats a subword, share of repeated pairs. */
    private record Manners(double kl, double surprise, double repetition) {}

    private List<Manners> manners(List<List<Strand>> strands, Progress progress) {
        progress.begin("read what was written", strands.size());
        List<Manners> manners = new ArrayList<>();
        for (List<Strand> arm : strands) {
            manners.add(manners(arm));
            progress.advance(1);
        }
        progress.end();
        return manners;
    }

    private Manners manners(List<Strand> strands) {
        List<WrittenText> texts =
                strands.stream().flatMap(strand -> strand.written().stream()).toList();
        List<Difference> differences = WrittenText.read(model, texts);
        double kl = 0;
        double surprise = 0;
        int subwords = 0;
        for (int i = 0; i < texts.size(); i++) {
            WrittenText text = texts.get(i);
            for (int t = text.first(); t < text.first() + text.ids().length; t++) {
                kl += differences.get(i).kl()[t];
                surprise -= differences.get(i).baseNext()[t];
            }
            subwords += text.ids().length;
        }
        double repetition =
                texts.stream().mapToDouble(WrittenText::repetition).average().orElse(Double.NaN);
        return new Manners(kl / subwords, surprise / subwords, repetition);
    }
}
