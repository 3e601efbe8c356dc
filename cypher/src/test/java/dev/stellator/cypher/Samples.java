package dev.stellator.cypher;

import dev.stellator.engine.Hashes;
import dev.stellator.engine.graph.CorpusGraph;
import dev.stellator.engine.graph.CorpusGraph.Document;
import dev.stellator.engine.graph.CorpusGraph.Mention;
import dev.stellator.engine.graph.CorpusGraph.NewThought;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Documents for tests: words are tokens, a thought's embedding is drawn from its text. */
final class Samples {
    static final int DIMENSIONS = 16;
    static final String EMBEDDER = "test-embedder";

    private Samples() {}

    static void store(CorpusGraph corpus, String uri, String... thoughts) {
        Document document = document(uri, String.join("\n", thoughts));
        corpus.begin(document);
        corpus.append(document.id(), thoughts(thoughts));
        corpus.finish(document.id());
    }

    static Document document(String uri, String text) {
        String id = Hashes.sha256(text);
        return new Document(id, uri, id, "en", "title of " + uri);
    }

    static List<NewThought> thoughts(String... texts) {
        List<NewThought> thoughts = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            thoughts.add(new NewThought(
                    Hashes.sha256(texts[i]), i, texts[i], "en", vector(texts[i], DIMENSIONS), mentions(texts[i])));
        }
        return thoughts;
    }

    static String tokenId(String word) {
        return Hashes.sha256("en\n" + word.toLowerCase(Locale.ROOT));
    }

    static float[] vector(String seed, int dimensions) {
        Random random = new Random(Long.parseUnsignedLong(Hashes.sha256(seed).substring(0, 16), 16));
        float[] vector = new float[dimensions];
        double square = 0;
        for (int i = 0; i < dimensions; i++) {
            vector[i] = (float) random.nextGaussian();
            square += vector[i] * vector[i];
        }
        for (int i = 0; i < dimensions; i++) {
            vector[i] /= (float) Math.sqrt(square);
        }
        return vector;
    }

    private static List<Mention> mentions(String text) {
        Map<String, List<Integer>> places = new LinkedHashMap<>();
        Map<String, String> surfaces = new LinkedHashMap<>();
        String[] words = text.split(" ", -1);
        for (int i = 0; i < words.length; i++) {
            String normalised = words[i].toLowerCase(Locale.ROOT);
            places.computeIfAbsent(normalised, word -> new ArrayList<>()).add(i);
            surfaces.putIfAbsent(normalised, words[i]);
        }
        return places.entrySet().stream()
                .map(e -> new Mention(
                        tokenId(e.getKey()), e.getKey(), surfaces.getOrDefault(e.getKey(), ""), "en", e.getValue()))
                .toList();
    }
}
