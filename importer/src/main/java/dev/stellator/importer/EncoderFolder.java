package dev.stellator.importer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.embedding.Embedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A sentence encoder in a local folder, laid out as exports of sentence-transformers are: {@code model.onnx} (or
 * {@code onnx/model.onnx}), {@code tokenizer.json}, and where they are there {@code 1_Pooling/config.json} and
 * {@code sentence_bert_config.json}.
 */
public final class EncoderFolder {
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
            return OnnxEmbedder.open(
                    name == null ? "encoder" : name.toString(),
                    Files.readAllBytes(model),
                    Files.readAllBytes(tokenizer),
                    config(folder.resolve("sentence_bert_config.json"))
                            .path("max_seq_length")
                            .asInt(SUBWORDS),
                    config(folder.resolve("1_Pooling/config.json"))
                            .path("pooling_mode_cls_token")
                            .asBoolean(false),
                    threads);
        } catch (IOException e) {
            throw new ModelMissingException("the sentence encoder in " + folder + " cannot be read", e);
        }
    }

    private static JsonNode config(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        return Files.isRegularFile(file) ? mapper.readTree(Files.readAllBytes(file)) : mapper.createObjectNode();
    }
}
