package dev.stellator.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stellator.worker.intervention.AttentionIntervention.AttentionBias;
import dev.stellator.worker.intervention.AttentionIntervention.Placement;
import dev.stellator.worker.intervention.AttentionIntervention.Rail;
import dev.stellator.worker.intervention.HiddenIntervention.LowRankDrift;
import dev.stellator.worker.intervention.HiddenIntervention.Rotation;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import dev.stellator.worker.intervention.PositionSelector;
import dev.stellator.worker.intervention.Strength;
import dev.stellator.worker.intervention.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** The laws of modulations over random settings, strong ones too, which widen rounding; on one tiny model. */
class ModulationPropertiesTest {
    private static final int VOCABULARY = 500;

    @SuppressWarnings("NullAway.Init") // jqwik sets it
    private static LanguageModel model;

    @BeforeContainer
    static void open() {
        model = References.openTiny("llama");
    }

    @AfterContainer
    static void close() {
        model.close();
    }

    @Property(tries = 25, seed = "1")
    void shouldEqualSingleRunsInABatch(
            @ForAll @Size(min = 2, max = 6) List<@IntRange(min = 1, max = 20) Integer> lengths, @ForAll long seed) {
        Random random = new Random(seed);
        List<Sequence> batch =
                lengths.stream().map(length -> sequence(random, length)).toList();
        List<Observation> together = model.forward(batch, ObservationRequest.NOTHING.logitsAt(0, -1));
        for (int i = 0; i < batch.size(); i++) {
            assertNear(
                    together.get(i).logits(),
                    model.forward(batch.get(i), ObservationRequest.NOTHING.logitsAt(0, -1))
                            .logits(),
                    1e-5f);
        }
    }

    @Property(tries = 20, seed = "1")
    void shouldContinueFromTheCacheAsFromAFullPass(@ForAll @IntRange(min = 1, max = 12) int length, @ForAll long seed) {
        Sequence prompt = sequence(new Random(seed), length);
        int[] drawn = model.generate(prompt, GenerateOptions.greedy(5), GenerateListener.SILENT)
                .ids();
        Generation scored = model.generate(prompt, GenerateOptions.greedy(5), GenerateListener.SILENT);
        int[] ids = IntStream.concat(Arrays.stream(prompt.ids()), Arrays.stream(drawn))
                .toArray();
        for (int step = 0; step < drawn.length; step++) {
            Sequence full =
                    new Sequence(Arrays.copyOf(ids, length + step), length, prompt.sink(), prompt.interventions());
            float[] logits =
                    model.forward(full, ObservationRequest.NOTHING.logitsAt(-1)).logits()[0];
            assertThat((double) scored.logProbabilities()[step])
                    .isCloseTo(logits[drawn[step]] - References.logSumExp(logits), within(1e-4));
        }
    }

    @Property(tries = 20, seed = "1")
    void shouldChangeNothingWhenAllKeysAreRaised(
            @ForAll @IntRange(min = 2, max = 20) int length,
            @ForAll @DoubleRange(min = -6, max = 6) double gain,
            @ForAll long seed) {
        Random random = new Random(seed);
        Sequence plain = Sequence.of(words(random, length));
        Intervention all = new AttentionBias(
                some(random, model.info().layers()),
                some(random, model.info().heads()),
                IntStream.range(0, length).toArray(),
                new Strength.Gain(gain),
                PositionSelector.EVERYWHERE);
        ObservationRequest what = ObservationRequest.NOTHING.logitsAt(0, -1);
        assertNear(
                model.forward(plain.with(all), what).logits(),
                model.forward(plain, what).logits(),
                1e-5f);
    }

    @Property(tries = 20, seed = "1")
    void shouldLandOnTheShare(
            @ForAll @DoubleRange(min = 0.01, max = 0.99) double share,
            @ForAll @IntRange(min = 1, max = 16) int length,
            @ForAll long seed) {
        Random random = new Random(seed);
        Rail rail = rail(random, new Strength.Share(share), Indices.ALL, Indices.ALL);
        Sequence sequence = Sequence.of(words(random, length)).withSink().with(rail);
        for (float[] heads : model.forward(sequence, ObservationRequest.NOTHING.andAttention())
                .railMass()) {
            for (float mass : heads) {
                assertThat(mass).isCloseTo((float) share, within(1e-5f));
            }
        }
    }

    @Property(tries = 20, seed = "1")
    void shouldKeepNormsUnderAPhaseAndUndoIt(
            @ForAll @DoubleRange(min = -7, max = 7) double angle,
            @ForAll @IntRange(min = 1, max = 16) int length,
            @ForAll long seed) {
        Random random = new Random(seed);
        int last = model.info().layers() - 1;
        float[][] plane = plane(random);
        Sequence plain = Sequence.of(words(random, length));
        Rotation turn = Rotation.by(Indices.of(last), plane[0], plane[1], angle);
        Rotation back = Rotation.by(Indices.of(last), plane[0], plane[1], -angle);
        ObservationRequest what = ObservationRequest.NOTHING.hiddenAt(Indices.of(last), 0, -1);
        float[][] before = model.forward(plain, what).hidden()[last];
        float[][] turned = model.forward(plain.with(turn), what).hidden()[last];
        for (int i = 0; i < before.length; i++) {
            double norm = Math.sqrt(DotProduct.of(before[i], before[i]));
            assertThat(Math.sqrt(DotProduct.of(turned[i], turned[i]))).isCloseTo(norm, within(1e-6 * norm));
        }
        assertNear(model.forward(plain.with(turn, back), what).hidden()[last], before, 1e-6f);
    }

