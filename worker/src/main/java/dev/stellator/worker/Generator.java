package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.stellator.engine.NotFiniteException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One run of generation over a batch of prompts. */
final class Generator {
    private static final int LATEST = 24;

    private final Transformer transformer;
    private final Tokenizer tokenizer;
    private final NDManager scope;
    private final List<Sequence> prompts;
    private final GenerateOptions options;
    private final GenerateListener listener;
    private final List<List<Integer>> drawn = new ArrayList<>();
    private final List<List<Float>> logProbabilities = new ArrayList<>();
    private final boolean[] done;
    private final boolean[] stopped;
    private final Sampler[] samplers;

    Generator(
            Transformer transformer,
            Tokenizer tokenizer,
            NDManager scope,
            List<Sequence> prompts,
            GenerateOptions options,
            GenerateListener listener) {
        this.transformer = transformer;
        this.tokenizer = tokenizer;
        this.scope = scope;
        this.prompts = prompts;
        this.options = options;
        this.listener = listener;
        this.done = new boolean[prompts.size()];
        this.stopped = new boolean[prompts.size()];
        this.samplers = new Sampler[prompts.size()];
        for (int b = 0; b < prompts.size(); b++) {
            drawn.add(new ArrayList<>());
            logProbabilities.add(new ArrayList<>());
            samplers[b] = new Sampler(options, b);
        }
    }

    List<Generation> run() {
        int[] lengths = prompts.stream()
                .mapToInt(prompt -> prompt.length() + options.maxNew())
                .toArray();
        Layout layout = Layout.whole(prompts, transformer.sinkId(), lengths);
        KeyValueCache cache = new KeyValueCache(
                scope, transformer.kernels(), transformer.config().layers(), Math.max(0, options.maxNew() - 1));
        int[] next = new int[prompts.size()];
        for (int step = 0; step < options.maxNew() && !all(done); step++) {
            try (NDManager inner = scope.newSubManager()) {
                Pass pass = Pass.of(inner, layout, transformer).with(cache);
                NDArray h = transformer.forward(pass); // (B, T, D)
                Head head = step == 0 ? Head.at(transformer, pass, h, new int[] {-1}) : Head.last(transformer, pass, h);
                float[][] scores =
                        Rows.toJava(head.logits(inner, 0, prompts.size()).logSoftmax(-1)); // (B, V)
                for (int b = 0; b < next.length; b++) {
                    next[b] = done[b] ? 0 : draw(b, scores[b]);
                }
            }
            layout = (step == 0 ? layout.withoutPadding() : layout).next(next, places(layout, step));
        }
        return generations();
    }

    private static int[] places(Layout layout, int step) {
        int[] places = new int[layout.batch()];
        Arrays.setAll(places, b -> layout.end(b) + step);
        return places;
    }

    private int draw(int b, float[] scores) {
        requireNumbers(scores);
        int id = samplers[b].draw(drawable(penalised(b, scores)));
        if (Arrays.stream(options.stops()).anyMatch(stop -> stop == id)) {
            done[b] = true;
            stopped[b] = true;
            return id;
        }
        drawn.get(b).add(id);
        logProbabilities.get(b).add(scores[id]);
        if (!listener.drawn(b, id, scores[id])) {
            done[b] = true;
            stopped[b] = true;
        }
        return id;
    }

    /** One broken logit makes all log-probabilities broken. */
    private static void requireNumbers(float[] scores) {
        for (float score : scores) {
            if (Float.isNaN(score)) {
                throw new NotFiniteException(
                        "the model's answer is not a number; its weights are broken, or what acts on it"
                                + " is too strong for numbers of its precision");
            }
        }
    }

    /** A vocabulary may be filled up with rows that stand for no subword. */
    private float[] drawable(float[] scores) {
        float[] result = scores;
        for (int id = 0; id < scores.length; id++) {
            if (!tokenizer.drawable(id)) {
                result = result == scores ? scores.clone() : result;
                result[id] = Float.NEGATIVE_INFINITY;
            }
        }
        return result;
    }

    /** The scores with those of the latest subwords, prompt included, made smaller. */
    private float[] penalised(int b, float[] scores) {
        if (options.repetition() == 1) {
            return scores;
        }
        List<Integer> said = new ArrayList<>();
        for (int id : prompts.get(b).ids()) {
            said.add(id);
        }
        said.addAll(drawn.get(b));
        float[] result = scores.clone();
        said.subList(Math.max(0, said.size() - LATEST), said.size()).stream()
                .distinct()
                .forEach(id -> result[id] *= (float) options.repetition());
        return result;
    }

    private List<Generation> generations() {
        List<Generation> generations = new ArrayList<>();
        for (int b = 0; b < prompts.size(); b++) {
            float[] scores = new float[logProbabilities.get(b).size()];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = logProbabilities.get(b).get(i);
            }
            generations.add(new Generation(
                    drawn.get(b).stream().mapToInt(Integer::intValue).toArray(), scores, stopped[b]));
        }
        return generations;
    }

    private static boolean all(boolean[] flags) {
        for (boolean flag : flags) {
            if (!flag) {
                return false;
            }
        }
        return true;
    }
}
