package dev.stellator.study.field;

import dev.stellator.engine.Progress;
import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.Samples;
import dev.stellator.engine.embedding.Embedder;
import dev.stellator.study.learned.LearnedField;
import dev.stellator.study.measure.Behaviour;
import dev.stellator.study.measure.Behaviour.Case;
import dev.stellator.study.measure.Behaviour.Written;
import dev.stellator.study.measure.Estimate;
import dev.stellator.study.measure.KlLine;
import dev.stellator.study.reaction.StepDirections;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.intervention.Intervention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Whether texts that a model writes by itself under a field walk paths that the field never saw, beside what people would do
 * instead. The basin is the unit: scores are averaged over its beginnings. Strengths of the arms that have one are those at
 * which a {@link FieldStudy} found them at the field's KL.
 *
 * <p>For one thread at a time.
 */
public final class FieldBehaviour {
    private static final Set<Arm> DOSED = Set.of(Arm.HAND_SET, Arm.DIRECTIONS);

    private final LanguageModel model;
    private final Behaviour behaviour;

    public FieldBehaviour(LanguageModel model, Embedder embedder) {
        this.model = model;
        this.behaviour = new Behaviour(model, embedder);
    }

    /** The arms, in the order in which they are reported; all scored on the path but {@code RANDOM_OWN}. */
    public enum Arm {
        BASE("base model"),
        PROMPT("the path's words as a prompt"),
        INSTRUCTION("an instruction to lead over them"),
        DIRECTIONS("direction sweep"),
        HAND_SET("hand-set rail"),
        FIELD("field"),
        REVERSED("field, reversed path"),
        PERMUTED("field, permuted path"),
        RANDOM("field, random path, scored on the path"),
        RANDOM_OWN("field, random path, scored on its own steps");

        private final String label;

