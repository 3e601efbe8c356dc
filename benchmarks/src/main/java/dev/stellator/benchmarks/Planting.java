package dev.stellator.benchmarks;

import dev.stellator.study.reaction.ProgramCompiler;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.ObservationRequest;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.ArrayRealVector;
import org.hipparchus.linear.DecompositionSolver;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;

/**
 * Works out what a model's output head is to be given, so that words rise where steps of a path are shown.
 *
 * <p>Logits are linear in the normed last state, so that the vector added to a row is that whose products with the mean
 * shifts that steps make, in several orders, are nearest to what is wanted, and to zero with the shifts of the basin's other
 * tokens and with the model's mean state (least squares).
 */
final class Planting {
    static final double REFERENCE_GAIN = 3;
    private static final int ORDERS = 12;
    private static final int RAILS = 80;
    private static final double PATH_WEIGHT = 2;
    private static final double MEAN_WEIGHT = 10;
    private static final double RIDGE = 1e-3;
    private static final int PLANTING_TEXTS = 32;
    private static final int PLANTING_LENGTH = 25;

    private final LanguageModel model;
    private final ProgramCompiler compiler;
    private final double times;

    /** @param times how much of each plant's nats is planted */
    Planting(LanguageModel model, double times) {
        this.model = model;
        this.times = times;
        this.compiler = new ProgramCompiler(model);
    }

    /** What is added to the head's rows, by word, times the weight of the last norm. */
    Map<String, double[]> rows(PlantedWorld world, Plant plant, Random random) {
        List<Sequence> texts = world.unread().stream()
                .map(text -> model.tokenizer().encode(text))
                .filter(ids -> ids.length >= PLANTING_LENGTH)
                .limit(PLANTING_TEXTS)
                .map(ids -> Sequence.of(Arrays.copyOf(ids, PLANTING_LENGTH)).withSink())
                .toList();
        double[][] base = states(texts, List.of());
        Shifts shifts = new Shifts(new ArrayList<>(), new ArrayList<>());
        for (int order = 0; order < ORDERS; order++) {
            List<String> path = new ArrayList<>(world.path());
            Collections.shuffle(path, random);
            shifts.add(shown(order == 0 ? world.path() : path, texts), base, PATH_WEIGHT);
        }
        for (int rail = 0; rail < RAILS; rail++) {
            List<String> others = new ArrayList<>(world.otherTokens());
            Collections.shuffle(others, random);
            shifts.add(shown(others.subList(0, PlantedWorld.STEPS), texts), base, 1);
        }
        shifts.add("", new ArrayRealVector(mean(base)).mapMultiply(MEAN_WEIGHT));
        RealMatrix x = new Array2DRowRealMatrix(shifts.rows().toArray(double[][]::new));
        RealMatrix square = x.transpose().multiply(x);
        double ridge = RIDGE * square.getTrace() / square.getRowDimension();
        DecompositionSolver solver = new LUDecomposition(
                        square.add(MatrixUtils.createRealIdentityMatrix(square.getRowDimension())
                                .scalarMultiply(ridge)))
                .getSolver();
        Map<String, double[]> rows = new LinkedHashMap<>();
        if (plant == Plant.ORDER) {
            for (String step : world.path()) {
                double[] row = row(x, shifts.shown(), solver, List.of(step), times * plant.nats);
                world.neighbours().getOrDefault(step, List.of()).forEach(word -> rows.put(word, row));
            }
        } else {
            double[] row = row(x, shifts.shown(), solver, world.path(), times * plant.nats);
            world.vocabulary().forEach(word -> rows.put(word, row));
        }
        return rows;
    }

    /** What rises by the planted nats where one of some steps is shown, and by nothing elsewhere: least squares. */
    private static double[] row(
            RealMatrix x, List<String> shown, DecompositionSolver solver, List<String> steps, double nats) {
        RealVector wanted = new ArrayRealVector(shown.size());
        for (int i = 0; i < shown.size(); i++) {
            wanted.setEntry(i, steps.contains(shown.get(i)) ? PATH_WEIGHT * nats : 0);
        }
        return solver.solve(x.preMultiply(wanted)).toArray();
    }

    /** What some steps, in an order, do to the states. */
    private record Shown(List<String> order, double[][] states) {}

    private Shown shown(List<String> order, List<Sequence> texts) {
        return new Shown(
                order,
                states(
                        texts,
                        compiler.compile(PlantedWorld.program(order), null, ProgramCompiler.Dose.of(REFERENCE_GAIN))));
    }

    /**
     * How states move, each with the step that moves it.
     *
     * @param shown the step by row; empty for the base model's own mean
     */
    private record Shifts(List<double[]> rows, List<String> shown) {
        /** Adds what each step does to the state in the part of the text where it is shown. */
        void add(Shown steps, double[][] base, double weight) {
            for (int part = 0; part < PlantedWorld.STEPS; part++) {
                RealVector shift = new ArrayRealVector(steps.states()[part]).subtract(new ArrayRealVector(base[part]));
                add(steps.order().get(part), shift.mapMultiply(weight));
            }
        }

        void add(String step, RealVector shift) {
            rows.add(shift.toArray());
            shown.add(step);
        }
    }

    private static double[] mean(double[][] parts) {
        double[] mean = new double[parts[0].length];
        for (double[] part : parts) {
            Arrays.setAll(mean, i -> mean[i] + part[i] / parts.length);
        }
        return mean;
    }

    /** By part of the text, the mean last state divided by its root mean square; the norm's weight is the head's. */
    private double[][] states(List<Sequence> texts, List<Intervention> interventions) {
        int last = model.info().layers() - 1;
        int width = model.info().width();
        double[][] means = new double[PlantedWorld.STEPS][width];
        double share = (double) PlantedWorld.STEPS / (texts.size() * PLANTING_LENGTH);
        model.forward(
                        texts.stream().map(text -> text.with(interventions)).toList(),
                        ObservationRequest.NOTHING.hiddenAt(
                                Indices.of(last),
                                IntStream.range(0, PLANTING_LENGTH).toArray()))
                .forEach(seen -> {
                    for (int t = 0; t < PLANTING_LENGTH; t++) {
                        float[] state = seen.hidden()[last][t];
                        double square = 0;
                        for (float value : state) {
                            square += value * value / width;
                        }
                        double[] mean = means[t * PlantedWorld.STEPS / PLANTING_LENGTH];
                        for (int i = 0; i < width; i++) {
                            mean[i] += share * state[i] / Math.sqrt(square);
                        }
                    }
                });
        return means;
    }
}