    @Property(tries = 20, seed = "1")
    void shouldEqualAPromptWhenTheRailIsSeenEverywhere(
            @ForAll @IntRange(min = 1, max = 16) int length, @ForAll boolean sink, @ForAll long seed) {
        Random random = new Random(seed);
        int[] prefix = words(random, 1 + random.nextInt(6));
        int[] ids = words(random, length);
        Rail rail = new Rail(
                List.of(prefix),
                Indices.ALL,
                Indices.ALL,
                Strength.NONE,
                Window.HOLD,
                Placement.BEFORE,
                false,
                PositionSelector.EVERYWHERE);
        int[] whole =
                IntStream.concat(Arrays.stream(prefix), Arrays.stream(ids)).toArray();
        assertNear(
                model.forward(
                                new Sequence(ids, length, sink, List.of(rail)),
                                ObservationRequest.NOTHING.logitsAt(0, -1))
                        .logits(),
                model.forward(
                                new Sequence(whole, whole.length, sink, List.of()),
                                ObservationRequest.NOTHING.logitsAt(prefix.length, -1))
                        .logits(),
                1e-5f);
    }

    private static Sequence sequence(Random random, int length) {
        Sequence plain = Sequence.of(words(random, length));
        List<Intervention> chosen = new ArrayList<>();
        if (random.nextBoolean()) {
            Strength strength = random.nextBoolean()
                    ? new Strength.Gain(random.nextGaussian())
                    : new Strength.Share(random.nextDouble(0.01, 0.9));
            chosen.add(rail(
                    random,
                    strength,
                    some(random, model.info().layers()),
                    some(random, model.info().heads())));
        }
        if (random.nextBoolean()) {
            float[][] plane = plane(random);
            chosen.add(new Rotation(
                    some(random, model.info().layers()),
                    plane[0],
                    plane[1],
                    random.nextGaussian(),
                    random.nextBoolean(),
                    PositionSelector.between(random.nextInt(3), 30)));
        }
        if (random.nextBoolean()) {
            chosen.add(new LowRankDrift(
                    some(random, model.info().layers()),
                    plane(random),
                    plane(random),
                    new float[] {0.3f, -0.2f},
                    PositionSelector.EVERYWHERE));
        }
        if (random.nextBoolean()) {
            chosen.add(new AttentionBias(
                    some(random, model.info().layers()),
                    some(random, model.info().heads()),
                    new int[] {random.nextInt(length)},
                    new Strength.Gain(random.nextGaussian()),
                    PositionSelector.EVERYWHERE));
        }
        Sequence modulated = plain.with(chosen);
        return random.nextBoolean() ? modulated.withSink() : modulated;
    }

    private static Rail rail(Random random, Strength strength, Indices layers, Indices heads) {
        List<int[]> steps = List.of(words(random, 1 + random.nextInt(3)), words(random, 1 + random.nextInt(3)));
        Window window = random.nextBoolean() ? Window.HOLD : new Window.Sweep(-1, 24);
        Placement placement = random.nextBoolean() ? Placement.BESIDE : Placement.BEFORE;
        return new Rail(steps, layers, heads, strength, window, placement, false, PositionSelector.EVERYWHERE);
    }

    private static Indices some(Random random, int count) {
        return random.nextInt(3) == 0 ? Indices.ALL : Indices.of(random.nextInt(count), random.nextInt(count));
    }

    private static int[] words(Random random, int length) {
        return random.ints(length, 1, VOCABULARY).toArray();
    }

    /** Two random orthonormal vectors. */
    private static float[][] plane(Random random) {
        int width = model.info().width();
        double[] a = random.doubles(width, -1, 1).toArray();
        double[] b = random.doubles(width, -1, 1).toArray();
        double square = Arrays.stream(a).map(x -> x * x).sum();
        double along = IntStream.range(0, width).mapToDouble(i -> a[i] * b[i]).sum() / square;
        Arrays.setAll(b, i -> b[i] - along * a[i]);
        return new float[][] {unit(a), unit(b)};
    }

    private static float[] unit(double[] vector) {
        double norm = Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = (float) (vector[i] / norm);
        }
        return unit;
    }

    /** Within a share of the largest value, at least of 1. */
    private static void assertNear(float[][] found, float[][] expected, float tolerance) {
        float largest = 1;
        for (float[] row : expected) {
            for (float value : row) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        for (int i = 0; i < expected.length; i++) {
            assertThat(found[i]).containsExactly(expected[i], within(tolerance * largest));
        }
    }
}
