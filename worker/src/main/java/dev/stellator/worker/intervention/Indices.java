package dev.stellator.worker.intervention;

import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A choice of layers or heads, counted from 0.
 *
 * @param all every index is chosen, and {@code chosen} is empty
 */
public record Indices(boolean all, Set<Integer> chosen) {
    public static final Indices ALL = new Indices(true, Set.of());
    public static final Indices NONE = new Indices(false, Set.of());

    public Indices {
        chosen = Collections.unmodifiableSet(new TreeSet<>(chosen));
        if (all && !chosen.isEmpty()) {
            throw new IllegalArgumentException("a choice of all indices names none");
        }
        for (int index : chosen) {
            if (index < 0) {
                throw new IllegalArgumentException("an index must be at least 0, found " + index);
            }
        }
    }

    public static Indices of(int... indices) {
        return new Indices(false, IntStream.of(indices).boxed().collect(Collectors.toSet()));
    }

    public static Indices of(Collection<Integer> indices) {
        return new Indices(false, new TreeSet<>(indices));
    }

    /** From {@code first} to {@code last}, both included. */
    public static Indices range(int first, int last) {
        return new Indices(false, IntStream.rangeClosed(first, last).boxed().collect(Collectors.toSet()));
    }

    /** The given indices, or all when none are given. */
    public static Indices ofOrAll(Collection<Integer> indices) {
        return indices.isEmpty() ? ALL : of(indices);
    }

    public boolean contains(int index) {
        return all || chosen.contains(index);
    }

    /** The lowest chosen index; beyond all when none is. */
    public int first() {
        return all ? 0 : chosen.stream().mapToInt(Integer::intValue).min().orElse(Integer.MAX_VALUE - 1);
    }

    /** The chosen indices below {@code count}, in rising order. */
    public int[] below(int count) {
        return IntStream.range(0, count).filter(this::contains).toArray();
    }
}
