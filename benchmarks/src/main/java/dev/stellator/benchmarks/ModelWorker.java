package dev.stellator.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import com.sun.management.OperatingSystemMXBean;
import dev.stellator.worker.GenerateListener;
import dev.stellator.worker.GenerateOptions;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.ModelOptions;
import dev.stellator.worker.ObservationRequest;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.TensorModel;
import dev.stellator.worker.Trainable;
import dev.stellator.worker.gpu.TensorEngine;
import dev.stellator.worker.intervention.AttentionIntervention;
import dev.stellator.worker.intervention.HiddenIntervention;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import dev.stellator.worker.intervention.PositionSelector;
import dev.stellator.worker.intervention.Strength;
import dev.stellator.worker.intervention.Window;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * The model worker's side of model.py: reads the name of a task from standard input, does it once, and prints its
 * seconds.
 */
final class ModelWorker {
    private static final int VOCABULARY = 40000;
    private static final int FIRST_WORD = 1000;
    private static final int RANK = 4;
    private static final boolean PROCESSOR = Boolean.getBoolean("processor");
    private static final OperatingSystemMXBean BEAN =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int LAYER = 17;

    private final LanguageModel model;
    private final Random random = new Random(7);
    private final float[][] leaves;

    private ModelWorker(LanguageModel model) {
        this.model = model;
        int width = model.info().width();
        this.leaves = new float[][] {gaussian(RANK * width, 0.04f), new float[RANK * width], new float[RANK]};
    }

    public static void main(String[] arguments) throws Exception {
        var precision = ModelOptions.Precision.valueOf(arguments[1]);
        String device = arguments.length > 3 ? arguments[3] : "cpu";
        var options = new ModelOptions(device, precision, Integer.parseInt(arguments[2]));
        try (LanguageModel model = LanguageModel.open(Path.of(arguments[0]), options);
                var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            ModelWorker worker = new ModelWorker(model);
            System.out.println("ready");
            for (String task = in.readLine(); task != null && !task.isEmpty(); task = in.readLine()) {
                System.out.println(worker.seconds(task));
            }
        }
        System.exit(0);
    }

    private static double time(Runnable work, LongSupplier clock) {
        long begun = clock.getAsLong();
        work.run();
        return (clock.getAsLong() - begun) / 1e9;
    }

    private double seconds(String task) {
        Runnable work =
                switch (task) {
                    case "prefill 1 x 512" -> forward(1, 512, "");
                    case "prefill 8 x 128" -> forward(8, 128, "");
                    case "8 x 128, a rail in one layer" -> forward(8, 128, "rail one");
                    case "8 x 128, a rail in all layers" -> forward(8, 128, "rail all");
                    case "8 x 128, a drift in one layer" -> forward(8, 128, "drift one");
                    case "8 x 128, a drift in all layers" -> forward(8, 128, "drift all");
                    case "8 x 128, a bias in one layer" -> forward(8, 128, "bias one");
                    case "8 x 128, a bias in all layers" -> forward(8, 128, "bias all");
                    case "64 x 32, one setting" -> forward(64, 32, "uniform");
                    case "64 x 32, 64 settings" -> forward(64, 32, "mixed");
                    case "decode 1" -> decode(1);
                    case "decode 8" -> decode(8);
                    case "training step 8 x 128" -> train(8, 128);
                    default -> throw new IllegalArgumentException("unknown task " + task);
                };
        if (PROCESSOR) {
            return time(work, () -> BEAN.getProcessCpuTime());
        }
        return time(work, System::nanoTime);
    }

    private int[] words(int length) {
        return random.ints(length, FIRST_WORD, VOCABULARY).toArray();
    }

    private Runnable forward(int count, int length, String setting) {
        List<Sequence> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Sequence plain = Sequence.of(words(length));
            batch.add(setting.isEmpty() ? plain : plain.with(interventions(setting, i)));
        }
        return () -> model.forward(batch, ObservationRequest.NOTHING.logitsAt(-1));
    }

    private List<Intervention> interventions(String setting, int i) {
        Indices one = Indices.of(LAYER);
        return switch (setting) {
            case "rail one" -> List.of(rail(one, 1, 0));
            case "rail all" -> List.of(rail(Indices.ALL, 1, 0));
            case "drift one" -> List.of(drift(one, 0));
            case "drift all" -> List.of(drift(Indices.ALL, 0));
            case "bias one" -> List.of(bias(one));
            case "bias all" -> List.of(bias(Indices.ALL));
            case "uniform" -> List.of(rail(Indices.range(15, 25), 1, 0), drift(one, 0));
            default -> List.of(rail(Indices.range(15, 25), 0.5 + i / 64.0, i), drift(one, i));
        };
    }

    private static Intervention rail(Indices layers, double gain, int seed) {
        Random own = new Random(seed);
        List<int[]> steps = new ArrayList<>();
        for (int step = 0; step < 6; step++) {
            steps.add(own.ints(2, FIRST_WORD, VOCABULARY).toArray());
        }
        return AttentionIntervention.Rail.sweep(
                steps, layers, Indices.ALL, new Strength.Gain(gain), new Window.Sweep(-gain, 0));
    }

    private Intervention drift(Indices layers, int seed) {
        Random own = new Random(seed);
        float[] vector = new float[model.info().width()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) own.nextGaussian();
        }
        return HiddenIntervention.LowRankDrift.add(layers, vector);
    }

    private static Intervention bias(Indices layers) {
        return new AttentionIntervention.AttentionBias(
                layers, Indices.ALL, new int[] {3, 4, 5}, new Strength.Gain(1), PositionSelector.EVERYWHERE);
    }

    private Runnable decode(int count) {
        List<Sequence> prompts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            prompts.add(Sequence.of(words(16)));
        }
        return () -> model.generate(prompts, GenerateOptions.greedy(64), GenerateListener.SILENT);
    }

    private Runnable train(int count, int length) {
        List<Sequence> batch = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batch.add(Sequence.of(words(length)));
        }
        return () -> step(batch);
    }

    private void step(List<Sequence> batch) {
        int width = model.info().width();
        TensorModel tensors = model.tensors();
        try (NDManager scope = tensors.newScope();
                GradientCollector collector = TensorEngine.get().newGradientCollector()) {
            NDArray r = leaf(scope, 0, new Shape(RANK, width));
            NDArray w = leaf(scope, 1, new Shape(RANK, width));
            NDArray b = leaf(scope, 2, new Shape(RANK));
            Trainable drift = Trainable.NOTHING.withDrifts(new Trainable.Drift(LAYER, r, w, b));
            collector.backward(tensors.loss(scope, batch, drift));
            List<NDArray> all = List.of(r, w, b);
            for (int l = 0; l < leaves.length; l++) {
                float[] values = leaves[l];
                float[] gradient = all.get(l).getGradient().toFloatArray();
                for (int i = 0; i < values.length; i++) {
                    values[i] -= 1e-3f * Math.signum(gradient[i]);
                }
            }
        }
    }

    private NDArray leaf(NDManager scope, int index, Shape shape) {
        NDArray leaf = scope.create(leaves[index], shape);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    private float[] gaussian(int count, float size) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = size * (float) random.nextGaussian();
        }
        return values;
    }
}
