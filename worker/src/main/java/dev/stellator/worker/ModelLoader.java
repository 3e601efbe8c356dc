package dev.stellator.worker;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.stellator.engine.Progress;
import dev.stellator.engine.StellatorException;
import dev.stellator.worker.gpu.TensorEngine;
import java.nio.file.Path;

/** Opens models: weights, tokenizer and forward pass of what {@link ModelFile} has found. */
final class ModelLoader {
    private final ModelOptions options;
    private final Progress progress;

    private ModelLoader(ModelOptions options, Progress progress) {
        this.options = options;
        this.progress = progress;
    }

    static LanguageModel open(Path path, ModelOptions options, Progress progress) {
        try (ModelFile file = ModelFile.open(path)) {
            return new ModelLoader(options, progress).assembled(file);
        }
    }

    private LanguageModel assembled(ModelFile file) {
        ModelConfig config = file.config();
        LibraryTokenizer tokenizer = file.tokenizer();
        Device device = TensorEngine.device(options.device());
        NDManager manager = TensorEngine.get().newBaseManager(device);
        try {
            if (options.threads() > 0) {
                JniUtils.setNumThreads(options.threads());
            }
            manager.setName("model");
            NDManager keeper = manager.newSubManager();
            Kernels kernels = new Kernels(config, options.precision(), manager);
            Weights weights = new WeightLoader(file.source(), file.names(), config, keeper, kernels).load(progress);
            keeper.cap();
            Transformer transformer = new Transformer(config, weights, kernels, tokenizer.sink(), manager);
            ModelInfo info = new ModelInfo(
                    file.name(),
                    config.family().word(),
                    config.layers(),
                    config.heads(),
                    config.keyValueHeads(),
                    config.width(),
                    config.vocabulary(),
                    config.contextLength(),
                    tokenizer.sink(),
                    weights.parameters(),
                    options.precision(),
                    device.isGpu() ? "gpu:" + device.getDeviceId() : "cpu",
                    Fingerprint.of(file.files()));
            return new LanguageModel(info, file.takeTokenizer(), manager, transformer);
        } catch (RuntimeException e) {
            manager.close();
            throw Halving.isOutOfMemory(e)
                    ? new StellatorException(
                            "the memory of " + device + " does not hold " + file.name()
                                    + "; give --precision bf16 or f16, a smaller model, or --device cpu",
                            e)
                    : e;
        }
    }
}
