package dev.stellator.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.embedding.Embedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A sentence encoder in a local folder, laid out as exports of sentence-transformers are: {@code model.onnx} (or
 * {@code onnx/model.onnx}), {@code tokenizer.json}, and where they are there {@code 1_Pooling/config.json} and
 * {@code sentence_bert_config.json}, {@code config_sentence_transformers.json}.
 */
public final class EncoderFolder {
    /** What E5's encoders were trained to see before a text that is compared with others of its kind. */
    static final String E5_PREFIX = "query: ";

    private static final Pattern E5_NAME = Pattern.compile("(?<![A-Za-z0-9])e5-(?:small|base|large)(?![A-Za-z])");
    private static final int SUBWORDS = 256;

    private EncoderFolder() {}

    /**
     * Loads the encoder. The caller closes it.
     *
     * @throws ModelMissingException when the folder is not such a folder, with what it lacks
     */
    public static Embedder open(Path folder, int threads) {
        Path model = List.of("model.onnx", "onnx/model.onnx").stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new ModelMissingException(
                        "no sentence encoder in " + folder + ": it has neither model.onnx nor onnx/model.onnx"));
        Path tokenizer = folder.resolve("tokenizer.json");
        if (!Files.isRegularFile(tokenizer)) {
            throw new ModelMissingException("no sentence encoder in " + folder + ": it lacks tokenizer.json");
        }
        Path name = folder.toAbsolutePath().normalize().getFileName();
        try {
            OnnxEmbedder.Reading reading = new OnnxEmbedder.Reading(
                    name == null ? "encoder" : name.toString(),
                    config(folder.resolve("sentence_bert_config.json"))
                            .path("max_seq_length")
                            .asInt(SUBWORDS),
                    config(folder.resolve("1_Pooling/config.json"))
                            .path("pooling_mode_cls_token")
                            .asBoolean(false),
                    prefix(folder));
            return OnnxEmbedder.open(reading, OnnxEmbedder.Model.of(model), Files.readAllBytes(tokenizer), threads);
        } catch (IOException e) {
            throw new ModelMissingException("the sentence encoder in " + folder + " cannot be read", e);
        }
    }

    /**
     * The prompt that the folder names as its default one, as sentence-transformers does; that of E5's encoders, which their
     * folders do not name (Wang et al. 2024, Multilingual E5 Text Embeddings: {@code query: } where texts are compared with
     * texts); else none.
     */
    private static String prefix(Path folder) throws IOException {
        JsonNode prompts = config(folder.resolve("config_sentence_transformers.json"));
        String prompt = prompts.path("prompts")
                .path(prompts.path("default_prompt_name").asText(""))
                .asText("");
        if (!prompt.isEmpty()) {
            return prompt;
        }
        String named =
                config(folder.resolve("config.json")).path("_name_or_path").asText("");
        boolean e5 = E5_NAME.matcher(named).find()
                || E5_NAME.matcher(folder.toAbsolutePath().normalize().toString())
                        .find();
        return e5 ? E5_PREFIX : "";
    }

    private static JsonNode config(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        return Files.isRegularFile(file) ? mapper.readTree(Files.readAllBytes(file)) : mapper.createObjectNode();
    }
}
