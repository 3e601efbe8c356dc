package dev.stellator.importer;

import dev.stellator.engine.embedding.Embedder;
import dev.stellator.engine.embedding.EmbedderProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Offers the encoders that ship with the program, and the one in the folder that the system property
 * {@value #FOLDER_PROPERTY} or the environment variable {@value #FOLDER_VARIABLE} names; multilingual-e5-small also where it
 * was fetched into the folder that {@value #MODELS_PROPERTY} names.
 */
public final class StoredEmbedders implements EmbedderProvider {
    public static final String FOLDER_PROPERTY = "stellator.embedder";
    public static final String FOLDER_VARIABLE = "STELLATOR_EMBEDDER";

    /** Names the folder that fetched models lie in. */
    public static final String MODELS_PROPERTY = "stellator.models";

    @Override
    public @Nullable Embedder open(String id) {
        keepOffTheNetwork();
        int threads = Runtime.getRuntime().availableProcessors();
        List<Supplier<Embedder>> encoders = new ArrayList<>();
        if (MiniLmEmbedder.isIdOfFloat(id)) {
            encoders.add(() -> MiniLmEmbedder.open(threads));
        }
        if (MiniLmEmbedder.isIdOfInt8(id)) {
            encoders.add(() -> MiniLmEmbedder.openInt8(threads));
        }
        String folder = System.getProperty(FOLDER_PROPERTY, System.getenv(FOLDER_VARIABLE));
        String models = System.getProperty(MODELS_PROPERTY);
        if (E5Folder.isIdOf(id) && models != null && new E5Folder(Path.of(models)).isThere()) {
            encoders.add(() -> new E5Folder(Path.of(models)).open(threads));
        } else if (folder != null && !folder.isBlank() && Files.isDirectory(Path.of(folder))) {
            encoders.add(() -> EncoderFolder.open(Path.of(folder), threads));
        }
        for (Supplier<Embedder> encoder : encoders) {
            Embedder embedder = encoder.get();
            if (embedder.id().equals(id)) {
                return embedder;
            }
            embedder.close();
        }
        return null;
    }

    /** Inside a database nobody else tells the tokenizer's library to stay away from it. */
    private static void keepOffTheNetwork() {
        if (System.getProperty("ai.djl.offline") == null) {
            System.setProperty("ai.djl.offline", "true");
        }
        if (System.getProperty("OPT_OUT_TRACKING") == null) {
            System.setProperty("OPT_OUT_TRACKING", "true");
        }
    }
}