        Arm(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /**
     * One arm over the basins.
     *
     * @param order the score
     * @param overBase order minus the base model's on the same beginnings
     * @param fieldOver the field's order minus this arm's, paired by basin
     * @param neighbours how many more of a step's neighbours its own part names than the others do
     * @param surprise nats a subword under the base model
     */
    public record Result(
            String arm,
            Estimate order,
            Estimate overBase,
            Estimate fieldOver,
            double neighbours,
            double surprise,
            double kl,
            double repetition,
            double named) {}

    /** What was written from one beginning, without and with the field. */
    public record Example(List<String> path, String beginning, String base, String field) {
        public Example {
            path = List.copyOf(path);
        }
    }

    /** @param beginnings number of texts of each arm */
    public record Writing(int basins, int beginnings, Map<String, Result> arms, List<Example> examples) {
        public Writing {
            arms = new LinkedHashMap<>(arms);
            examples = List.copyOf(examples);
        }

        public Result arm(Arm arm) {
            return java.util.Objects.requireNonNull(arms.get(arm.name()));
        }
    }

    /**
     * @param strengths of the hand-set rail, of the direction sweep and of the prompt, at the field's KL
     * @param beginnings of each path, at most
     * @param examples to be shown, drawn by the seed
     */
    public record Request(
            LearnedField field,
            List<FieldPath> paths,
            List<String> neutral,
            Strengths strengths,
            int beginnings,
            int examples,
            long seed) {
        public Request {
            paths = List.copyOf(paths);
            neutral = List.copyOf(neutral);
        }

        Request with(Strengths others) {
            return new Request(field, paths, neutral, others, beginnings, examples, seed);
        }
    }

    public record Strengths(double handSet, double directions, double prompt) {
        /** As a study read them. */
        public static Strengths of(FieldStudy.Report report) {
            return new Strengths(
                    report.arm(FieldStudy.Arm.HAND_SET).strength(),
                    report.arm(FieldStudy.Arm.DIRECTIONS).strength(),
                    report.arm(FieldStudy.Arm.PROMPT).strength());
        }

        /**
         * The same, one of them moved so that its KL becomes about {@code factor} times as large: the logarithm of a rail's
         * KL is about its gain, and a sweep's KL grows with the square of its strength.
         */
        Strengths towards(Arm arm, double factor) {
            return arm == Arm.HAND_SET
                    ? new Strengths(handSet + Math.log(factor), directions, prompt)
                    : new Strengths(handSet, directions * Math.sqrt(factor), prompt);
        }
    }

    public Writing measure(Request request, Progress progress) {
        float[][] neutral = StepDirections.neutral(model, request.neutral());
        List<Started> started = new ArrayList<>();
        for (FieldPath path : request.paths()) {
            FieldArms arms = new FieldArms(model, request.field(), path, neutral);
            beginnings(path, request.beginnings()).forEach(ids -> started.add(new Started(path, arms, ids)));
        }
        List<Arm> present = Arrays.stream(Arm.values())
                .filter(arm -> (arm != Arm.RANDOM && arm != Arm.RANDOM_OWN)
                        || request.paths().stream()
                                .allMatch(path -> path.random().tokens().size() > 1))
                .toList();
        progress.begin("let the model write", (long) (present.size() + DOSED.size()) * started.size());
        Map<Arm, List<Written>> written = new LinkedHashMap<>();
        for (Arm arm : present) {
            List<Case> cases = started.stream().map(one -> one.of(arm, request)).toList();
            written.put(arm, behaviour.write(cases, request.seed(), progress));
        }
        double wanted = Behaviour.mean(of(written, Arm.FIELD), Written::kl);
        written.replaceAll((arm, texts) -> {
            double reached = Behaviour.mean(texts, Written::kl);
            if (!DOSED.contains(arm) || KlLine.near(reached, wanted)) {
                return texts;
            }
            Request other = request.with(request.strengths().towards(arm, wanted / reached));
            List<Case> cases = started.stream().map(one -> one.of(arm, other)).toList();
            return atKl(wanted, texts, behaviour.write(cases, request.seed(), progress));
        });
        progress.end();
        return report(started, written, request);
    }

    /**
     * What a rail or a sweep of another strength would have written at the KL that the field has in what it wrote: on the
     * line between two strengths, text by text.
     *
     * @param wanted mean KL of what the field wrote, nats a subword
     */
    private static List<Written> atKl(double wanted, List<Written> texts, List<Written> second) {
        double share = KlLine.share(wanted, Behaviour.mean(texts, Written::kl), Behaviour.mean(second, Written::kl));
        return IntStream.range(0, texts.size())
                .mapToObj(i -> texts.get(i).towards(second.get(i), share))
                .toList();
    }

    private List<int[]> beginnings(FieldPath path, int most) {
        return path.heldOut().stream()
                .map(behaviour::beginning)
                .filter(Objects::nonNull)
                .limit(most)
                .toList();
    }

    private static final class Started {
        private final FieldPath path;
        private final FieldArms arms;
        private final int[] beginning;

        Started(FieldPath path, FieldArms arms, int[] beginning) {
            this.path = path;
            this.arms = arms;
            this.beginning = beginning;
        }

        Case of(Arm arm, Request request) {
            boolean random = arm == Arm.RANDOM_OWN;
            List<String> steps = random ? path.random().tokens() : path.tokens();
            return new Case(
                    beginning,
                    steps,
                    arms.ids(random ? path.random().measured() : path.measured()),
                    acting(arm, request));
        }

        private List<Intervention> acting(Arm arm, Request request) {
            int steps = path.tokens().size();
            int start = beginning.length;
            int length = Case.length(start, steps);
            int[] inOrder = IntStream.range(0, steps).toArray();
            return switch (arm) {
                case BASE -> List.of();
                case PROMPT -> arms.prompt(request.strengths().prompt());
                case INSTRUCTION -> arms.instruction();
                case DIRECTIONS -> arms.directions(request.strengths().directions(), length, start);
                case HAND_SET -> arms.handSet(request.strengths().handSet(), length, start);
                case FIELD -> arms.field(inOrder, 0, length, start);
                case REVERSED ->
                    arms.field(IntStream.range(0, steps).map(i -> steps - 1 - i).toArray(), 0, length, start);
                case PERMUTED -> arms.field(permuted(steps, request.seed()), 0, length, start);
                case RANDOM, RANDOM_OWN -> arms.random(length, start);
            };
        }

        private int[] permuted(int steps, long seed) {
            var random = RandomStreams.of(seed, "permuted path " + path.id());
            int[] order = Samples.draw(steps, steps, random.nextLong());
            while (Arrays.equals(order, IntStream.range(0, steps).toArray())) {
                order = Samples.draw(steps, steps, random.nextLong());
            }
            return order;
        }
    }

    private Writing report(List<Started> started, Map<Arm, List<Written>> written, Request request) {
        List<String> basins = started.stream().map(one -> one.path.basinId()).toList();
        double[] base = means(basins, of(written, Arm.BASE), Written::order);
        double[] field = means(basins, of(written, Arm.FIELD), Written::order);
        List<String> names = FieldStudy.anchors(
                started.stream().map(one -> one.path).distinct().toList());
        Map<String, Result> arms = new LinkedHashMap<>();
        written.forEach((arm, texts) -> {
            double[] own = means(basins, texts, Written::order);
            arms.put(
                    arm.name(),
                    new Result(
                            arm.label(),
                            Estimate.of(own, names, request.seed()),
                            Estimate.of(minus(own, base), names, request.seed()),
                            Estimate.of(minus(field, own), names, request.seed()),
                            Behaviour.mean(texts, Written::neighbours),
                            Behaviour.mean(texts, Written::surprise),
                            Behaviour.mean(texts, Written::kl),
                            Behaviour.mean(texts, Written::repetition),
                            Behaviour.mean(texts, Written::named)));
        });
        return new Writing(names.size(), started.size(), arms, examples(started, written, request));
    }

    private static List<Written> of(Map<Arm, List<Written>> written, Arm arm) {
        return written.getOrDefault(arm, List.of());
    }

    private static double[] minus(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray();
    }

    /** By basin, in the order in which they come. */
    private static double[] means(List<String> basins, List<Written> texts, ToDoubleFunction<Written> of) {
        return basins.stream()
                .distinct()
                .mapToDouble(basin -> IntStream.range(0, texts.size())
                        .filter(i -> basins.get(i).equals(basin))
                        .mapToDouble(i -> of.applyAsDouble(texts.get(i)))
                        .average()
                        .orElse(Double.NaN))
                .toArray();
    }

    private List<Example> examples(List<Started> started, Map<Arm, List<Written>> written, Request request) {
        return Arrays.stream(Samples.draw(started.size(), request.examples(), request.seed()))
                .mapToObj(i -> new Example(
                        started.get(i).path.tokens(),
                        model.tokenizer().decode(started.get(i).beginning),
                        of(written, Arm.BASE).get(i).text(),
                        of(written, Arm.FIELD).get(i).text()))
                .toList();
    }
}
