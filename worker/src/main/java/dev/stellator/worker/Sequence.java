package dev.stellator.worker;

import dev.stellator.worker.intervention.Intervention;
import java.util.List;

/**
 * Subwords with the interventions that act on them; without any, the base model's bits.
 *
 * @param promptLength how many of the subwords count as prompt; the rest counts as generated
 * @param sink the model's sink subword stands before the sequence (and before its rail). It is not part of the
 *     sequence: positions count from the first of {@code ids}
 */
public record Sequence(int[] ids, int promptLength, boolean sink, List<Intervention> interventions) {
    public Sequence {
        ids = ids.clone();
        interventions = List.copyOf(interventions);
        if (ids.length == 0) {
            throw new IllegalArgumentException("a sequence needs at least one subword");
        }
        if (promptLength < 0 || promptLength > ids.length) {
            throw new IllegalArgumentException(
                    "prompt length must lie in [0, " + ids.length + "], found " + promptLength);
        }
    }

    public static Sequence of(int... ids) {
        return new Sequence(ids, ids.length, false, List.of());
    }

    public Sequence withSink() {
        return new Sequence(ids, promptLength, true, interventions);
    }

    /** The same subwords under other interventions. */
    public Sequence with(List<Intervention> others) {
        return new Sequence(ids, promptLength, sink, others);
    }

    public Sequence with(Intervention... others) {
        return with(List.of(others));
    }

    /** Those interventions that are of a kind, in their order. */
    <T extends Intervention> List<T> interventions(Class<T> kind) {
        return interventions.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The same subwords and sink without interventions. */
    public Sequence base() {
        return with(List.of());
    }

    public int length() {
        return ids.length;
    }
}
