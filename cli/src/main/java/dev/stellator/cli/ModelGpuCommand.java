package dev.stellator.cli;

import dev.stellator.api.Workspace;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.worker.gpu.Gpus;
import dev.stellator.worker.gpu.TensorEngine;
import dev.stellator.worker.pull.CudaNatives;
import dev.stellator.worker.pull.PackageIndex;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "gpu",
        description = {
            "Says which GPUs are here, and whether the model can compute on them; fetches PyTorch's libraries for CUDA.",
            "PYTORCH_LIBRARY_PATH names libraries of your own instead."
        },
        footer = {"", "Examples:", "  stellator model gpu", "  stellator model gpu --fetch"})
final class ModelGpuCommand extends ConsoleCommand {
    @Mixin
    ModelChoice modelChoice = new ModelChoice();

    @Option(names = "--fetch", description = "Fetch the libraries; how much that is, is said before.")
    boolean fetch;

    record Device(int number, String name, long memoryBytes) {}

    /**
     * @param driver blank where there is none
     * @param libraries folder that the libraries for CUDA lie in; null where they are not here
     * @param bytes that fetching them takes
     * @param verdict whether the model runs on a GPU, and what to do where it does not
     */
    record Found(
            String driver,
            List<Device> devices,
            String pytorch,
            @Nullable String libraries,
            long bytes,
            String verdict) {}

    @Override
    boolean opensModel() {
        return false;
    }

    @Override
    int run(Workspace workspace) {
        CudaNatives natives = TensorEngine.natives();
        if (fetch && natives.libraries() == null) {
            if (!CudaNatives.isOffered()) {
                throw new InputRefusedException(
                        "there are no CUDA libraries for this system to be fetched; name PyTorch "
                                + CudaNatives.version() + "'s with PYTORCH_LIBRARY_PATH");
            }
            workspace.note("fetching PyTorch " + CudaNatives.version() + "'s libraries for CUDA: "
                    + TensorEngine.gigabytes(CudaNatives.size()) + ", and about twice that on the disk");
            natives.fetch(
                    new PackageIndex(
                            options.models(console().surroundings().folders()).index()),
                    workspace.progress());
        }
        Gpus gpus = Gpus.seen();
        String named = TensorEngine.named();
        Path libraries = natives.libraries();
        Found found = new Found(
                gpus.driver(),
                gpus.devices().stream()
                        .map(gpu -> new Device(gpu.number(), gpu.name(), gpu.memoryBytes()))
                        .toList(),
                CudaNatives.version(),
                named != null ? named : libraries == null ? null : libraries.toString(),
                CudaNatives.size(),
                TensorEngine.verdict());
        print("model-gpu", found, () -> lines(found).forEach(console().out()::println));
        return ExitCode.DONE;
    }

    private static List<String> lines(Found found) {
        return List.of(
                "driver:    " + (found.driver().isEmpty() ? "none" : found.driver()),
                "devices:   "
                        + (found.devices().isEmpty()
                                ? "none"
                                : String.join(
                                        "; ",
                                        found.devices().stream()
                                                .map(device -> new Gpus.Gpu(
                                                                device.number(), device.name(), device.memoryBytes())
                                                        .toString())
                                                .toList())),
                "libraries: "
                        + (found.libraries() == null
                                ? "not here; --fetch fetches them (" + TensorEngine.gigabytes(found.bytes()) + ")"
                                : found.libraries()),
                "verdict:   " + found.verdict());
    }
}
