package dev.stellator.study.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.intervention.HiddenIntervention;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import dev.stellator.worker.intervention.PositionSelector;
import dev.stellator.worker.intervention.RailIntervention;
import dev.stellator.worker.intervention.WeightIntervention;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A learned modulation as a safetensors file: {@code layer.L.R}, {@code .W} and {@code .b} of drifts as they act on the
 * state, {@code layer.L.plane} (2, width) and {@code layer.L.radians} of phases, {@code layer.L.SITE.A} and {@code .B} of
 * adapters, {@code layer.L.down} and {@code .up} of maps, {@code layer.L.gate} of gates, {@code gains.shown}, {@code gains.next}, {@code gains.previous}, {@code gains.far}, {@code contrast} and {@code
 * emphasis} (layers, heads).
 */
public final class LearnedFile {
    private static final Pattern LAYER =
            Pattern.compile("layer\\.(\\d+)\\.(?:(attention_in|attention_out|feed_forward_in"
                    + "|feed_forward_out)\\.)?(R|A|plane|down|gate)");

    private LearnedFile() {}

    static void write(NDManager manager, List<Intervention> learned, Path file) {
        try (NDManager scratch = manager.newSubManager()) {
            NDList tensors = new NDList();
            for (Intervention intervention : learned) {
                add(scratch, tensors, intervention);
            }
            Checkpoint.replace(tensors, file);
        }
    }

    private static void add(NDManager scratch, NDList tensors, Intervention intervention) {
        if (intervention instanceof HiddenIntervention.LowRankDrift drift) {
            String layer = "layer." + drift.layers().first() + ".";
            tensors.add(named(scratch.create(drift.r()), layer + "R"));
            tensors.add(named(scratch.create(drift.w()), layer + "W"));
            tensors.add(named(scratch.create(drift.b()), layer + "b"));
        } else if (intervention instanceof HiddenIntervention.Rotation rotation) {
            String layer = "layer." + rotation.layers().first() + ".";
            tensors.add(named(scratch.create(new float[][] {rotation.a(), rotation.b()}), layer + "plane"));
            tensors.add(named(scratch.create(new float[] {(float) rotation.radians()}), layer + "radians"));
        } else if (intervention instanceof WeightIntervention.Adapter adapter) {
            String site =
                    "layer." + adapter.layer() + "." + adapter.site().name().toLowerCase(Locale.ROOT) + ".";
            tensors.add(named(scratch.create(adapter.a()), site + "A"));
            tensors.add(named(scratch.create(adapter.b()), site + "B"));
        } else if (intervention instanceof RailIntervention.RailMap map) {
            tensors.add(named(scratch.create(map.down()), "layer." + map.layer() + ".down"));
            tensors.add(named(scratch.create(map.up()), "layer." + map.layer() + ".up"));
        } else if (intervention instanceof RailIntervention.RailGate gate) {
            tensors.add(named(scratch.create(gate.vectors()), "layer." + gate.layer() + ".gate"));
        } else if (intervention instanceof RailIntervention.RailGains gains) {
            for (RailIntervention.Distance distance : RailIntervention.Distance.values()) {
                tensors.add(named(scratch.create(gains.nats()[distance.index()]), gainsName(distance)));
            }
            addMatrix(scratch, tensors, LearnedEntries.CONTRAST, gains.contrast());
            addMatrix(scratch, tensors, LearnedEntries.EMPHASIS, gains.emphasis());
        }
    }

    private static void addMatrix(NDManager scratch, NDList tensors, String name, float[][] matrix) {
        if (matrix.length > 0) {
            tensors.add(named(scratch.create(matrix), name));
        }
    }

    private static String gainsName(RailIntervention.Distance distance) {
        return "gains." + distance.name().toLowerCase(Locale.ROOT);
    }

    private static NDArray named(NDArray array, String name) {
        array.setName(name);
        return array;
    }

