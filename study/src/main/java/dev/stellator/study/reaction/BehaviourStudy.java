package dev.stellator.study.reaction;

import dev.stellator.engine.Progress;
import dev.stellator.engine.embedding.Embedder;
import dev.stellator.study.measure.Behaviour;
import dev.stellator.study.measure.Behaviour.Case;
import dev.stellator.study.measure.Behaviour.Written;
import dev.stellator.study.measure.Estimate;
import dev.stellator.study.reaction.EqualKl.Dosed;
import dev.stellator.study.reaction.Reaction.Comparison;
import dev.stellator.study.reaction.Reaction.Sample;
import dev.stellator.study.reaction.Reaction.Writing;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.intervention.Intervention;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Whether what the model writes by itself walks the path: texts from the beginnings of held-out ones, in the base model and
 * in some arms, all with the same random numbers, all scored on the path's steps. The beginning is the unit, its document the
 * cluster.
 */
final class BehaviourStudy {
    static final String MEASURE = "order in what is written";
    private static final int EXAMPLES = 3;

    private final Behaviour behaviour;
    private final List<String> steps;
    private final List<int[]> neighbours;
    private final long seed;

    /**
     * @param steps of the path
     * @param neighbours of its steps that nothing is trained on
     */
    BehaviourStudy(
            LanguageModel model, Embedder embedder, List<String> steps, List<List<String>> neighbours, long seed) {
        this.behaviour = new Behaviour(model, embedder);
        this.steps = steps;
        this.neighbours =
                neighbours.stream().map(model.tokenizer()::firstSubwords).toList();
        this.seed = seed;
    }

    /** The beginning of a text, and the cluster that the text belongs to. */
    private record Beginning(int[] ids, String cluster) {}

    /** What was written, the base model's first and the path's second; what is compared, the path with the base first. */
    record Result(List<Writing> written, List<Comparison> comparisons) {
        static final Result NOTHING = new Result(List.of(), List.of());
    }

    /**
     * @param texts from whose beginnings to write
     * @param arms the path's first
     */
    Result of(List<Material.Text> texts, List<Dosed> arms, Progress progress) {
        List<Beginning> beginnings = beginnings(texts);
        if (beginnings.isEmpty() || steps.size() < 2) {
            return Result.NOTHING;
        }
        progress.begin("let the model write", (long) beginnings.size() * (arms.size() + 1));
        List<List<Written>> written = new ArrayList<>();
        written.add(write(beginnings, List.of(), progress));
        for (Dosed arm : arms) {
            double strength = Double.isNaN(arm.strength()) ? 0 : arm.strength();
            int length = Case.length(Behaviour.BEGINNING, steps.size());
            written.add(write(
                    beginnings, arm.arm().treatment().dose().at(strength, length, Behaviour.BEGINNING), progress));
        }
        progress.end();
        return result(beginnings, arms, written);
    }

    private List<Beginning> beginnings(List<Material.Text> texts) {
        List<Beginning> beginnings = new ArrayList<>();
        for (Material.Text text : texts) {
            int[] ids = text.open() ? behaviour.beginning(text.text()) : null;
            if (ids != null) {
                beginnings.add(new Beginning(ids, text.cluster()));
            }
        }
        return beginnings;
    }

    private List<Written> write(List<Beginning> beginnings, List<Intervention> acting, Progress progress) {
        return behaviour.write(
                beginnings.stream()
                        .map(one -> new Case(one.ids(), steps, neighbours, acting))
                        .toList(),
                seed,
                progress);
    }

    private Result result(List<Beginning> beginnings, List<Dosed> arms, List<List<Written>> texts) {
        List<String> clusters = beginnings.stream().map(Beginning::cluster).toList();
        List<Writing> written = new ArrayList<>();
        List<Comparison> comparisons = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            String arm =
                    i == 0 ? Comparisons.BASE : arms.get(i - 1).arm().control().name();
            List<Written> own = texts.get(i);
            Estimate pathOver = difference(texts.get(1), own, clusters);
            written.add(new Writing(
                    arm,
                    difference(own, texts.get(0), clusters),
                    pathOver,
                    Behaviour.mean(own, Written::neighbours),
                    Behaviour.mean(own, Written::surprise),
                    Behaviour.mean(own, Written::kl),
                    Behaviour.mean(own, Written::repetition),
                    Behaviour.mean(own, Written::named),
                    examples(beginnings, own)));
            if (i != 1) {
                comparisons.add(new Comparison(MEASURE, Comparisons.PATH, arm, pathOver, i == 0));
            }
        }
        return new Result(written, comparisons);
    }

    private List<Sample> examples(List<Beginning> beginnings, List<Written> texts) {
        return IntStream.range(0, Math.min(EXAMPLES, texts.size()))
                .mapToObj(i -> new Sample(
                        behaviour.text(beginnings.get(i).ids()),
                        texts.get(i).text(),
                        texts.get(i).subwords()))
                .toList();
    }

    private Estimate difference(List<Written> a, List<Written> b, List<String> clusters) {
        return Estimate.ofMeasured(
                IntStream.range(0, a.size())
                        .mapToDouble(i -> a.get(i).order() - b.get(i).order())
                        .toArray(),
                clusters,
                seed);
    }
}
