package dev.stellator.study.simulation;

import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.graph.Thought;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The parts of a corpus: no document, or stretch of a document, is in two. */
public enum Split {
    /** Programs are proposed, calibrated and tried here. */
    SEARCH(0.5),
    /** Other thoughts try the path here: what is accepted, is accepted here. */
    CHECK(0.25),
    /** What is reported of accepted paths is measured here, once, at the end. */
    REPORT(0.25);

    /** With fewer documents of a language, each is cut into three stretches of reading. */
    private static final int FEWEST_DOCUMENTS = 6;

    private final double share;

    Split(double share) {
        this.share = share;
    }

    /** The part of each thought, by its id. */
    static Map<String, Split> split(Collection<Thought> thoughts, long seed) {
        Map<String, Map<String, List<Thought>>> byLanguage = new TreeMap<>();
        thoughts.forEach(thought -> byLanguage
                .computeIfAbsent(thought.language(), language -> new TreeMap<>())
                .computeIfAbsent(thought.documentId(), id -> new ArrayList<>())
                .add(thought));
        Map<String, Split> parts = new HashMap<>();
        byLanguage.forEach((language, documents) -> {
            if (documents.size() >= FEWEST_DOCUMENTS) {
                wholeDocuments(documents.values(), seed, parts);
            } else {
                documents.values().forEach(document -> stretches(document, parts));
            }
        });
        return parts;
    }

    /** Each document, in a random order, goes where most is missing. */
    private static void wholeDocuments(Collection<List<Thought>> documents, long seed, Map<String, Split> parts) {
        List<List<Thought>> shuffled = new ArrayList<>(documents);
        Collections.shuffle(shuffled, RandomStreams.of(seed, "parts of a corpus"));
        double total = shuffled.stream().mapToInt(List::size).sum();
        Map<Split, Double> missing = new EnumMap<>(Split.class);
        for (Split part : values()) {
            missing.put(part, part.share * total);
        }
        for (List<Thought> document : shuffled) {
            Split part = Collections.max(missing.entrySet(), Map.Entry.comparingByValue())
                    .getKey();
            missing.merge(part, -(double) document.size(), Double::sum);
            document.forEach(thought -> parts.put(thought.id(), part));
        }
    }

    private static void stretches(List<Thought> document, Map<String, Split> parts) {
        List<Thought> read = document.stream()
                .sorted(Comparator.comparingInt(Thought::position))
                .toList();
        double end = 0;
        int from = 0;
        for (Split part : values()) {
            end += part.share;
            int to = (int) Math.round(end * read.size());
            read.subList(from, to).forEach(thought -> parts.put(thought.id(), part));
            from = to;
        }
    }
}
