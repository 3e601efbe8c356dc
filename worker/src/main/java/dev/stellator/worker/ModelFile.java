package dev.stellator.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.ModelMissingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model's files, looked through but not yet loaded: settings, the list of tensors with their shapes, the tokenizer.
 * That takes moments, and finds what is missing, contradictory or not supported before anything else is begun.
 */
final class ModelFile implements AutoCloseable {
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private static final String WHOLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private final String name;
    private final Stored stored;
    private @Nullable LibraryTokenizer tokenizer;

    /** What the files hold, read by nobody yet. */
    private record Stored(ModelConfig config, TensorSource source, WeightNames names, List<Path> files) {}

    private ModelFile(String name, Stored stored, LibraryTokenizer tokenizer) {
        this.name = name;
        this.stored = stored;
        this.tokenizer = tokenizer;
    }

    /**
     * @throws ModelMissingException when nothing is there, or a part of it is not
     * @throws InputRefusedException when it is damaged, contradicts itself or is of a kind that is not supported
     */
    static ModelFile open(Path path) {
        if (Files.isDirectory(path)) {
            return folder(path);
        }
        if (Files.isRegularFile(path)) {
            return gguf(path);
        }
        throw new ModelMissingException(
                path + ": there is no model; expected a GGUF file or a folder with config.json and safetensors");
    }

    private static ModelFile folder(Path path) {
        Path configFile = required(path, "config.json");
        JsonNode json = json(configFile);
        ModelConfig config = ModelConfig.of(json, configFile.toString());
        Path tokenizerFile = required(path, "tokenizer.json");
        List<Path> files = weightFiles(path);
        String given = json.path("_name_or_path").asText("");
        Path folder = path.toAbsolutePath().normalize().getFileName();
        return checked(
                given.isEmpty() && folder != null ? folder.toString() : given,
                new Stored(config, new Safetensors(files), WeightNames.huggingFace(config.family()), files),
                () -> new LibraryTokenizer(bytes(tokenizerFile), marks(path, json), tokenizerFile.toString()));
    }

    private static TextMarks marks(Path folder, JsonNode config) {
        List<Integer> ends = new ArrayList<>(ids(config.path("eos_token_id")));
        Path generation = folder.resolve("generation_config.json");
        if (Files.isRegularFile(generation)) {
            ends.addAll(ids(json(generation).path("eos_token_id")));
        }
        return TextMarks.of(ids(config.path("bos_token_id")), ends).withChat(chat(folder));
    }

    /** A file of its own, or a setting of the tokenizer's: one template, or several by name. */
    private static @Nullable String chat(Path folder) {
        Path own = folder.resolve("chat_template.jinja");
        if (Files.isRegularFile(own)) {
            return new String(bytes(own), StandardCharsets.UTF_8);
        }
        Path settings = folder.resolve("tokenizer_config.json");
        if (!Files.isRegularFile(settings)) {
            return null;
        }
        JsonNode given = json(settings).path("chat_template");
        for (JsonNode named : given) {
            if (named.path("name").asText().equals("default")) {
                return named.path("template").asText();
            }
        }
        return given.isTextual() ? given.asText() : null;
    }

    private static ModelFile gguf(Path path) {
        GgufSource source = GgufSource.open(path);
        try {
            Map<String, Object> metadata = source.metadata();
            String factors = "rope_freqs.weight";
            ModelConfig config = ModelConfig.of(
                    metadata,
                    Math.toIntExact(source.rows("token_embd.weight")),
                    source.has(factors) ? row(source, factors) : new float[0],
                    path.toString());
            return checked(
                    String.valueOf(path.getFileName()).replaceFirst("\\.gguf$", ""),
                    new Stored(config, source, WeightNames.gguf(config.family()), source.files()),
                    () -> GgufTokenizer.of(metadata, path.toString()));
        } catch (RuntimeException e) {
            source.close();
            throw e;
        }
    }

    private static float[] row(TensorSource source, String name) {
        float[] row = new float[source.columns(name)];
        source.read(name, 0, 1, row);
        return row;
    }

    @FunctionalInterface
    private interface Opening {
        LibraryTokenizer open();
    }

    private static ModelFile checked(String name, Stored stored, Opening opening) {
        TensorSource source = stored.source();
        LibraryTokenizer tokenizer = null;
        try {
            WeightCheck.of(source, stored.names(), stored.config());
            tokenizer = opening.open();
            String embedding = stored.names().of(source, "embedding", -1, "weight");
            tokenizer.requireWithin(stored.config().vocabulary(), embedding + " of " + source.file(embedding));
            return new ModelFile(name, stored, tokenizer);
        } catch (RuntimeException e) {
            if (tokenizer != null) {
                tokenizer.close();
            }
            source.close();
            throw e;
        }
    }

    String name() {
        return name;
    }

    ModelConfig config() {
        return stored.config();
    }

    TensorSource source() {
        return stored.source();
    }

    WeightNames names() {
        return stored.names();
    }

    List<Path> files() {
        return stored.files();
    }

    LibraryTokenizer tokenizer() {
        if (tokenizer == null) {
            throw new IllegalStateException("the tokenizer was taken");
        }
        return tokenizer;
    }

    /** The tokenizer, which the caller closes from now on. */
    LibraryTokenizer takeTokenizer() {
        LibraryTokenizer taken = tokenizer();
        tokenizer = null;
        return taken;
    }

    @Override
    public void close() {
        stored.source().close();
        if (tokenizer != null) {
            tokenizer.close();
        }
    }

    static ModelConfig config(Path file) {
        return ModelConfig.of(json(file), file.toString());
    }

    /**
     * The files that the index names; without one {@code model.safetensors} alone, whatever lies beside it; else all
     * safetensors files of a folder.
     */
    static List<Path> weightFiles(Path folder) {
        Path index = folder.resolve(INDEX);
        Path whole = folder.resolve(WHOLE);
        if (Files.isRegularFile(index)) {
            List<Path> parts = parts(folder, index);
            if (Files.isRegularFile(whole) && !parts.contains(whole)) {
                throw new InputRefusedException(folder + ": there are two models, " + WHOLE + " and the files of "
                        + INDEX + "; leave one of them in the folder");
            }
            return parts;
        }
        if (Files.isRegularFile(whole)) {
            return List.of(whole);
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new ModelMissingException(folder + ": there are no weights; expected " + WHOLE);
            }
            return found;
        } catch (IOException e) {
            throw new InputRefusedException(folder + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<Path> parts(Path folder, Path index) {
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

    private static Path required(Path folder, String name) {
        Path file = folder.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new ModelMissingException(folder + ": " + name + " is missing from the model's folder");
        }
        return file;
    }

    private static JsonNode json(Path file) {
        try {
            return JSON.readTree(bytes(file));
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

    private static List<Integer> ids(JsonNode node) {
        List<Integer> ids = new ArrayList<>();
        for (JsonNode one : node.isArray() ? node : List.of(node)) {
            if (one.canConvertToInt()) {
                ids.add(one.asInt());
            }
        }
        return ids;
    }
}
