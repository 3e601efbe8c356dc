package dev.stellator.benchmarks;

import dev.stellator.engine.field.Field;
import dev.stellator.engine.field.Patterns;
import dev.stellator.engine.field.Vectors;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What an answer of the field costs: the similarities of a thought to all patterns, its energy, and its flow. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class FieldBenchmark {
    private static final int WIDTH = 384;
    private static final double BETA = 25;
    private static final double OFFSET_WEIGHT = 0.5;

    @Param({"1000", "20000"})
    public int thoughts;

    private Patterns patterns = new Patterns(List.of(new float[] {1}));
    private Field field = new Field(patterns, new double[1], BETA, OFFSET_WEIGHT);
    private float[] thought = {1};

    /** Made-up unit vectors around common centres. */
    @Setup(Level.Trial)
    public void build() {
        Random random = new Random(7);
        List<float[]> centres = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            centres.add(around(new float[WIDTH], random));
        }
        List<float[]> all = new ArrayList<>();
        for (int i = 0; i < thoughts; i++) {
            all.add(around(centres.get(i % centres.size()), random));
        }
        patterns = new Patterns(all);
        field = new Field(patterns, new double[thoughts], BETA, OFFSET_WEIGHT);
        thought = around(centres.get(3), random);
    }

    private static float[] around(float[] centre, Random random) {
        double[] vector = new double[WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            vector[i] = centre[i] + 0.06 * random.nextGaussian();
        }
        return Vectors.normalised(vector);
    }

    @TearDown(Level.Trial)
    public void close() {
        patterns.close();
    }

    @Benchmark
    public float[] similarities() {
        return patterns.similarities(thought);
    }

    @Benchmark
    public Field.Flow flow() {
        return field.flow(thought);
    }
}
