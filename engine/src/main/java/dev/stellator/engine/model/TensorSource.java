package dev.stellator.engine.model;

/** Named tensors in a file, as matrices of floats: the innermost extent is the columns. */
interface TensorSource extends AutoCloseable {
    boolean has(String name);

    long rows(String name);

    int columns(String name);

    /** Rows {@code first} to {@code first + count}, row by row, into the start of {@code to}. */
    void read(String name, long first, int count, float[] to);

    @Override
    void close();
}
