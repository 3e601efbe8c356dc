package dev.stellator.worker;

import java.nio.file.Path;
import java.util.Set;

/** Named tensors in a file, as matrices of floats: the innermost extent is the columns. */
interface TensorSource extends AutoCloseable {
    boolean has(String name);

    Set<String> names();

    /** Whether a tensor holds numbers of a kind that weights have. */
    boolean holdsWeights(String name);

    /** The file that holds a tensor; of a missing one, the file in which it would be looked for. */
    Path file(String name);

    long rows(String name);

    int columns(String name);

    /** Rows {@code first} to {@code first + count}, row by row, into the start of {@code to}. */
    void read(String name, long first, int count, float[] to);

    @Override
    void close();
}
