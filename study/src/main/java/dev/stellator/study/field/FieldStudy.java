package dev.stellator.study.field;

import dev.stellator.engine.Progress;
import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.Samples;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.learned.Provenance;
import dev.stellator.study.measure.Estimate;
import dev.stellator.study.measure.LabelPermutation;
import dev.stellator.study.measure.OrderTexts;
import dev.stellator.study.measure.OrderTexts.Reading;
import dev.stellator.study.reaction.OrderAtKl;
import dev.stellator.study.reaction.StepDirections;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.intervention.Intervention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a field does on paths, texts and words that it never saw, beside what it must be held against. The path is the unit:
 * a score is the mean over a path's texts, and every arm that has a strength is read at the mean KL that the field has on
 * the same path.
 *
 * <p>Thread-safe; the model answers one call at a time.
 */
public final class FieldStudy {
    private static final int LONGEST_TEXT = 48;
    private static final int PERMUTED = 9;

    private final LanguageModel model;

    public FieldStudy(LanguageModel model) {
        this.model = model;
    }

    /** The arms, in the order in which they are reported. */
    public enum Arm {
        FIELD("field"),
        HAND_SET("hand-set rail"),
        DIRECTIONS("direction sweep"),
        PROMPT("prompt"),
        REVERSED("reversed path"),
        PERMUTED("permuted path"),
        RANDOM("random path, on the path's neighbours"),
        RANDOM_OWN("random path, on its own neighbours"),
        BESIDE("the field it was learned from");

        private final String label;

