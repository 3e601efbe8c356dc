package dev.stellator.worker;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.stellator.worker.intervention.AttentionIntervention.Rail;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Strength;
import dev.stellator.worker.intervention.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Arrays and resident memory over many steps. The numbers of steps may be raised: {@code benchmarks/leaks.sh} takes
 * 10,000 and 500.
 */
class LeakTest {
    private static final int DECODED = Integer.getInteger("stellator.test.decoded", 1000);
    private static final int TRAINED = Integer.getInteger("stellator.test.trained", 50);
    private static final int AT_ONCE = 50;
    private static final Path MEMORY = Path.of("/proc/self/statm");
    private static final long PAGE = 4096;
    /** What the JVM's own heap may still gain between two measurements. */
    private static final long SLACK = 48L << 20;

    private static final List<Sequence> BATCH =
            List.of(Sequence.of(33, 354, 84, 82, 65).withSink().with(rail()), Sequence.of(353, 447, 430, 221));

    private static Rail rail() {
        return Rail.sweep(
                List.of(new int[] {7}, new int[] {8, 9}),
                Indices.of(0, 1),
                Indices.ALL,
                new Strength.Gain(0.5),
                new Window.Sweep(-1, 64));
    }

    @Test
    void shouldKeepNothingFromStepToStepOfDecoding() throws IOException {
        try (LanguageModel model = References.openTiny("llama")) {
            flat(
                    model,
                    DECODED / AT_ONCE,
                    () -> model.generate(
                            BATCH, GenerateOptions.sampled(AT_ONCE, 0.9, 0.95, 1), GenerateListener.SILENT));
        }
    }

    @Test
    void shouldKeepNothingFromStepToStepOfTraining() throws IOException {
        try (LanguageModel model = References.openTiny("llama")) {
            flat(model, TRAINED, () -> train(model));
        }
    }

    private static void train(LanguageModel model) {
        TensorModel tensors = model.tensors();
        int width = model.info().width();
        try (NDManager scope = tensors.newScope();
                GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray r = scope.ones(new Shape(2, width));
            NDArray w = scope.zeros(new Shape(2, width));
            NDArray b = scope.zeros(new Shape(2));
            w.setRequiresGradient(true);
            Trainable drift = Trainable.NOTHING.withDrifts(new Trainable.Drift(1, r, w, b));
            collector.backward(tensors.loss(scope, BATCH, drift).add(tensors.kl(scope, BATCH, drift)));
            assertThat(w.getGradient().toFloatArray()).isNotEmpty();
        }
    }

    private static void flat(LanguageModel model, int rounds, Runnable work) throws IOException {
        int half = Math.max(1, rounds / 2);
        for (int i = 0; i < half; i++) {
            work.run();
        }
        int arrays = model.managedArrays();
        long resident = resident();
        for (int i = half; i < rounds; i++) {
            work.run();
            assertThat(model.managedArrays()).isEqualTo(arrays);
        }
        long after = resident();
        assertThat(after)
                .as("%d rounds, %d arrays, resident MiB from %d", rounds, arrays, resident >> 20)
                .isLessThan(resident + SLACK);
        Logger.getLogger(LeakTest.class.getName())
                .info(() -> rounds + " rounds, " + arrays + " arrays, " + (resident >> 20) + " to " + (after >> 20)
                        + " MiB resident");
    }

    /** In bytes; 0 where the system does not say. */
    private static long resident() throws IOException {
        System.gc();
        return Files.isReadable(MEMORY)
                ? Long.parseLong(Files.readString(MEMORY).split(" ", -1)[1]) * PAGE
                : 0;
    }
}
