package dev.stellator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.worker.intervention.AttentionIntervention.AttentionBias;
import dev.stellator.worker.intervention.AttentionIntervention.Placement;
import dev.stellator.worker.intervention.AttentionIntervention.Rail;
import dev.stellator.worker.intervention.GradientIntervention.GradientDampening;
import dev.stellator.worker.intervention.HiddenIntervention.LowRankDrift;
import dev.stellator.worker.intervention.HiddenIntervention.Rotation;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import dev.stellator.worker.intervention.LogitIntervention.LogitBias;
import dev.stellator.worker.intervention.PositionSelector;
import dev.stellator.worker.intervention.RailIntervention;
import dev.stellator.worker.intervention.Strength;
import dev.stellator.worker.intervention.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold of every model, by its own numbers. */
class LawsTest {
    private static final int[] IDS = {33, 354, 84, 82, 65, 68, 295, 365, 353, 447, 430, 221};

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama3-scaled-rope", "qwen2", "qwen3", "gpt2"})
    void shouldKeepEveryBitWhenInterventionsAreZero(String name) {
        try (LanguageModel model = References.openTiny(name)) {
            Sequence base = Sequence.of(IDS);
            int width = model.info().width();
            float[][] expected = model.forward(base, all()).logits();

            assertThat(model.forward(base.with(List.of()), all()).logits()).isDeepEqualTo(expected);
            for (Intervention zero : List.of(
                    new AttentionBias(
                            Indices.ALL, Indices.ALL, new int[] {1}, Strength.NONE, PositionSelector.EVERYWHERE),
                    Rotation.by(Indices.ALL, axis(width, 0), axis(width, 1), 0),
                    LowRankDrift.add(Indices.ALL, new float[width]),
                    new LogitBias(Map.of(7, 0f), PositionSelector.EVERYWHERE),
                    new GradientDampening(Indices.ALL, 0.1),
                    Rail.hold(List.of(new int[] {5}), Indices.NONE, Indices.ALL, new Strength.Gain(3)))) {
                assertThat(model.forward(base.with(zero), all()).logits())
                        .as(zero.toString())
                        .isDeepEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen3", "gpt2"})
    void shouldEqualItsSingleRunsInABatchOfMixedSettings(String name) {
        try (LanguageModel model = References.openTiny(name)) {
            List<Sequence> batch = mixed(model);
            ObservationRequest what = ObservationRequest.NOTHING
                    .logitsAt(-1, 0)
                    .andNextLogLikelihoods()
                    .watching(3, 4)
                    .hiddenMeans(Indices.ALL)
                    .andAttention();
            List<Observation> together = model.forward(batch, what);
            for (int i = 0; i < batch.size(); i++) {
                Observation alone = model.forward(batch.get(i), what);
                assertNear(together.get(i).logits(), alone.logits());
                assertNear(together.get(i).watched(), alone.watched());
                assertNear(together.get(i).hiddenMeans(), alone.hiddenMeans());
                assertClose(together.get(i).attentionEntropy(), alone.attentionEntropy(), 1e-5f);
                assertClose(together.get(i).railMass(), alone.railMass(), 1e-5f);
                assertThat(together.get(i).nextLogLikelihoods())
                        .containsExactly(alone.nextLogLikelihoods(), within(1e-4f));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen3", "gpt2"})
    void shouldContinueFromTheCacheAsFromAFullPass(String name) {
        try (LanguageModel model = References.openTiny(name)) {
            List<Sequence> prompts = mixed(model);
            List<Generation> together = model.generate(prompts, GenerateOptions.greedy(9), GenerateListener.SILENT);
            for (int i = 0; i < prompts.size(); i++) {
                Sequence prompt = prompts.get(i);
                int[] ids = prompt.ids();
                for (int step = 0; step < 9; step++) {
                    Sequence full = new Sequence(ids, prompt.length(), prompt.sink(), prompt.interventions());
                    float[] logits = model.forward(full, ObservationRequest.NOTHING.logitsAt(-1))
                            .logits()[0];
                    int best = IntStream.range(0, logits.length)
                            .reduce((a, b) -> logits[b] > logits[a] ? b : a)
                            .orElseThrow();
                    assertThat(together.get(i).ids()[step])
                            .as("%d at %d", i, step)
                            .isEqualTo(best);
                    assertThat((double) together.get(i).logProbabilities()[step])
                            .isCloseTo(logits[best] - References.logSumExp(logits), within(1e-4));
                    ids = Arrays.copyOf(ids, ids.length + 1);
                    ids[ids.length - 1] = best;
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void shouldChangeNothingWhenEveryKeyIsRaisedAlike(String name) {
        try (LanguageModel model = References.openTiny(name)) {
            int[] keys = IntStream.range(0, IDS.length).toArray();
            Sequence raised = Sequence.of(IDS)
                    .with(new AttentionBias(
                            Indices.ALL, Indices.of(0, 2), keys, new Strength.Gain(2.5), PositionSelector.EVERYWHERE));
            assertClose(
                    model.forward(raised, all()).logits(),
                    model.forward(Sequence.of(IDS), all()).logits(),
                    1e-4f);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.4, 0.95})
    void shouldLandOnTheShare(double share) {
        try (LanguageModel model = References.openTiny("llama")) {
            for (Window window : List.of(Window.HOLD, new Window.Sweep(-2, 0))) {
                Sequence sequence = Sequence.of(IDS)
                        .with(new Rail(
                                List.of(new int[] {5, 6}, new int[] {7}),
                                Indices.of(1, 2),
                                Indices.of(0, 3),
                                new Strength.Share(share),
                                window,
                                Placement.BESIDE,
                                false,
                                PositionSelector.EVERYWHERE))
                        .withSink();
                float[][] mass = model.forward(sequence, ObservationRequest.NOTHING.andAttention())
                        .railMass();
                for (int layer = 1; layer <= 2; layer++) {
                    assertThat(mass[layer])
                            .containsExactly(new float[] {(float) share, 0, 0, (float) share}, within(1e-5f));
                }
                assertThat(mass[0]).containsOnly(0);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void shouldKeepNormsAndUndoARotation(String name) {
        try (LanguageModel model = References.openTiny(name)) {
            int last = model.info().layers() - 1;
            float[][] plane = plane(model.info().width(), 5);
            Indices layer = Indices.of(last);
            ObservationRequest what = ObservationRequest.NOTHING.hiddenAt(layer, 0, 3, -1);
            Sequence base = Sequence.of(IDS);
            float[][] before = model.forward(base, what).hidden()[last];
            Rotation turn = Rotation.by(layer, plane[0], plane[1], 0.7);
            Rotation back = Rotation.by(layer, plane[0], plane[1], -0.7);
            float[][] turned = model.forward(base.with(turn), what).hidden()[last];
            for (int i = 0; i < before.length; i++) {
                double norm = Math.sqrt(DotProduct.of(before[i], before[i]));
                assertThat(Math.sqrt(DotProduct.of(turned[i], turned[i]))).isCloseTo(norm, within(1e-6 * norm));
                assertThat(turned[i]).isNotEqualTo(before[i]);
            }
            assertClose(model.forward(base.with(turn, back), what).hidden()[last], before, 1e-5f);
            Rotation to = new Rotation(layer, plane[0], plane[1], 0.3, true, PositionSelector.EVERYWHERE);
            for (float[] h : model.forward(base.with(to), what).hidden()[last]) {
                assertThat(Math.atan2(DotProduct.of(h, plane[1]), DotProduct.of(h, plane[0])))
                        .isCloseTo(0.3, within(1e-4));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen3", "gpt2"})
    void shouldEqualAPromptWhenTheRailIsSeenEverywhere(String name) {
        try (LanguageModel model = References.openTiny(name)) {
            int[] prefix = {5, 6, 7};
            int[] whole =
                    IntStream.concat(Arrays.stream(prefix), Arrays.stream(IDS)).toArray();
            Rail rail = new Rail(
                    List.of(prefix),
                    Indices.ALL,
                    Indices.ALL,
                    Strength.NONE,
                    Window.HOLD,
                    Placement.BEFORE,
                    false,
                    PositionSelector.EVERYWHERE);
            for (boolean sink : new boolean[] {false, true}) {
                Sequence railed = new Sequence(IDS, IDS.length, sink, List.of(rail));
                Sequence prompted = new Sequence(whole, whole.length, sink, List.of());
                assertClose(
                        model.forward(railed, ObservationRequest.NOTHING.logitsAt(0, -1))
                                .logits(),
                        model.forward(prompted, ObservationRequest.NOTHING.logitsAt(3, -1))
                                .logits(),
                        1e-4f);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama3-scaled-rope", "qwen2", "qwen3", "gpt2"})
    void shouldLeaveTheBaseAloneWhenTheRailIsSeenNowhere(String name) {
        try (LanguageModel model = References.openTiny(name)) {
            Sequence base = Sequence.of(IDS).withSink();
            float[][] expected = model.forward(base, all()).logits();
            assertClose(
                    model.forward(base.with(hidden(Placement.BESIDE)), all()).logits(), expected, 1e-5f);
            float[][] shifted =
                    model.forward(base.with(hidden(Placement.BEFORE)), all()).logits();
            assertNear(shifted, model.forward(behindAHiddenPrefix(), all(2)).logits());
            if (!name.equals("gpt2")) {
                assertThat(shifted).isNotEqualTo(expected);
            }
        }
    }

    private static Rail hidden(Placement placement) {
        return new Rail(
                List.of(new int[] {5, 6}),
                Indices.ALL,
                Indices.ALL,
                new Strength.Gain(4),
                Window.HOLD,
                placement,
                false,
                PositionSelector.between(0, 0));
    }

    /** The same as a prompt that starts with two subwords which none of the others attends to. */
    private static Sequence behindAHiddenPrefix() {
        int[] whole = IntStream.concat(IntStream.of(5, 6), Arrays.stream(IDS)).toArray();
        return Sequence.of(whole)
                .withSink()
                .with(new AttentionBias(
                        Indices.ALL,
                        Indices.ALL,
                        new int[] {0, 1},
                        new Strength.Gain(-1e9),
                        PositionSelector.between(2, whole.length)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen3", "gpt2"})
    void shouldKeepEveryBitOfASequenceThatItsGateKeepsOut(String name) {
        try (LanguageModel model = References.openTiny(name)) {
            List<Sequence> outside = List.of(Sequence.of(IDS), Sequence.of(Arrays.copyOf(IDS, 8)));
            List<Sequence> together = new ArrayList<>(outside);
            together.addAll(mixed(model).subList(1, 5));
            List<Observation> base = model.forward(outside, all());
            List<Observation> beside = model.forward(together, all());
            for (int i = 0; i < outside.size(); i++) {
                assertThat(beside.get(i).logits()).isDeepEqualTo(base.get(i).logits());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "gpt2"})
    void shouldCompareWithTheBasePositionByPosition(String name) {
        try (LanguageModel model = References.openTiny(name)) {
            int[] watched = {3, 9};
            for (Sequence modulated : mixed(model)) {
                Sequence base = modulated.base();
                try (Baseline baseline = model.baseline(List.of(base), watched)) {
                    Difference found = baseline.under(List.of(modulated.interventions()))
                            .get(0)
                            .get(0);
                    assertComparesAsLogitsDo(model, base, modulated, watched, found);
                    if (modulated.interventions().isEmpty()) {
                        assertThat(found.kl()).containsOnly(0f);
                    }
                }
            }
        }
    }

    /** What two plain passes give, position by position. */
    private static void assertComparesAsLogitsDo(
            LanguageModel model, Sequence base, Sequence modulated, int[] watched, Difference found) {
        int[] positions = IntStream.range(0, base.length()).toArray();
        float[][] p = model.forward(base, ObservationRequest.NOTHING.logitsAt(positions))
                .logits();
        float[][] q = model.forward(modulated, ObservationRequest.NOTHING.logitsAt(positions))
                .logits();
        for (int t = 0; t < positions.length; t++) {
            assertThat((double) found.kl()[t]).isCloseTo(kl(p[t], q[t]), within(1e-4));
            for (int w = 0; w < watched.length; w++) {
                assertThat((double) found.baseWatched()[t][w])
                        .isCloseTo(p[t][watched[w]] - References.logSumExp(p[t]), within(1e-4));
                assertThat((double) found.modulatedWatched()[t][w])
                        .isCloseTo(q[t][watched[w]] - References.logSumExp(q[t]), within(1e-4));
            }
            if (t + 1 < positions.length) {
                int next = base.ids()[t + 1];
                assertThat((double) found.baseNext()[t])
                        .isCloseTo(p[t][next] - References.logSumExp(p[t]), within(1e-4));
                assertThat((double) found.modulatedNext()[t])
                        .isCloseTo(q[t][next] - References.logSumExp(q[t]), within(1e-4));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen3", "gpt2"})
    void shouldCompareManyProgramsOnOneBase(String name) {
        try (LanguageModel model = References.openTiny(name)) {
            List<Sequence> texts = texts();
            List<List<Intervention>> programs = programs(model);
            int[] watched = {3, 9};
            List<List<Difference>> found;
            try (Baseline baseline = model.baseline(texts, watched)) {
                found = baseline.under(programs);
                assertThat(baseline.unchanged(1).baseNext())
                        .containsExactly(found.get(0).get(1).baseNext());
            }
            for (int i = 0; i < programs.size(); i++) {
                List<Intervention> program = programs.get(i);
                for (int t = 0; t < texts.size(); t++) {
                    Sequence text = texts.get(t);
                    assertComparesAsLogitsDo(
                            model,
                            text,
                            text.with(program),
                            watched,
                            found.get(i).get(t));
                }
            }
            assertThat(found.get(0)).allSatisfy(one -> {
                assertThat(one.kl()).containsOnly(0f);
                assertThat(one.modulatedNext()).containsExactly(one.baseNext());
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "llama")
    void shouldCompareToTheSameBitsWhateverWasDoneBefore(String name) {
        try (LanguageModel model = References.openTiny(name)) {
            List<List<Intervention>> programs = programs(model);
            List<List<float[]>> before = kl(model, programs);
            model.generate(mixed(model), GenerateOptions.greedy(3), GenerateListener.SILENT);
            kl(model, programs.subList(1, 3));
            List<List<float[]>> after = kl(model, programs);
            for (int i = 0; i < programs.size(); i++) {
                for (int t = 0; t < after.get(i).size(); t++) {
                    assertThat(after.get(i).get(t))
                            .containsExactly(before.get(i).get(t));
                }
            }
        }
    }

    private static List<List<float[]>> kl(LanguageModel model, List<List<Intervention>> programs) {
        try (Baseline baseline = model.baseline(texts(), new int[0])) {
            return baseline.under(programs).stream()
                    .map(list -> list.stream().map(Difference::kl).toList())
                    .toList();
        }
    }

    private static List<Sequence> texts() {
        return List.of(
                Sequence.of(IDS).withSink(),
                Sequence.of(Arrays.copyOf(IDS, 5)).withSink(),
                Sequence.of(Arrays.copyOfRange(IDS, 3, 12)).withSink());
    }

    /** Those of {@link #mixed}, the first of which does nothing. */
    private static List<List<Intervention>> programs(LanguageModel model) {
        return mixed(model).stream()
                .map(Sequence::interventions)
                .filter(program -> program.stream().noneMatch(AttentionBias.class::isInstance))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = "llama")
    void shouldKeepNoArraysFromPassToPass(String name) {
        try (LanguageModel model = References.openTiny(name)) {
            List<Sequence> batch = mixed(model);
            int before = -1;
            for (int round = 0; round < 20; round++) {
                model.forward(batch, all().andAttention().hiddenMeans(Indices.ALL));
                model.generate(batch, GenerateOptions.sampled(4, 0.8, 0.9, round), GenerateListener.SILENT);
                kl(model, programs(model));
                before = round == 0 ? model.managedArrays() : before;
                assertThat(model.managedArrays()).isEqualTo(before);
            }
        }
    }

    private static double kl(float[] p, float[] q) {
        double kl = 0;
        double sumP = References.logSumExp(p);
        double sumQ = References.logSumExp(q);
        for (int id = 0; id < p.length; id++) {
            kl += Math.exp(p[id] - sumP) * (p[id] - sumP - q[id] + sumQ);
        }
        return kl;
    }

    /** Sequences of different lengths, with and without sink, each under something else; the first under nothing. */
    private static List<Sequence> mixed(LanguageModel model) {
        int width = model.info().width();
        float[][] plane = plane(width, 1);
        float[][] matrix = plane(width, 2);
        List<int[]> steps = List.of(new int[] {353}, new int[] {82, 65});
        List<Sequence> batch = new ArrayList<>();
        batch.add(Sequence.of(IDS));
        batch.add(Sequence.of(Arrays.copyOf(IDS, 5))
                .with(Rail.sweep(
                        steps, Indices.of(1, 2), Indices.of(1, 3), new Strength.Gain(1), new Window.Sweep(-2, 14))));
        batch.add(Sequence.of(Arrays.copyOf(IDS, 9))
                .withSink()
                .with(
                        new Rail(
                                steps,
                                Indices.of(0, 2),
                                Indices.ALL,
                                new Strength.Share(0.3),
                                Window.HOLD,
                                Placement.BEFORE,
                                true,
                                PositionSelector.EVERYWHERE),
                        Rotation.by(Indices.of(1), plane[0], plane[1], 1.1)));
        batch.add(Sequence.of(Arrays.copyOf(IDS, 7))
                .withSink()
                .with(
                        new Rotation(Indices.of(0), plane[0], plane[1], 0.4, true, PositionSelector.between(2, 100)),
                        new LowRankDrift(
                                Indices.of(1, 2),
                                matrix,
                                plane,
                                new float[] {0.3f, -0.2f},
                                PositionSelector.EVERYWHERE),
                        new LogitBias(Map.of(3, 1.5f), PositionSelector.in(PositionSelector.Phase.GENERATED))));
        batch.add(Sequence.of(Arrays.copyOf(IDS, 10))
                .with(new AttentionBias(
                        Indices.of(1),
                        Indices.of(2),
                        new int[] {1, 4},
                        new Strength.Share(0.6),
                        PositionSelector.EVERYWHERE)));
        batch.add(Sequence.of(Arrays.copyOf(IDS, 3)).withSink());
        batch.add(Sequence.of(Arrays.copyOf(IDS, 8)).withSink().with(followed(model, map(model, 1, 2, 4))));
        batch.add(Sequence.of(Arrays.copyOf(IDS, 6))
                .with(followed(model, map(model, 1, 3, 5), map(model, 2, 1, 6), map(model, 1, 1, 7), gate(model))));
        return batch;
    }

    /** A rail as a field follows it, with maps of its values. */
    private static List<Intervention> followed(LanguageModel model, Intervention... maps) {
        float[][] shown = matrix(model.info().layers(), model.info().heads(), 8);
        float[][] others = matrix(model.info().layers(), model.info().heads(), 9);
        List<Intervention> acting = new ArrayList<>(List.of(maps));
        acting.add(Rail.sweep(
                List.of(new int[] {353}, new int[] {82, 65}, new int[] {447}),
                Indices.of(1, 2),
                Indices.ALL,
                new Strength.Gain(1),
                new Window.Sweep(0, 14)));
        acting.add(new RailIntervention.RailGains(
                new float[][][] {shown, others, others, others},
                matrix(model.info().layers(), model.info().heads(), 10),
                new float[0][]));
        return acting;
    }

    private static RailIntervention.RailMap map(LanguageModel model, int layer, int rank, int seed) {
        int width = model.tensors().headWidth() * model.info().keyValueHeads();
        return new RailIntervention.RailMap(layer, matrix(rank, width, seed), matrix(rank, width, seed + 100));
    }

    private static Intervention gate(LanguageModel model) {
        int width = model.tensors().headWidth();
        return new RailIntervention.RailGate(2, matrix(model.info().heads(), width, 11));
    }

    private static float[][] matrix(int rows, int columns, int seed) {
        java.util.Random random = new java.util.Random(seed);
        float[][] matrix = new float[rows][columns];
        for (float[] row : matrix) {
            for (int i = 0; i < columns; i++) {
                row[i] = (float) random.nextGaussian() * 0.2f;
            }
        }
        return matrix;
    }

    @Test
    void shouldMapWhatStepsDifferInAndNothingElse() {
        try (LanguageModel model = References.openTiny("llama")) {
            RailIntervention.RailMap map = map(model, 1, 2, 4);
            float[][] zeros = new float[map.up().length][map.up()[0].length];
            Sequence text = Sequence.of(IDS).withSink();
            float[][] expected =
                    model.forward(text.with(followed(model)), all()).logits();

            assertNear(
                    model.forward(text.with(followed(model, new RailIntervention.RailMap(1, map.down(), zeros))), all())
                            .logits(),
                    expected);
            assertThat(model.forward(text.with(followed(model, map)), all()).logits()[2][7])
                    .isNotCloseTo(expected[2][7], within(1e-3f));

            Rail oneStep = Rail.sweep(
                    List.of(new int[] {353}), Indices.ALL, Indices.ALL, new Strength.Gain(2), new Window.Sweep(0, 0));
            assertNear(
                    model.forward(text.with(oneStep, map), all()).logits(),
                    model.forward(text.with(oneStep), all()).logits());
        }
    }

    private static ObservationRequest all() {
        return all(0);
    }

    private static ObservationRequest all(int from) {
        return ObservationRequest.NOTHING.logitsAt(from, from + 1, -1);
    }

    private static float[] axis(int width, int index) {
        float[] axis = new float[width];
        axis[index] = 1;
        return axis;
    }

    /** Two random orthonormal vectors. */
    private static float[][] plane(int width, long seed) {
        Random random = new Random(seed);
        double[] a = random.doubles(width, -1, 1).toArray();
        double[] b = random.doubles(width, -1, 1).toArray();
        double normA = Math.sqrt(Arrays.stream(a).map(x -> x * x).sum());
        double product = IntStream.range(0, width).mapToDouble(i -> a[i] * b[i]).sum() / normA;
        for (int i = 0; i < width; i++) {
            a[i] /= normA;
            b[i] -= product * a[i];
        }
        double normB = Math.sqrt(Arrays.stream(b).map(x -> x * x).sum());
        float[][] plane = new float[2][width];
        for (int i = 0; i < width; i++) {
            plane[0][i] = (float) a[i];
            plane[1][i] = (float) (b[i] / normB);
        }
        return plane;
    }

    /** Within 1e-5 of the largest value: float32 has seven digits, and sums in another order differ in the last. */
    private static void assertNear(float[][] found, float[][] expected) {
        float largest = 1;
        for (float[] row : expected) {
            for (float value : row) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        assertClose(found, expected, 1e-5f * largest);
    }

    private static void assertClose(float[][] found, float[][] expected, float tolerance) {
        assertThat(found.length).isEqualTo(expected.length);
        for (int i = 0; i < found.length; i++) {
            assertThat(found[i]).containsExactly(expected[i], within(tolerance));
        }
    }
}
