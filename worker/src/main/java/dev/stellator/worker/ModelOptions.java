package dev.stellator.worker;

/**
 * How a model is opened.
 *
 * @param device {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:n}
 * @param threads of the CPU's matrix products, set once a process by the first model; 0 leaves the engine's default
 */
public record ModelOptions(String device, Precision precision, int threads) {
    public static final ModelOptions DEFAULT = new ModelOptions("auto", Precision.F32, 0);

    /** Number format of weights and activations. */
    public enum Precision {
        F32,
        BF16,
        F16
    }

    public ModelOptions {
        if (!device.matches("auto|cpu|gpu(:\\d{1,3})?")) {
            throw new IllegalArgumentException("device must be auto, cpu, gpu or gpu:n, found " + device);
        }
        if (threads < 0) {
            throw new IllegalArgumentException("threads must be at least 0, found " + threads);
        }
    }
}
