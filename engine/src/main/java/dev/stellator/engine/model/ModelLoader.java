package dev.stellator.engine.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.model.gguf.GgufFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Opens models: finds out what a path holds, and puts weights, tokenizer and forward pass together. */
final class ModelLoader {
    private final Path path;
    private final ModelOptions options;
    private final Progress progress;

    private ModelLoader(Path path, ModelOptions options, Progress progress) {
        this.path = path;
        this.options = options;
        this.progress = progress;
    }

    static LanguageModel open(Path path, ModelOptions options, Progress progress) {
        ModelLoader loader = new ModelLoader(path, options, progress);
        if (Files.isDirectory(path)) {
            return loader.openFolder();
        }
        if (Files.isRegularFile(path)) {
            return loader.openGguf();
        }
        throw new ModelMissingException(
                path + ": there is no model; expected a GGUF file or a folder with config.json and safetensors");
    }

    private LanguageModel openFolder() {
        Path configFile = required(path, "config.json");
        JsonNode json = json(configFile);
        ModelConfig config = ModelConfig.of(json, configFile.toString());
        Path tokenizerFile = required(path, "tokenizer.json");
        List<Path> files = weightFiles(path);
        LibraryTokenizer tokenizer = new LibraryTokenizer(
                bytes(tokenizerFile),
                id(json.path("bos_token_id")),
                id(json.path("eos_token_id")),
                tokenizerFile.toString());
        String name = json.path("_name_or_path").asText("");
        Path folder = path.toAbsolutePath().normalize().getFileName();
        try (Safetensors source = new Safetensors(files)) {
            return assembled(
                    name.isEmpty() && folder != null ? folder.toString() : name,
                    config,
                    source,
                    WeightNames.huggingFace(config.family()),
                    tokenizer,
                    Fingerprint.of(files));
        }
    }

    private LanguageModel openGguf() {
        try (GgufSource source = new GgufSource(GgufFile.open(path))) {
            Map<String, Object> metadata = source.file().metadata();
            String factors = "rope_freqs.weight";
            ModelConfig config = ModelConfig.of(
                    metadata,
                    Math.toIntExact(source.rows("token_embd.weight")),
                    source.has(factors) ? row(source, factors) : new float[0],
                    path.toString());
            return assembled(
                    String.valueOf(path.getFileName()).replaceFirst("\\.gguf$", ""),
                    config,
                    source,
                    WeightNames.gguf(config.family()),
                    GgufTokenizer.of(metadata, path.toString()),
                    Fingerprint.of(List.of(path)));
        }
    }

    private static float[] row(TensorSource source, String name) {
        float[] row = new float[source.columns(name)];
        source.read(name, 0, 1, row);
        return row;
    }

    private LanguageModel assembled(
            String name,
            ModelConfig config,
            TensorSource source,
            WeightNames names,
            LibraryTokenizer tokenizer,
            String fingerprint) {
        Device device = device();
        NDManager manager = Engine.getEngine("PyTorch").newBaseManager(device);
        try {
            if (options.threads() > 0) {
                JniUtils.setNumThreads(options.threads());
            }
            manager.setName("model");
            NDManager keeper = manager.newSubManager();
            Kernels kernels = new Kernels(config, options.precision(), manager);
            Weights weights = new WeightLoader(source, names, config, keeper, kernels).load(progress);
            keeper.cap();
            Transformer transformer = new Transformer(config, weights, kernels, tokenizer.sink(), manager);
            ModelInfo info = new ModelInfo(
                    name,
                    config.family().name().toLowerCase(java.util.Locale.ROOT),
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
                    fingerprint);
            return new LanguageModel(info, tokenizer, manager, transformer);
        } catch (RuntimeException e) {
            manager.close();
            tokenizer.close();
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

    static ModelConfig config(Path file) {
        return ModelConfig.of(json(file), file.toString());
    }

    /** The files that the index names, or else all safetensors files of a folder. */
    static List<Path> weightFiles(Path folder) {
        Path index = folder.resolve("model.safetensors.index.json");
        if (Files.isRegularFile(index)) {
            TreeSet<String> names = new TreeSet<>();
            json(index).path("weight_map").forEach(name -> names.add(name.asText()));
            if (names.isEmpty()) {
                throw new InputRefusedException(index + ": names no files in its weight_map");
            }
            for (String name : names) {
                if (!name.matches("[\\w.-]+") || name.startsWith(".")) {
                    throw new InputRefusedException(index + ": expected plain file names, found " + name);
                }
            }
            return names.stream().map(name -> required(folder, name)).toList();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new ModelMissingException(folder + ": there are no weights; expected model.safetensors");
            }
            return found;
        } catch (IOException e) {
            throw new InputRefusedException(folder + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static Path required(Path folder, String name) {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new ModelMissingException(folder + ": " + name + " is missing from the model's folder");
        }
        return file;
    }

    private static JsonNode json(Path file) {
        try {
            return new ObjectMapper().readTree(bytes(file));
        } catch (JsonProcessingException e) {
            long offset = e.getLocation() == null ? 0 : e.getLocation().getByteOffset();
            throw new InputRefusedException(
                    file + ": at offset " + offset + ": is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new InputRefusedException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InputRefusedException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static @Nullable Integer id(JsonNode node) {
        JsonNode one = node.isArray() ? node.path(0) : node;
        return one.canConvertToInt() ? Integer.valueOf(one.asInt()) : null;
    }
}
