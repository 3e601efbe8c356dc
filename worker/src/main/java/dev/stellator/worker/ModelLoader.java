package dev.stellator.worker;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.Progress;
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
        Device device = device();
        NDManager manager = Engine.getEngine("PyTorch").newBaseManager(device);
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
            throw e;
        }
    }

    private Device device() {
        int gpus = Engine.getEngine("PyTorch").getGpuCount();
        if (options.device().equals("cpu") || (options.device().equals("auto") && gpus == 0)) {
            return Device.cpu();
        }
        int colon = options.device().indexOf(':');
        int number = colon < 0 ? 0 : Integer.parseInt(options.device().substring(colon + 1));
        if (number >= gpus) {
            throw new InputRefusedException(
                    "device " + options.device() + " is not there: PyTorch sees " + gpus + " GPUs");
        }
        return Device.gpu(number);
    }
}
