package dev.stellator.benchmarks;

import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.ModelOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much memory the loading of a model takes at its peak, in multiples of its weights (Linux). Arguments: a small
 * model that brings the engine up, the model, its precision. The JVM's own heap counts.
 */
final class LoadingMemory {
    private static final Path PROCESS = Path.of("/proc/self");

    private LoadingMemory() {}

    public static void main(String[] arguments) throws IOException {
        var precision = ModelOptions.Precision.valueOf(arguments[2]);
        var options = new ModelOptions("cpu", precision, 0);
        LanguageModel.open(Path.of(arguments[0]), options).close();
        System.gc();
        long before = kilobytes("VmRSS:");
        Files.writeString(PROCESS.resolve("clear_refs"), "5"); // the peak counts from here
        try (LanguageModel model = LanguageModel.open(Path.of(arguments[1]), options)) {
            long weights = model.info().parameters() * (precision == ModelOptions.Precision.F32 ? 4 : 2) / 1024;
            long peak = kilobytes("VmHWM:") - before;
            long after = kilobytes("VmRSS:") - before;
            System.out.printf(
                    "weights %d MiB, peak %d MiB (%.2f x), afterwards %d MiB (%.2f x)%n",
                    weights >> 10, peak >> 10, (double) peak / weights, after >> 10, (double) after / weights);
        }
        System.exit(0);
    }

    private static long kilobytes(String field) throws IOException {
        return Files.readAllLines(PROCESS.resolve("status")).stream()
                .filter(line -> line.startsWith(field))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
