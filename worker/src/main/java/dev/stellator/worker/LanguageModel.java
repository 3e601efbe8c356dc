package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.stellator.engine.Progress;
import dev.stellator.worker.intervention.Indices;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A decoder-only language model. Calls are answered one at a time: the methods lock. Close it when done.
 *
 * <p>Safe for use by several threads.
 */
public final class LanguageModel implements AutoCloseable {
    private final ModelInfo info;
    private final LibraryTokenizer tokenizer;
    private final NDManager manager;
    private final Transformer transformer;

    LanguageModel(ModelInfo info, LibraryTokenizer tokenizer, NDManager manager, Transformer transformer) {
        this.info = info;
        this.tokenizer = tokenizer;
        this.manager = manager;
        this.transformer = transformer;
    }

    /**
     * Opens a Hugging Face folder (config.json, safetensors, tokenizer.json) or a GGUF file.
     *
     * @throws dev.stellator.engine.ModelMissingException when nothing is there
     * @throws dev.stellator.engine.InputRefusedException when it is damaged or of a kind that is not supported
     */
    public static LanguageModel open(Path folderOrGguf, ModelOptions options) {
        return open(folderOrGguf, options, Progress.SILENT);
    }

    public static LanguageModel open(Path folderOrGguf, ModelOptions options, Progress progress) {
        return ModelLoader.open(folderOrGguf, options, progress);
    }

    public ModelInfo info() {
        return info;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /**
     * Passes over any number of sequences, each under its own interventions, in batches of like lengths. Within a
     * batch, rounding may differ from a sequence's single run; sequences without interventions are never batched with
     * others.
     */
    public synchronized List<Observation> forward(List<Sequence> sequences, ObservationRequest what) {
        List<Observation> results = new ArrayList<>(Collections.nCopies(sequences.size(), null));
        for (List<Integer> batch : Batches.of(sequences)) {
            Halving.of(batch, part -> {
                List<Observation> some =
                        observe(part.stream().map(sequences::get).toList(), what);
                for (int i = 0; i < part.size(); i++) {
                    results.set(part.get(i), some.get(i));
                }
            });
        }
        return List.copyOf(results);
    }

    public Observation forward(Sequence sequence, ObservationRequest what) {
        return forward(List.of(sequence), what).get(0);
    }

    private List<Observation> observe(List<Sequence> batch, ObservationRequest what) {
        try (NDManager scope = manager.newSubManager()) {
            Layout layout = Layout.whole(batch, info.sinkId());
            Recorder recorder = new Recorder(scope, layout, what);
            Pass pass = Pass.of(scope, layout, transformer).with(recorder);
            NDArray h = transformer.forward(pass); // (B, T, D)
            return new ObservationReader(transformer, pass, recorder, what).observations(h);
        }
    }

    /**
     * Texts that many programs are to be compared on, with none of them acting on the base.
     *
     * @param texts without interventions; all with a sink, or none
     * @param watched subwords whose log-probabilities are reported at every position
     */
    public synchronized Baseline baseline(List<Sequence> texts, int[] watched) {
        return new Baseline(this, transformer, manager.newSubManager(), texts, watched);
    }

    public Generation generate(Sequence prompt, GenerateOptions options, GenerateListener listener) {
        return generate(List.of(prompt), options, listener).get(0);
    }

    /** Continues all prompts at once, with a key-value cache; interventions act on prompt and continuation alike. */
    public synchronized List<Generation> generate(
            List<Sequence> prompts, GenerateOptions options, GenerateListener listener) {
        if (prompts.isEmpty()) {
            return List.of();
        }
        try (NDManager scope = manager.newSubManager()) {
            return new Generator(transformer, tokenizer, scope, prompts, options, listener).run();
        }
    }

    /** Mean over all texts' positions of the residual stream leaving each chosen layer: [layer][width], others empty. */
    public float[][] hiddenMeans(List<int[]> texts, Indices layers) {
        List<Sequence> sequences = texts.stream().map(Sequence::of).toList();
        double[][] sums = new double[info.layers()][info.width()];
        long count = 0;
        for (List<Integer> batch : Batches.of(sequences)) {
            List<Sequence> some = batch.stream().map(sequences::get).toList();
            List<Observation> observations = forward(some, ObservationRequest.NOTHING.hiddenMeans(layers));
            for (int i = 0; i < some.size(); i++) {
                count += some.get(i).length();
                for (int layer : layers.below(info.layers())) {
                    for (int d = 0; d < info.width(); d++) {
                        sums[layer][d] += (double) observations.get(i).hiddenMeans()[layer][d]
                                * some.get(i).length();
                    }
                }
            }
        }
        float[][] means = new float[info.layers()][0];
        for (int layer : layers.below(info.layers())) {
            means[layer] = new float[info.width()];
            for (int d = 0; d < info.width(); d++) {
                means[layer][d] = (float) (sums[layer][d] / Math.max(1, count));
            }
        }
        return means;
    }

    /** The tensor level, for training. */
    public TensorModel tensors() {
        return new TensorModel(transformer, manager, this);
    }

    /** Number of arrays that are alive under this model: for leak tests. */
    int managedArrays() {
        return manager.getManagedArrays().size();
    }

    @Override
    public synchronized void close() {
        tokenizer.close();
        manager.close();
    }
}
