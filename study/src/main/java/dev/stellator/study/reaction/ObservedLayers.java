package dev.stellator.study.reaction;

import dev.stellator.engine.field.Vectors;
import dev.stellator.study.reaction.Reaction.Layer;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Observation;
import dev.stellator.worker.ObservationRequest;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.intervention.Indices;
import dev.stellator.worker.intervention.Intervention;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What arms do inside the model, layer by layer, on the first held-out texts. */
final class ObservedLayers {
    private static final int OBSERVED_TEXTS = 12;

    private final LanguageModel model;
    private final StudyTexts texts;
    private final Directions directions;
    private final List<Observation> base;

    ObservedLayers(LanguageModel model, StudyTexts texts, Directions directions) {
        this.model = model;
        this.texts = texts;
        this.directions = directions;
        this.base = observe(List.of());
    }

    List<Observation> observe(List<Intervention> interventions) {
        ObservationRequest what = ObservationRequest.NOTHING
                .hiddenMeans(Indices.ALL)
                .andAttention()
                .logitsAt(-1);
        List<Sequence> observed = IntStream.range(0, Math.min(OBSERVED_TEXTS, texts.size()))
                .mapToObj(i -> texts.open(i)
                        ? texts.heldOut().get(i).with(interventions)
                        : texts.heldOut().get(i))
                .toList();
        return model.forward(observed, what);
    }

    List<Layer> ofBase() {
        return of(base);
    }

    List<Layer> of(List<Observation> observed) {
        if (observed.isEmpty()) {
            return List.of();
        }
        return IntStream.range(0, model.info().layers())
                .mapToObj(layer -> layer(layer, observed))
                .toList();
    }

    double rankInBase(int id) {
        return rank(id, base);
    }

    /** Mean rank of a subword after the last subword of a text; NaN where nothing was observed. */
    double rank(int id, List<Observation> observed) {
        if (id < 0) {
            return Double.NaN;
        }
        return observed.stream()
                .mapToInt(observation -> {
                    float[] logits = observation.logits()[0];
                    int above = 0;
                    for (float logit : logits) {
                        above += logit > logits[id] ? 1 : 0;
                    }
                    return above;
                })
                .average()
                .orElse(Double.NaN);
    }

    private Layer layer(int layer, List<Observation> observed) {
        double[] byHead = new double[model.info().heads()];
        double entropy = 0;
        double drift = 0;
        double projection = 0;
        for (int i = 0; i < observed.size(); i++) {
            Observation now = observed.get(i);
            for (int head = 0; head < byHead.length; head++) {
                byHead[head] += now.railMass()[layer][head] / observed.size();
                entropy += now.attentionEntropy()[layer][head] / byHead.length / observed.size();
            }
            float[] before = base.get(i).hiddenMeans()[layer];
            float[] after = now.hiddenMeans()[layer];
            drift += observed == base ? 0 : (1 - cosine(before, after)) / observed.size();
            projection += projection(before, after, directions.anchor()[layer]) / observed.size();
        }
        double mean = Arrays.stream(byHead).average().orElse(Double.NaN);
        List<Double> heads = Arrays.stream(byHead).boxed().toList();
        return new Layer(layer, entropy, mean, heads, drift, projection);
    }

    private static double cosine(float[] a, float[] b) {
        return Vectors.dot(a, b) / Math.sqrt(Vectors.dot(a, a) * Vectors.dot(b, b));
    }

    private static double projection(float[] before, float[] after, float[] direction) {
        return (Vectors.dot(after, direction) - Vectors.dot(before, direction))
                / Math.sqrt(Vectors.dot(before, before));
    }
}
