package dev.stellator.worker;

import java.nio.file.Path;

/**
 * What a model's files say of it without its weights, which takes moments. Not thread-safe; whoever opened it closes it, and
 * its tokenizer with it.
 */
public final class ModelOutline implements AutoCloseable {
    private final ModelFile file;

    private ModelOutline(ModelFile file) {
        this.file = file;
    }

    /**
     * Looks through a Hugging Face folder or a GGUF file: settings, shapes of all tensors, tokenizer.
     *
     * @throws dev.stellator.engine.ModelMissingException when nothing is there
     * @throws dev.stellator.engine.InputRefusedException when it is damaged or of a kind that is not supported
     */
    public static ModelOutline open(Path folderOrGguf) {
        return new ModelOutline(ModelFile.open(folderOrGguf));
    }

    public String family() {
        return file.config().family().word();
    }

    /** Largest number of positions. */
    public int contextLength() {
        return file.config().contextLength();
    }

    public Tokenizer tokenizer() {
        return file.tokenizer();
    }

    @Override
    public void close() {
        file.close();
    }
}