    /**
     * Reads what a training learned.
     *
     * @throws InputRefusedException when the file is missing, damaged, or does not fit the model
     */
    public static List<Intervention> read(LanguageModel model, Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputRefusedException(
                    "there is no file " + file + "; `stellator train` says where it puts what it" + " has learned");
        }
        try (NDManager scratch = model.tensors().newScope();
                InputStream in = Files.newInputStream(file)) {
            Map<String, NDArray> tensors = new HashMap<>();
            NDList.decode(scratch, in).forEach(tensor -> tensors.put(tensor.getName(), tensor));
            List<Intervention> learned = new ArrayList<>();
            tensors.keySet().stream().sorted().forEach(name -> {
                Matcher matcher = LAYER.matcher(name);
                if (matcher.matches()) {
                    learned.add(layered(tensors, matcher, model, file));
                }
            });
            if (tensors.containsKey(LearnedEntries.SHOWN)) {
                learned.add(gains(tensors, model, file));
            }
            if (learned.isEmpty()) {
                throw new InputRefusedException(file + " holds nothing that a training learns");
            }
            return learned;
        } catch (IOException | IllegalArgumentException e) {
            throw new InputRefusedException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static Intervention gains(Map<String, NDArray> tensors, LanguageModel model, Path file) {
        float[][][] nats = new float[RailIntervention.Distance.COUNT][][];
        for (RailIntervention.Distance distance : RailIntervention.Distance.values()) {
            nats[distance.index()] = byHead(tensors, gainsName(distance), model, file);
        }
        return new RailIntervention.RailGains(
                nats,
                tensors.containsKey(LearnedEntries.CONTRAST)
                        ? byHead(tensors, LearnedEntries.CONTRAST, model, file)
                        : new float[0][],
                tensors.containsKey(LearnedEntries.EMPHASIS)
                        ? byHead(tensors, LearnedEntries.EMPHASIS, model, file)
                        : new float[0][]);
    }

    private static float[][] byHead(Map<String, NDArray> tensors, String name, LanguageModel model, Path file) {
        float[][] matrix = matrix(tensors, name, file);
        require(
                matrix.length == model.info().layers()
                        && matrix[0].length == model.info().heads(),
                name,
                file,
                model);
        return matrix;
    }

    private static Intervention layered(Map<String, NDArray> tensors, Matcher matcher, LanguageModel model, Path file) {
        int layer = Integer.parseInt(matcher.group(1));
        String name = matcher.group();
        require(layer < model.info().layers(), name, file, model);
        String prefix = name.substring(0, name.lastIndexOf('.') + 1);
        int width = model.info().width();
        switch (matcher.group(3)) {
            case "A" -> {
                WeightIntervention.Site site =
                        WeightIntervention.Site.valueOf(matcher.group(2).toUpperCase(Locale.ROOT));
                float[][] a = matrix(tensors, name, file);
                float[][] b = matrix(tensors, prefix + "B", file);
                int[] shape = model.tensors().shape(site);
                require(a[0].length == shape[1] && b.length == shape[0], name, file, model);
                return new WeightIntervention.Adapter(layer, site, a, b);
            }
            case "R" -> {
                float[][] r = matrix(tensors, name, file);
                require(r[0].length == width, name, file, model);
                return new HiddenIntervention.LowRankDrift(
                        Indices.of(layer),
                        r,
                        matrix(tensors, prefix + "W", file),
                        tensor(tensors, prefix + "b", file).toFloatArray(),
                        PositionSelector.EVERYWHERE);
            }
            case "down" -> {
                float[][] down = matrix(tensors, name, file);
                require(
                        down[0].length
                                == model.tensors().headWidth() * model.info().keyValueHeads(),
                        name,
                        file,
                        model);
                return new RailIntervention.RailMap(layer, down, matrix(tensors, prefix + "up", file));
            }
            case "gate" -> {
                float[][] vectors = matrix(tensors, name, file);
                require(
                        vectors.length == model.info().heads()
                                && vectors[0].length == model.tensors().headWidth(),
                        name,
                        file,
                        model);
                return new RailIntervention.RailGate(layer, vectors);
            }
            default -> {
                float[][] plane = matrix(tensors, name, file);
                require(plane.length == 2 && plane[0].length == width, name, file, model);
                return HiddenIntervention.Rotation.by(
                        Indices.of(layer),
                        plane[0],
                        plane[1],
                        tensor(tensors, prefix + "radians", file).toFloatArray()[0]);
            }
        }
    }

    private static void require(boolean fits, String name, Path file, LanguageModel model) {
        if (!fits) {
            throw new InputRefusedException("'" + name + "' in " + file + " does not fit "
                    + model.info().name() + ", which has " + model.info().layers() + " layers of "
                    + model.info().heads() + " heads and width " + model.info().width());
        }
    }

    private static NDArray tensor(Map<String, NDArray> tensors, String name, Path file) {
        NDArray tensor = tensors.get(name);
        if (tensor == null) {
            throw new InputRefusedException(file + " lacks '" + name + "'");
        }
        return tensor;
    }

    private static float[][] matrix(Map<String, NDArray> tensors, String name, Path file) {
        NDArray tensor = tensor(tensors, name, file);
        Shape shape = tensor.getShape();
        if (shape.dimension() != 2 || shape.get(0) == 0 || shape.get(1) == 0) {
            throw new InputRefusedException("'" + name + "' in " + file + " is no matrix but " + shape);
        }
        float[] flat = tensor.toFloatArray();
        int columns = (int) shape.get(1);
        float[][] rows = new float[(int) shape.get(0)][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = Arrays.copyOfRange(flat, row * columns, (row + 1) * columns);
        }
        return rows;
    }
}
