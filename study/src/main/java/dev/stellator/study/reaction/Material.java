package dev.stellator.study.reaction;

import dev.stellator.engine.InputRefusedException;
import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.graph.Thought;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Texts of a study, split so that no cluster stands on both sides.
 *
 * @param building texts on which strengths are calibrated and parameters learned
 * @param heldOut texts on which effects are measured
 * @param neutral texts from outside the basin
 */
public record Material(List<Text> building, List<Text> heldOut, List<String> neutral) {
    private static final int FEWEST_DOCUMENTS = 4;
    private static final int STRETCH = 10;
    private static final int FEWEST_TEXTS_A_SIDE = 4;

    public Material {
        building = List.copyOf(building);
        heldOut = List.copyOf(heldOut);
        neutral = List.copyOf(neutral);
    }

    /**
     * A text that is measured.
     *
     * @param cluster texts of one cluster are not independent: a document, or a stretch of reading in it
     * @param open whether the program's gate lets it through
     */
    public record Text(String id, String text, String cluster, boolean open) {}

    /**
     * Splits a basin's thoughts into two halves: by document where they come from at least {@value #FEWEST_DOCUMENTS}
     * documents, each going where fewer texts are, so that a document that holds most of the basin leaves the other half
     * to all others; else by the order of reading, the first half building, the last stretch always held out.
     *
     * @param gate whether the program acts on a thought
     * @throws InputRefusedException when a half would have fewer than {@value #FEWEST_TEXTS_A_SIDE} texts
     */
    public static Material split(
            Collection<Thought> members, Collection<Thought> outsiders, Predicate<Thought> gate, long seed) {
        Map<String, List<Thought>> byDocument = new TreeMap<>();
        members.forEach(thought -> byDocument
                .computeIfAbsent(thought.documentId(), id -> new ArrayList<>())
                .add(thought));
        byDocument.values().forEach(list -> list.sort(Comparator.comparingInt(Thought::position)));
        boolean wholeDocuments = byDocument.size() >= FEWEST_DOCUMENTS;
        List<List<Thought>> clusters =
                wholeDocuments ? shuffled(byDocument.values(), seed) : stretches(byDocument.values());
        List<Text> building = new ArrayList<>();
        List<Text> heldOut = new ArrayList<>();
        for (List<Thought> cluster : clusters) {
            boolean last = cluster == clusters.get(clusters.size() - 1);
            boolean builds = wholeDocuments
                    ? building.size() <= heldOut.size()
                    : building.size() * 2 < members.size() && !(last && clusters.size() > 1);
            String name = cluster.get(0).documentId() + ":" + cluster.get(0).position();
            cluster.forEach(thought -> (builds ? building : heldOut)
                    .add(new Text(thought.id(), thought.text(), name, gate.test(thought))));
        }
        if (Math.min(building.size(), heldOut.size()) < FEWEST_TEXTS_A_SIDE) {
            throw new InputRefusedException("the basin is too small to split: " + members.size()
                    + " thoughts, of which " + building.size() + " build and " + heldOut.size()
                    + " are held out; at least " + FEWEST_TEXTS_A_SIDE + " are needed on each side");
        }
        List<String> neutral =
                shuffled(outsiders, seed).stream().map(Thought::text).toList();
        return new Material(building, heldOut, neutral);
    }

    private static <T> List<T> shuffled(Collection<T> items, long seed) {
        List<T> result = new ArrayList<>(items);
        Collections.shuffle(result, RandomStreams.of(seed, "texts of a study"));
        return result;
    }

    private static List<List<Thought>> stretches(Collection<List<Thought>> documents) {
        List<List<Thought>> result = new ArrayList<>();
        for (List<Thought> document : documents) {
            int parts = Math.max(2, Math.round((float) document.size() / STRETCH));
            for (int part = 0; part < parts; part++) {
                List<Thought> stretch =
                        document.subList(document.size() * part / parts, document.size() * (part + 1) / parts);
                if (!stretch.isEmpty()) {
                    result.add(stretch);
                }
            }
        }
        return result;
    }

    /** The same material with at most so many texts on each side, spread evenly over the clusters. */
    public Material atMost(int buildingTexts, int heldOutTexts, int neutralTexts) {
        return new Material(
                spread(building, buildingTexts),
                spread(heldOut, heldOutTexts),
                neutral.subList(0, Math.min(neutral.size(), neutralTexts)));
    }

    private static List<Text> spread(List<Text> texts, int most) {
        if (texts.size() <= most) {
            return texts;
        }
        List<Text> result = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            result.add(texts.get((int) ((long) i * texts.size() / most)));
        }
        return result;
    }

    /** Number of clusters among the held-out texts. */
    public int heldOutClusters() {
        return (int) heldOut.stream().map(Text::cluster).distinct().count();
    }
}
