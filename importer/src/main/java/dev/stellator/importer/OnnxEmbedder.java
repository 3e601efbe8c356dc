package dev.stellator.importer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.stellator.engine.Hashes;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.embedding.Embedder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * A sentence encoder in ONNX Runtime: mean over the subwords, or the first one's state, at unit length; or what the model
 * itself calls the sentence's embedding. Texts are encoded in batches of like length; the vector of a text does not
 * depend on its batch beyond rounding (int8 models measure their inputs batch by batch: there it does, a little).
 *
 * <p>The tokenizer's library reaches for the network unless the system properties {@code ai.djl.offline} and
 * {@code OPT_OUT_TRACKING} are {@code true} when it loads: the program's entry sets them, this class does not.
 */
final class OnnxEmbedder implements Embedder {
    /**
     * Subwords of a batch at most, padding counted: as many as a core's cache holds with the states of the widest layer.
     * On two cores 256 gave 368 texts/s where batches of 32 texts that share all cores gave 265.
     */
    private static final int BATCH = 256;

    private static final int HASH_DIGITS = 12;

    private final String id;
    private final String prefix;
    private final HuggingFaceTokenizer tokenizer;
    private final OrtEnvironment environment;
    private final OrtSession session;
    private final Output output;
    private final ExecutorService workers;

    /**
     * What the vectors are made of.
     *
     * @param pooled whether the output is one vector a text, and not one a subword
     * @param first whether the first subword's state stands for the text, and not the mean of all
     */
    private record Output(String name, boolean pooled, boolean first, int width) {}

    /**
     * How an encoder reads texts.
     *
     * @param name how it is called in the graph, beside the hash of its model
     * @param maxSubwords longer texts are cut
     * @param first whether the first subword's state stands for the text, and not the mean of all
     * @param prefix put before each text, as the encoder was trained with it; empty for none
     */
    record Reading(String name, int maxSubwords, boolean first, String prefix) {}

    private record Loaded(OrtEnvironment environment, OrtSession session, Output output) {}

    private OnnxEmbedder(String id, String prefix, HuggingFaceTokenizer tokenizer, Loaded loaded, int threads) {
        this.id = id;
        this.prefix = prefix;
        this.tokenizer = tokenizer;
        this.environment = loaded.environment();
        this.session = loaded.session();
        this.output = loaded.output();
        this.workers = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "stellator-embed");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The graph of an encoder. */
    interface Model {
        OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options) throws OrtException;

        void hash(MessageDigest digest) throws IOException;

