package dev.stellator.worker.intervention;

/**
 * The positions of a sequence at which an intervention acts: the intersection of a range and a phase. Positions count
 * the sequence's own subwords from 0; a sink has none, and no intervention acts on it.
 *
 * @param from first position
 * @param to end of the range, excluded
 */
public record PositionSelector(int from, int to, Phase phase) {
    public static final PositionSelector EVERYWHERE = new PositionSelector(0, Integer.MAX_VALUE, Phase.BOTH);

    /** Part of the sequence: what was given, what the model wrote, or both. */
    public enum Phase {
        PROMPT,
        GENERATED,
        BOTH
    }

    public PositionSelector {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("expected 0 <= from <= to, found " + from + " and " + to);
        }
    }

    public static PositionSelector in(Phase phase) {
        return new PositionSelector(0, Integer.MAX_VALUE, phase);
    }

    public static PositionSelector between(int from, int to) {
        return new PositionSelector(from, to, Phase.BOTH);
    }

    public boolean everywhere() {
        return from == 0 && to == Integer.MAX_VALUE && phase == Phase.BOTH;
    }

    public boolean contains(int position, int promptLength) {
        if (position < from || position >= to) {
            return false;
        }
        return switch (phase) {
            case PROMPT -> position < promptLength;
            case GENERATED -> position >= promptLength;
            case BOTH -> true;
        };
    }
}
