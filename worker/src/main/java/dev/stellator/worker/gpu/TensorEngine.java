package dev.stellator.worker.gpu;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.util.Utils;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.worker.pull.CudaNatives;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one way to the tensor library, which is loaded once a process: with its libraries for CUDA where there is a GPU and
 * they were fetched, or where {@code PYTORCH_LIBRARY_PATH} names others. They compute on the CPU, too. Thread-safe.
 */
public final class TensorEngine {
    private static final String NAME = "PyTorch";
    private static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";
    private static final String FETCH = "`stellator model gpu --fetch`";

    private static @Nullable Engine engine;

    private TensorEngine() {}

    public static synchronized Engine get() {
        if (engine == null) {
            Path libraries = natives().libraries();
            if (libraries != null && named() == null && !Gpus.seen().isEmpty()) {
                use(libraries);
            }
            engine = Engine.getEngine(NAME);
        }
        return engine;
    }

    /** Lets the tensor library load from a folder, before it is loaded. */
    static void use(Path libraries) {
        System.setProperty(LIBRARY_PATH, libraries.toString());
        System.setProperty("PYTORCH_VERSION", CudaNatives.version());
        System.setProperty("PYTORCH_FLAVOR", CudaNatives.FLAVOR);
    }

    /** Where the libraries for CUDA lie, or will. */
    public static CudaNatives natives() {
        return new CudaNatives(Utils.getEngineCacheDir(NAME.toLowerCase(Locale.ROOT)));
    }

    /** What the user named instead; null for nothing. */
    public static @Nullable String named() {
        return Utils.getEnvOrSystemProperty(LIBRARY_PATH);
    }

    /**
     * The device of this name.
     *
     * @param choice {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:n}
     * @throws InputRefusedException when it is not there, saying what would help
     */
    public static Device device(String choice) {
        int usable = get().getGpuCount();
        if (choice.equals("cpu") || (choice.equals("auto") && usable == 0)) {
            return Device.cpu();
        }
        int colon = choice.indexOf(':');
        int number = colon < 0 ? 0 : Integer.parseInt(choice.substring(colon + 1));
        if (number < usable) {
            return Device.gpu(number);
        }
        throw new InputRefusedException("--device " + choice + ": "
                + (usable > 0
                        ? "there are GPUs 0 to " + (usable - 1) + " here"
                        : remedy(Gpus.seen(), natives().libraries() != null, named())));
    }

    /** A line for a user whose GPU is left unused; null where there is none, or it is used. */
    public static @Nullable String advice(String choice) {
        Gpus gpus = choice.equals("auto") ? Gpus.seen() : new Gpus("", java.util.List.of());
        return gpus.isEmpty() || get().getGpuCount() > 0
                ? null
                : "the model runs on the CPU: " + remedy(gpus, natives().libraries() != null, named());
    }

    /** Whether a model runs on a GPU here, and what to do where it does not. */
    public static String verdict() {
        Gpus gpus = Gpus.seen();
        int usable = gpus.isEmpty() ? 0 : get().getGpuCount();
        return usable > 0
                ? "the model runs on a GPU (" + usable + " can be used)"
                : "the model runs on the CPU: " + remedy(gpus, natives().libraries() != null, named());
    }

    /** Why there is no GPU to compute on, and what to do. */
    static String remedy(Gpus gpus, boolean fetched, @Nullable String named) {
        if (gpus.isEmpty()) {
            return "no NVIDIA GPU is seen here; if there is one, install its driver";
        }
        String there = "there is a GPU (" + gpus.words() + "; driver " + gpus.driver() + ")";
        if (named != null) {
            return there + ", but PyTorch's libraries in " + LIBRARY_PATH + "=" + named + " do not see it";
        }
        if (fetched) {
            return there + ", but PyTorch " + CudaNatives.version()
                    + " does not see it; its CUDA 12 needs a driver of version 525 or later";
        }
        return CudaNatives.isOffered()
                ? there + ", but no CUDA libraries for it; " + FETCH + " fetches them (" + gigabytes(CudaNatives.size())
                        + ")"
                : there + ", but no CUDA libraries for this system; name PyTorch " + CudaNatives.version() + "'s with "
                        + LIBRARY_PATH;
    }

    public static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
