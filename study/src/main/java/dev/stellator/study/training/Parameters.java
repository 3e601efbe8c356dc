package dev.stellator.study.training;

import dev.stellator.engine.RandomStreams;
import dev.stellator.worker.intervention.WeightIntervention;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Learned numbers as flat arrays with names and shapes, in a fixed order; what they do to the model is up to
 * {@link Learned}.
 */
final class Parameters {
    private static final Set<String> RANDOM = Set.of("R", "A", "down");

    private final List<Entry> entries;
    private final float[][] values;

    /**
     * One array.
     *
     * @param layer -1 for none
     * @param role of the array: R, W or b of a drift, A or B of an adapter, or the variant's own word
     * @param site null unless it belongs to an adapter
     */
    record Entry(Variant variant, int layer, String role, WeightIntervention.@Nullable Site site, long[] shape) {
        String name() {
            if (layer < 0) {
                return role;
            }
            return "layer." + layer + "." + (site == null ? "" : site.name().toLowerCase(java.util.Locale.ROOT) + ".")
                    + role;
        }

        int size() {
            return (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        }
    }

    Parameters(List<Entry> entries, float[][] values) {
        this.entries = List.copyOf(entries);
        this.values = values;
    }

    /** Zeros, but for R, A and down, which are random so that their partners have a gradient; W of a LoReFT equals its R. */
    static Parameters initial(List<Entry> entries, long seed) {
        Random random = RandomStreams.of(seed, "parameters");
        float[][] values = new float[entries.size()][];
        for (int i = 0; i < values.length; i++) {
            Entry entry = entries.get(i);
            values[i] = new float[entry.size()];
            if (RANDOM.contains(entry.role())) {
                double scale = 1 / Math.sqrt((double) entry.shape()[1]);
                for (int j = 0; j < values[i].length; j++) {
                    values[i][j] = (float) (random.nextGaussian() * scale);
                }
            }
        }
        Parameters made = new Parameters(entries, values);
        made.orthonormalise();
        for (int i = 0; i < values.length; i++) {
            if (entries.get(i).variant() == Variant.REFT
                    && entries.get(i).role().equals("W")) {
                values[i] = values[i - 1].clone();
            }
        }
        return made;
    }

    Parameters with(float[][] others) {
        return new Parameters(entries, others);
    }

    List<Entry> entries() {
        return entries;
    }

    float[][] values() {
        return values;
    }

    float[][] copy() {
        return Arrays.stream(values).map(float[]::clone).toArray(float[][]::new);
    }

    long count() {
        return Arrays.stream(values).mapToLong(array -> array.length).sum();
    }

    long[] shape(int array) {
        return entries.get(array).shape().clone();
    }

    String name(int array) {
        return entries.get(array).name();
    }

    /** Makes the rows of every LoReFT's R orthonormal again, by Gram and Schmidt. */
    void orthonormalise() {
        for (int i = 0; i < values.length; i++) {
            Entry entry = entries.get(i);
            if (entry.variant() == Variant.REFT && entry.role().equals("R")) {
                orthonormalise(values[i], (int) entry.shape()[0], (int) entry.shape()[1]);
            }
        }
    }

    private static void orthonormalise(float[] rows, int count, int width) {
        for (int row = 0; row < count; row++) {
            for (int other = 0; other < row; other++) {
                double along = 0;
                for (int i = 0; i < width; i++) {
                    along += (double) rows[row * width + i] * rows[other * width + i];
                }
                for (int i = 0; i < width; i++) {
                    rows[row * width + i] -= (float) (along * rows[other * width + i]);
                }
            }
            double square = 0;
            for (int i = 0; i < width; i++) {
                square += (double) rows[row * width + i] * rows[row * width + i];
            }
            double norm = Math.sqrt(square);
            for (int i = 0; i < width; i++) {
                rows[row * width + i] /= (float) norm;
            }
        }
    }
}