        Arm(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /**
     * @param order over the paths, nats
     * @param kl mean over the paths, nats a subword
     * @param strength mean at which it was read; NaN where an arm has none to set
     * @param reached paths on which it could be read at the field's KL, within two per cent or by interpolation
     * @param byPath order of each path, in the order of {@link Report#paths}
     */
    public record Result(String arm, Estimate order, double kl, double strength, int reached, List<Double> byPath) {
        public Result {
            byPath = List.copyOf(byPath);
        }
    }

    /**
     * @param permutedP that the path's order is no better followed than others of the same steps
     * @param ratio field over hand-set rail, means over the paths
     */
    public record Report(
            List<List<String>> paths, int texts, Map<String, Result> arms, double permutedP, double ratio) {
        public Report {
            paths = paths.stream().map(List::copyOf).toList();
            arms = new LinkedHashMap<>(arms);
        }

        public Result arm(Arm arm) {
            return java.util.Objects.requireNonNull(arms.get(arm.name()));
        }
    }

    /**
     * @param beside another field, an arm of its own, read at this one's KL; null for none
     * @param paths that the field was not learned on
     * @param neutral texts of the building half
     */
    public record Request(
            LearnedField field, @Nullable LearnedField beside, List<FieldPath> paths, List<String> neutral, long seed) {
        public Request {
            paths = List.copyOf(paths);
            neutral = List.copyOf(neutral);
        }
    }

    public Report measure(Request request, Progress progress) {
        List<FieldPath> paths = request.paths();
        long seed = request.seed();
        float[][] base = StepDirections.neutral(model, request.neutral());
        Map<Arm, List<PathResult>> results = new LinkedHashMap<>();
        List<double[]> permutations = new ArrayList<>();
        progress.begin("measure on unseen paths", paths.size());
        int texts = 0;
        for (FieldPath path : paths) {
            Progress.checkpoint();
            try (OnePath one = new OnePath(path, request, base)) {
                one.arms(results);
                permutations.add(one.permutations(results));
                texts += one.texts.size();
            }
            progress.advance(1);
        }
        progress.end();
        Map<String, Result> arms = new LinkedHashMap<>();
        List<String> anchors = anchors(paths);
        results.forEach((arm, list) -> arms.put(arm.name(), result(arm, list, anchors, seed)));
        return new Report(
                paths.stream().map(FieldPath::tokens).toList(),
                texts,
                arms,
                LabelPermutation.p(permutations, seed),
                mean(results, Arm.FIELD) / mean(results, Arm.HAND_SET));
    }

    /** What remains of the order on some paths with each band of layers closed to the rail. */
    public List<Provenance.Band> bands(Request request, int width, Progress progress) {
        LearnedField field = request.field();
        float[][] base = StepDirections.neutral(model, request.neutral());
        List<Provenance.Band> bands = new ArrayList<>();
        int layers = model.info().layers();
        progress.begin("measure with layers closed", (layers - field.lowest() + width - 1L) / width);
        for (int first = field.lowest(); first < layers; first += width) {
            Progress.checkpoint();
            int last = Math.min(layers, first + width) - 1;
            Request closed =
                    new Request(field.closed(first, last), null, request.paths(), request.neutral(), request.seed());
            double sum = 0;
            for (FieldPath path : request.paths()) {
                try (OnePath one = new OnePath(path, closed, base)) {
                    sum += OrderAtKl.mean(one.field.order());
                }
            }
            bands.add(new Provenance.Band(first, last, sum / request.paths().size()));
            progress.advance(1);
        }
        progress.end();
        return bands;
    }

    /** Paths that end in one anchor are not independent; into one basin there is one path alone. */
    public static List<String> anchors(List<FieldPath> paths) {
        return paths.stream()
                .map(path -> path.tokens().get(path.tokens().size() - 1))
                .toList();
    }

    private static double mean(Map<Arm, List<PathResult>> results, Arm arm) {
        return results.getOrDefault(arm, List.of()).stream()
                .mapToDouble(PathResult::order)
                .average()
                .orElse(Double.NaN);
    }

    private static Result result(Arm arm, List<PathResult> list, List<String> anchors, long seed) {
        double[] orders = list.stream().mapToDouble(PathResult::order).toArray();
        return new Result(
                arm.label(),
                Estimate.of(orders, anchors, seed),
                list.stream().mapToDouble(PathResult::kl).average().orElse(Double.NaN),
                list.stream().mapToDouble(PathResult::strength).average().orElse(Double.NaN),
                (int) list.stream().filter(PathResult::reached).count(),
                Arrays.stream(orders).boxed().toList());
    }

    /** An arm on one path. */
    private record PathResult(double order, double kl, double strength, boolean reached) {
        static PathResult of(Reading reading) {
            return new PathResult(OrderAtKl.mean(reading.order()), OrderAtKl.mean(reading.kl()), Double.NaN, true);
        }

        static PathResult of(OrderAtKl at) {
            return new PathResult(OrderAtKl.mean(at.order()), at.kl(), at.strength(), at.reached());
        }
    }

    private final class OnePath implements AutoCloseable {
        private final FieldPath path;
        private final FieldArms arms;
        private final @Nullable FieldArms beside;
        private final List<Sequence> texts;
        private final List<int[]> own;
        private final List<int[]> othersOwn;
        private final OrderTexts reader;
        private final long seed;
        private final Reading field;

        OnePath(FieldPath path, Request request, float[][] neutral) {
            this.path = path;
            this.seed = request.seed();
            this.arms = new FieldArms(model, request.field(), path, neutral);
            this.beside = request.beside() == null ? null : new FieldArms(model, request.beside(), path, neutral);
            this.texts = path.heldOut().stream()
                    .map(text -> Sequence.of(model.tokenizer().beginning(text, LONGEST_TEXT))
                            .withSink())
                    .toList();
            this.own = arms.ids(path.measured());
            this.othersOwn = arms.ids(path.random().measured());
            int[] watched = Stream.concat(own.stream(), othersOwn.stream())
                    .flatMapToInt(Arrays::stream)
                    .toArray();
            this.reader = new OrderTexts(model, texts, watched);
            this.field = read(arms.field(inOrder(), 0, 0, 0), own);
        }

        private int[] inOrder() {
            return IntStream.range(0, path.tokens().size()).toArray();
        }

        private Reading read(List<Intervention> program, List<int[]> neighbours) {
            return reader.under(List.of(program), List.of(neighbours)).get(0);
        }

        void arms(Map<Arm, List<PathResult>> into) {
            int[] reversed = IntStream.range(0, path.tokens().size())
                    .map(i -> path.tokens().size() - 1 - i)
                    .toArray();
            put(into, Arm.FIELD, PathResult.of(field));
            put(into, Arm.HAND_SET, atKl(2, 0.05, gain -> arms.handSet(gain, 0, 0)));
            put(into, Arm.DIRECTIONS, atKl(0.3, 0.01, strength -> arms.directions(strength, 0, 0)));
            put(into, Arm.PROMPT, atKl(0, -8, arms::prompt));
            put(into, Arm.REVERSED, PathResult.of(read(arms.field(reversed, 0, 0, 0), own)));
            FieldArms other = beside;
            if (other != null) {
                put(into, Arm.BESIDE, atKl(0, -8, nats -> other.field(inOrder(), nats, 0, 0)));
            }
            if (path.random().tokens().size() > 1) {
                List<Reading> readings =
                        reader.under(List.of(arms.random(0, 0), arms.random(0, 0)), List.of(own, othersOwn));
                put(into, Arm.RANDOM, PathResult.of(readings.get(0)));
                put(into, Arm.RANDOM_OWN, PathResult.of(readings.get(1)));
            }
        }

        private void put(Map<Arm, List<PathResult>> into, Arm arm, PathResult result) {
            into.computeIfAbsent(arm, key -> new ArrayList<>()).add(result);
        }

        private PathResult atKl(
                double first, double least, java.util.function.DoubleFunction<List<Intervention>> dose) {
            return PathResult.of(OrderAtKl.of(
                    strength -> read(dose.apply(strength), own),
                    read(dose.apply(first), own),
                    first,
                    least,
                    OrderAtKl.mean(field.kl())));
        }

        /** The field's own order first, then those of other orders of the same steps. */
        double[] permutations(Map<Arm, List<PathResult>> into) {
            Random random = RandomStreams.of(seed, "permuted orders");
            List<List<Intervention>> programs = new ArrayList<>();
            int steps = path.tokens().size();
            while (programs.size() < PERMUTED) {
                int[] order = Samples.draw(steps, steps, random.nextLong());
                if (!Arrays.equals(order, inOrder())) {
                    programs.add(arms.field(order, 0, 0, 0));
                }
            }
            List<Reading> readings =
                    reader.under(programs, programs.stream().map(program -> own).toList());
            double[] scores = new double[PERMUTED + 1];
            Arrays.setAll(
                    scores,
                    i -> OrderAtKl.mean(
                            i == 0 ? field.order() : readings.get(i - 1).order()));
            put(
                    into,
                    Arm.PERMUTED,
                    new PathResult(
                            Arrays.stream(scores).skip(1).average().orElse(Double.NaN),
                            readings.stream()
                                    .mapToDouble(reading -> OrderAtKl.mean(reading.kl()))
                                    .average()
                                    .orElse(Double.NaN),
                            Double.NaN,
                            true));
            return scores;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
