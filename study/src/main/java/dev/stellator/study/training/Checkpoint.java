package dev.stellator.study.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.engine.StellatorException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The whole state of a training in one safetensors file, replaced at once so that a kill leaves the last good one.
 *
 * @param step steps done
 * @param moments first moments of all arrays, then second moments of all arrays
 * @param best parameters of the step that is kept so far
 */
record Checkpoint(int step, float[][] parameters, float[][] moments, float[][] best, List<Training.Point> curve) {
    Checkpoint {
        curve = List.copyOf(curve);
    }

    private static final int POINT_NUMBERS = 6;

    /** Writes the checkpoint in place of the one that is there. */
    void write(NDManager manager, Parameters layout, Path file) {
        try (NDManager scratch = manager.newSubManager()) {
            NDList tensors = new NDList();
            for (int i = 0; i < parameters.length; i++) {
                String name = layout.name(i);
                Shape shape = new Shape(layout.shape(i));
                tensors.add(named(scratch.create(parameters[i], shape), name));
                tensors.add(named(scratch.create(moments[i], shape), "adam.m." + name));
                tensors.add(named(scratch.create(moments[parameters.length + i], shape), "adam.v." + name));
                tensors.add(named(scratch.create(best[i], shape), "best." + name));
            }
            tensors.add(named(scratch.create(new float[] {step}), "progress"));
            tensors.add(named(scratch.create(flat(curve), new Shape(curve.size(), POINT_NUMBERS)), "points"));
            replace(tensors, file);
        }
    }

    /** The numbers of each point; NaN where one was not measured. */
    private static double[] flat(List<Training.Point> curve) {
        return curve.stream()
                .flatMapToDouble(point -> DoubleStream.of(
                        point.step(),
                        point.order(),
                        point.kl(),
                        point.weight(),
                        orNaN(point.validationOrder()),
                        orNaN(point.validationKl())))
                .toArray();
    }

    private static double orNaN(@Nullable Double number) {
        return number == null ? Double.NaN : number;
    }

    private static List<Training.Point> points(double[] flat) {
        return IntStream.range(0, flat.length / POINT_NUMBERS)
                .map(i -> i * POINT_NUMBERS)
                .mapToObj(at -> new Training.Point(
                        (int) flat[at],
                        flat[at + 1],
                        flat[at + 2],
                        flat[at + 3],
                        number(flat[at + 4]),
                        number(flat[at + 5])))
                .toList();
    }

    private static @Nullable Double number(double stored) {
        return Double.isNaN(stored) ? null : stored;
    }

    private static NDArray named(NDArray array, String name) {
        array.setName(name);
        return array;
    }

    /** Writes a file in place of the one that is there, which stays when that fails. */
    static void replace(NDList tensors, Path file) {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (OutputStream out = Files.newOutputStream(fresh)) {
                tensors.encode(out, NDList.Encoding.SAFETENSORS);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(fresh);
            } catch (IOException other) {
                e.addSuppressed(other);
            }
            throw new StellatorException(
                    "cannot write the checkpoint " + file + ": " + e.getMessage() + "; the last one is still there", e);
        }
    }

    /** The checkpoint in a file, or null when there is none. */
    static @Nullable Checkpoint read(NDManager manager, Parameters layout, Path file) {
        if (!Files.exists(file)) {
            return null;
        }
        try (NDManager scratch = manager.newSubManager();
                InputStream in = Files.newInputStream(file)) {
            NDList tensors = NDList.decode(scratch, in);
            int arrays = layout.values().length;
            List<float[]> parameters = new ArrayList<>();
            List<float[]> first = new ArrayList<>();
            List<float[]> second = new ArrayList<>();
            List<float[]> best = new ArrayList<>();
            for (int i = 0; i < arrays; i++) {
                String name = layout.name(i);
                parameters.add(floats(tensors, name, file));
                first.add(floats(tensors, "adam.m." + name, file));
                second.add(floats(tensors, "adam.v." + name, file));
                best.add(floats(tensors, "best." + name, file));
            }
            first.addAll(second);
            int step = (int) tensor(tensors, "progress", file).toFloatArray()[0];
            return new Checkpoint(
                    step,
                    parameters.toArray(float[][]::new),
                    first.toArray(float[][]::new),
                    best.toArray(float[][]::new),
                    points(tensor(tensors, "points", file).toDoubleArray()));
        } catch (IOException | IllegalArgumentException e) {
            throw new StellatorException(
                    "cannot read the checkpoint " + file + ": " + e.getMessage() + "; delete it to start over", e);
        }
    }

    private static float[] floats(NDList tensors, String name, Path file) {
        return tensor(tensors, name, file).toFloatArray();
    }

    private static NDArray tensor(NDList tensors, String name, Path file) {
        NDArray tensor = tensors.get(name);
        if (tensor == null) {
            throw new StellatorException("the checkpoint " + file + " lacks '" + name + "'; delete it to start over");
        }
        return tensor;
    }
}
