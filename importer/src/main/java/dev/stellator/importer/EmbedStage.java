package dev.stellator.importer;

import dev.stellator.engine.embedding.Embedder;
import dev.stellator.engine.graph.CorpusGraph.NewThought;
import dev.stellator.importer.Step.RawThought;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives thoughts their embeddings; one that came lately is not embedded again. */
final class EmbedStage {
    private static final int REMEMBERED = 20_000;

    private final Embedder embedder;
    private final Stopwatch time = new Stopwatch();
    private final Map<String, float[]> recent = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
            return size() > REMEMBERED;
        }
    };

    EmbedStage(Embedder embedder) {
        this.embedder = embedder;
    }

    /** @param embeddings by thought id */
    record Embedded(List<Step> steps, Map<String, float[]> embeddings) {
        List<NewThought> complete(List<RawThought> thoughts) {
            return thoughts.stream().map(this::complete).toList();
        }

        private NewThought complete(RawThought raw) {
            float[] embedding = embeddings.get(raw.id());
            if (embedding == null) {
                throw new IllegalStateException("no embedding for thought " + raw.id());
            }
            return new NewThought(
                    raw.id(), raw.position(), raw.text(), raw.language(), embedding, raw.mentions(), raw.speaker());
        }
    }

    Embedded embed(List<Step> steps) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Step step : steps) {
            if (step instanceof Step.Part part) {
                part.thoughts().forEach(thought -> texts.put(thought.id(), thought.text()));
            } else if (step instanceof Step.Whole whole) {
                whole.thoughts().forEach(thought -> texts.put(thought.id(), thought.text()));
            }
        }
        Map<String, float[]> embeddings = new HashMap<>();
        Map<String, String> unknown = new LinkedHashMap<>();
        texts.forEach((id, text) -> {
            float[] known = recent.get(id);
            if (known == null) {
                unknown.put(id, text);
            } else {
                embeddings.put(id, known);
            }
        });
        Map<String, float[]> fresh = embed(unknown);
        recent.putAll(fresh);
        embeddings.putAll(fresh);
        return new Embedded(steps, embeddings);
    }

    /** Vectors of texts, by the same keys. */
    Map<String, float[]> embed(Map<String, String> texts) {
        time.start();
        List<float[]> vectors = embedder.embed(List.copyOf(texts.values()));
        time.stop();
        Map<String, float[]> byKey = new HashMap<>();
        int at = 0;
        for (String key : texts.keySet()) {
            byKey.put(key, vectors.get(at++));
        }
        return byKey;
    }

    double seconds() {
        return time.seconds();
    }
}
