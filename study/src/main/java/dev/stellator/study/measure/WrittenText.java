package dev.stellator.study.measure;

import dev.stellator.engine.Progress;
import dev.stellator.worker.Baseline;
import dev.stellator.worker.Difference;
import dev.stellator.worker.LanguageModel;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.intervention.Intervention;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a model wrote, and what acted on it.
 *
 * @param before subwords that it went on from; at least one
 * @param ids what it wrote
 */
public record WrittenText(int[] before, int[] ids, List<Intervention> acting) {
    private static final int AT_ONCE = 32;

    public WrittenText {
        before = before.clone();
        ids = ids.clone();
        acting = List.copyOf(acting);
    }

    /** The position of a reading that predicts the first subword that was written. */
    public int first() {
        return before.length - 1;
    }

    /** Share of pairs of neighbouring subwords that came before; 0 of fewer than two subwords. */
    public double repetition() {
        Set<Long> pairs = new HashSet<>();
        for (int t = 1; t < ids.length; t++) {
            pairs.add(((long) ids[t - 1] << 32) | ids[t]);
        }
        return ids.length < 2 ? 0 : 1 - pairs.size() / (ids.length - 1.0);
    }

    private int[] whole() {
        int[] whole = Arrays.copyOf(before, before.length + ids.length);
        System.arraycopy(ids, 0, whole, before.length, ids.length);
        return whole;
    }

    /** Reads texts again, each in the base model and under what acted on it; those that the same acted on share their passes. */
    public static List<Difference> read(LanguageModel model, List<WrittenText> texts) {
        Map<List<Intervention>, List<Integer>> alike = new LinkedHashMap<>();
        for (int i = 0; i < texts.size(); i++) {
            alike.computeIfAbsent(texts.get(i).acting(), acting -> new ArrayList<>())
                    .add(i);
        }
        Difference[] found = new Difference[texts.size()];
        alike.forEach((acting, members) -> {
            for (int from = 0; from < members.size(); from += AT_ONCE) {
                Progress.checkpoint();
                List<Integer> some = members.subList(from, Math.min(members.size(), from + AT_ONCE));
                List<Sequence> sequences = some.stream()
                        .map(i -> Sequence.of(texts.get(i).whole()).withSink())
                        .toList();
                try (Baseline baseline = model.baseline(sequences, new int[0])) {
                    List<Difference> read = baseline.under(List.of(acting)).get(0);
                    for (int i = 0; i < read.size(); i++) {
                        found[some.get(i)] = read.get(i);
                    }
                }
            }
        });
        return List.of(found);
    }
}
