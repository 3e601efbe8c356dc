package dev.stellator.worker;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.stellator.worker.intervention.Intervention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the base model makes of texts, computed once: the residual stream that enters a layer, and the one that leaves the
 * last. Holds two float32 states for each subword: 4.6 KB at a width of 576. Not thread-safe; close it when done.
 */
public final class SteeringTexts implements AutoCloseable {
    /**
     * A text, what acts in it, and what is to rise in it.
     *
     * @param text its index
     */
    public record Lesson(int text, List<Intervention> acting, TensorModel.Targets targets) {
        public Lesson {
            acting = List.copyOf(acting);
        }
    }

    private final Transformer transformer;
    private final NDManager manager;
    private final List<Sequence> texts;
    private final int from;
    private final List<NDArray> entering = new ArrayList<>(); // (1, T, D) each, the sink included
    private final List<NDArray> leaving = new ArrayList<>(); // (T, D) each, own subwords only

    SteeringTexts(Transformer transformer, NDManager manager, List<Sequence> texts, int from) {
        this.transformer = transformer;
        this.manager = manager;
        this.texts = List.copyOf(texts);
        this.from = from;
        for (Sequence text : this.texts) {
            if (!text.interventions().isEmpty() || text.sink() != texts.get(0).sink()) {
                throw new IllegalArgumentException("texts to steer must have no interventions, and all a sink or none");
            }
            add(text);
        }
    }

    /** Each by itself, so that nothing depends on which others there are. */
    private void add(Sequence text) {
        int layers = transformer.config().layers();
        try (NDManager scope = manager.newSubManager()) {
            Pass pass = Pass.of(scope, Layout.whole(List.of(text), transformer.sinkId()), transformer);
            NDArray h = transformer.forward(pass, transformer.embed(pass), 0, from); // (1, T, D)
            NDArray before = h.duplicate();
            before.attach(manager);
            entering.add(before);
            NDArray rows = Head.all(transformer, pass, transformer.forward(pass, h, from, layers))
                    .rows()
                    .duplicate(); // (T, D)
            rows.attach(manager);
            leaving.add(rows);
        }
    }

    Sequence text(int index) {
        return texts.get(index);
    }

    int from() {
        return from;
    }

    /** (B, T, D), padded on the right with zeros, in the given scope. */
    NDArray entering(NDManager scope, int[] chosen) {
        long longest = Arrays.stream(chosen)
                .mapToLong(index -> entering.get(index).getShape().get(1))
                .max()
                .orElse(0);
        NDList rows = new NDList();
        for (int index : chosen) {
            NDArray own = entering.get(index);
            long missing = longest - own.getShape().get(1);
            NDArray padded = missing == 0
                    ? own.duplicate()
                    : own.concat(
                            transformer
                                    .kernels()
                                    .stored(scope.zeros(
                                            new Shape(1, missing, own.getShape().get(2)))),
                            1);
            padded.attach(scope);
            rows.add(padded);
        }
        NDArray all = Rows.joined(rows);
        all.attach(scope);
        return all;
    }

    /** The base's rows of all own subwords of the chosen texts, in order. */
    Head leaving(NDManager scope, int[] chosen) {
        NDList rows = new NDList();
        List<Sequence> batch = new ArrayList<>();
        List<Integer> sequences = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        for (int b = 0; b < chosen.length; b++) {
            NDArray own = leaving.get(chosen[b]).duplicate();
            own.attach(scope);
            rows.add(own);
            batch.add(texts.get(chosen[b]));
            for (int t = 0; t < texts.get(chosen[b]).length(); t++) {
                sequences.add(b);
                positions.add(t);
            }
        }
        NDArray all = Rows.joined(rows);
        all.attach(scope);
        return new Head(
                transformer,
                batch,
                Trainable.NOTHING,
                all,
                sequences.stream().mapToInt(Integer::intValue).toArray(),
                positions.stream().mapToInt(Integer::intValue).toArray());
    }

    @Override
    public void close() {
        manager.close();
    }
}
