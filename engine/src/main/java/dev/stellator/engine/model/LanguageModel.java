package dev.stellator.engine.model;

import java.nio.file.Path;
import java.util.List;

/**
 * A decoder-only language model. Calls are answered one at a time: the methods lock. Close it when done.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class LanguageModel implements AutoCloseable {
    private LanguageModel() {}

    /**
     * Opens a Hugging Face folder (config.json, safetensors, tokenizer.json) or a GGUF file.
     *
     * @throws dev.stellator.engine.ModelMissingException when nothing is there
     * @throws dev.stellator.engine.InputRefusedException when it is damaged or of a kind that is not supported
     */
    public static LanguageModel open(Path folderOrGguf, ModelOptions options) {
        throw new UnsupportedOperationException(folderOrGguf + " " + options);
    }

    public ModelInfo info() {
        throw new UnsupportedOperationException();
    }

    public Tokenizer tokenizer() {
        throw new UnsupportedOperationException();
    }

    /** One pass over a batch, each sequence under its own interventions. */
    public List<Observation> forward(List<Sequence> batch, Observe what) {
        throw new UnsupportedOperationException(batch + " " + what);
    }

    /** Modulated sequences against their bases, pair by pair; the pairs must have the same subwords. */
    public List<Difference> compare(List<Sequence> base, List<Sequence> modulated, int[] watched, boolean drift) {
        throw new UnsupportedOperationException(base + " " + modulated + watched.length + drift);
    }

    /** KL(base || modulated) in nats, by sequence and position. */
    public float[][] klToBase(List<Sequence> base, List<Sequence> modulated) {
        return compare(base, modulated, new int[0], false).stream()
                .map(Difference::kl)
                .toArray(float[][]::new);
    }

    public Generation generate(Sequence prompt, GenerateOptions options, GenerateListener listener) {
        return generate(List.of(prompt), options, listener).get(0);
    }

    /** Continues all prompts at once, with a key-value cache; interventions act on prompt and continuation alike. */
    public List<Generation> generate(List<Sequence> prompts, GenerateOptions options, GenerateListener listener) {
        throw new UnsupportedOperationException(prompts + " " + options + listener);
    }

    /** Mean over all texts' positions of the residual stream leaving each chosen layer: [layer][width], others empty. */
    public float[][] hiddenMeans(List<int[]> texts, Indices layers) {
        throw new UnsupportedOperationException(texts + " " + layers);
    }

    /** The tensor level, for training. */
    public TensorModel tensors() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