        static Model of(byte[] graph) {
            return new Model() {
                @Override
                public OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options)
                        throws OrtException {
                    return environment.createSession(graph, options);
                }

                @Override
                public void hash(MessageDigest digest) {
                    digest.update(graph);
                }
            };
        }

        /** A file that is not taken into Java's memory. */
        static Model of(Path file) {
            return new Model() {
                @Override
                public OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options)
                        throws OrtException {
                    return environment.createSession(file.toString(), options);
                }

                @Override
                public void hash(MessageDigest digest) throws IOException {
                    Hashes.add(digest, file);
                }
            };
        }
    }

    /**
     * Loads an encoder. The caller closes it.
     *
     * @param threads batches that are encoded side by side, each on a thread of its own
     */
    static OnnxEmbedder open(Reading reading, Model model, byte[] tokenizerJson, int threads) {
        String name = reading.name();
        HuggingFaceTokenizer tokenizer = tokenizer(name, tokenizerJson, reading.maxSubwords());
        try {
            OrtEnvironment environment =
                    OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "stellator");
            environment.setTelemetry(false);
            OrtSession session = session(environment, model);
            Loaded loaded = new Loaded(environment, session, output(name, session, reading.first()));
            return new OnnxEmbedder(idOf(reading, model), reading.prefix(), tokenizer, loaded, threads);
        } catch (OrtException | IOException e) {
            tokenizer.close();
            throw new ModelMissingException("the sentence encoder " + name + " does not load in ONNX Runtime", e);
        }
    }

    private static Output output(String name, OrtSession session, boolean first) throws OrtException {
        for (var entry : session.getOutputInfo().entrySet()) {
            if (entry.getValue().getInfo() instanceof TensorInfo tensor) {
                long[] shape = tensor.getShape();
                int width = (int) shape[shape.length - 1];
                if (shape.length == 2 && entry.getKey().contains("sentence")) {
                    return new Output(entry.getKey(), true, first, width);
                }
            }
        }
        var states = session.getOutputInfo().entrySet().iterator().next();
        if (states.getValue().getInfo() instanceof TensorInfo tensor && tensor.getShape().length == 3) {
            return new Output(states.getKey(), false, first, (int) tensor.getShape()[2]);
        }
        throw new ModelMissingException("the sentence encoder " + name + " gives neither hidden states (B, T, C) nor an"
                + " output named sentence_embedding (B, C)");
    }

    private static OrtSession session(OrtEnvironment environment, Model model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            options.setMemoryPatternOptimization(false);
            return model.open(environment, options);
        }
    }

    private static HuggingFaceTokenizer tokenizer(String name, byte[] json, int maxSubwords) {
        Map<String, String> options = Map.of(
                "addSpecialTokens", "true",
                "padding", "false",
                "truncation", "true",
                "maxLength", String.valueOf(maxSubwords),
                "modelMaxLength", String.valueOf(maxSubwords));
        try (InputStream in = new ByteArrayInputStream(json)) {
            return HuggingFaceTokenizer.newInstance(in, options);
        } catch (IOException | RuntimeException e) {
            throw new ModelMissingException("the tokenizer of the sentence encoder " + name + " does not load", e);
        }
    }

    /** Another prefix gives other vectors, so it is part of what is hashed. */
    private static String idOf(Reading reading, Model model) throws IOException {
        MessageDigest digest = Hashes.newSha256();
        model.hash(digest);
        digest.update(reading.prefix().getBytes(StandardCharsets.UTF_8));
        return reading.name() + "/" + HexFormat.of().formatHex(digest.digest()).substring(0, HASH_DIGITS);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int dimensions() {
        return output.width();
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        if (texts.isEmpty()) {
            return List.of();
        }
        long[][] subwords = new long[texts.size()][];
        Encoding[] encodings = tokenizer.batchEncode(
                prefix.isEmpty() ? texts : texts.stream().map(prefix::concat).toList());
        for (int i = 0; i < subwords.length; i++) {
            subwords[i] = encodings[i].getIds();
        }
        float[][] vectors = new float[subwords.length][];
        List<Future<?>> batches = new ArrayList<>();
        for (List<Integer> batch : batches(subwords)) {
            batches.add(workers.submit(() -> encode(batch, subwords, vectors)));
        }
        await(batches);
        return Arrays.asList(vectors);
    }

    /** Texts of like length together, the longest first, so that the last batches to end are short. */
    private static List<List<Integer>> batches(long[][] subwords) {
        List<Integer> byLength =
                new ArrayList<>(IntStream.range(0, subwords.length).boxed().toList());
        byLength.sort(Comparator.comparingInt(i -> -subwords[i].length));
        List<List<Integer>> batches = new ArrayList<>();
        for (int from = 0; from < byLength.size(); ) {
            int rows = Math.max(1, BATCH / Math.max(1, subwords[byLength.get(from)].length));
            int to = Math.min(byLength.size(), from + rows);
            batches.add(byLength.subList(from, to));
            from = to;
        }
        return batches;
    }

    /** Waits for all, whatever becomes of one of them: none may run on when the session closes. */
    private static void await(List<Future<?>> batches) {
        RuntimeException failure = null;
        boolean interrupted = false;
        for (Future<?> batch : batches) {
            while (true) {
                try {
                    batch.get();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    failure = e.getCause() instanceof RuntimeException cause
                            ? cause
                            : new StellatorException("the sentence encoder failed", e);
                    break;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Encodes the texts with these indexes, padded to the longest of them. */
    private void encode(List<Integer> batch, long[][] subwords, float[][] vectors) {
        int rows = batch.size();
        int length = batch.stream().mapToInt(i -> subwords[i].length).max().orElseThrow();
        long[] shape = {rows, length}; // (B, T)
        long[] ids = new long[rows * length];
        long[] mask = new long[rows * length];
        for (int row = 0; row < rows; row++) {
            long[] text = subwords[batch.get(row)];
            System.arraycopy(text, 0, ids, row * length, text.length);
            Arrays.fill(mask, row * length, row * length + text.length, 1);
        }
        try (OnnxTensor idTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
                OnnxTensor maskTensor = OnnxTensor.createTensor(environment, LongBuffer.wrap(mask), shape);
                OnnxTensor typeTensor = OnnxTensor.createTensor(environment, LongBuffer.allocate(ids.length), shape);
                OrtSession.Result result = session.run(
                        wanted(Map.of(
                                "input_ids", idTensor, "attention_mask", maskTensor, "token_type_ids", typeTensor)),
                        Set.of(output.name()))) {
            FloatBuffer states = ((OnnxTensor) result.get(0)).getFloatBuffer(); // (B, T, C), pooled: (B, C)
            for (int row = 0; row < rows; row++) {
                int index = batch.get(row);
                int start = output.pooled() ? row : row * length;
                int count = output.pooled() || output.first() ? 1 : subwords[index].length;
                vectors[index] = mean(states, start, count, output.width());
            }
        } catch (OrtException e) {
            throw new StellatorException("the sentence encoder failed on a batch of " + rows + " x " + length, e);
        }
    }

    /** Those inputs that the model has. */
    private Map<String, OnnxTensor> wanted(Map<String, OnnxTensor> inputs) {
        Map<String, OnnxTensor> wanted = new HashMap<>(inputs);
        wanted.keySet().retainAll(session.getInputNames());
        return wanted;
    }

    /** The unit vector along the mean of {@code count} states from row {@code first}. */
    private static float[] mean(FloatBuffer states, int first, int count, int width) {
        double[] sum = new double[width];
        float[] state = new float[width];
        for (int t = 0; t < count; t++) {
            states.get((first + t) * width, state);
            for (int c = 0; c < width; c++) {
                sum[c] += state[c];
            }
        }
        double norm = Math.sqrt(Arrays.stream(sum).map(x -> x * x).sum());
        float[] unit = new float[width];
        for (int c = 0; c < width; c++) {
            unit[c] = (float) (sum[c] / norm);
        }
        return unit;
    }

    @Override
    public void close() {
        workers.shutdown();
        try {
            session.close();
        } catch (OrtException e) {
            throw new StellatorException("the sentence encoder did not close", e);
        } finally {
            tokenizer.close();
        }
    }
}
