package dev.stellator.api;

import dev.stellator.engine.probe.Descent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The map as far as it is drawn, and where things stand on it.
 *
 * <p>Safe for use by several threads.
 */
final class DrawnMap {
    private volatile @Nullable GraphMap map;
    private volatile Map<String, Integer> rows = Map.of();

    /** Null while there is none. */
    @Nullable
    GraphMap map() {
        return map;
    }

    void put(GraphMap drawn) {
        rows = drawn.rows();
        map = drawn;
    }

    void forget() {
        map = null;
    }

    /** The row of a thought; -1 where it is not on the map. */
    int row(String thoughtId) {
        return rows.getOrDefault(thoughtId, -1);
    }

    /** The thoughts of some rows, in that order; rows that there are not are left out. */
    List<String> ids(List<Integer> wanted) {
        GraphMap drawn = map;
        if (drawn == null) {
            return List.of();
        }
        return wanted.stream()
                .filter(row -> row >= 0 && row < drawn.ids().length)
                .map(row -> drawn.ids()[row])
                .toList();
    }

    /** A descent's stop at the mean place of the thoughts that hold the field's mass there. */
    GraphViews.Stop place(Descent.Stop stop) {
        GraphMap drawn = map;
        if (drawn == null) {
            return new GraphViews.Stop(stop.energy(), null, null);
        }
        double x = 0;
        double y = 0;
        double mass = 0;
        for (Descent.Holder holder : stop.holders()) {
            Integer row = rows.get(holder.thoughtId());
            if (row != null && row < drawn.ids().length) {
                x += holder.mass() * drawn.places()[2 * row];
                y += holder.mass() * drawn.places()[2 * row + 1];
                mass += holder.mass();
            }
        }
        return mass == 0
                ? new GraphViews.Stop(stop.energy(), null, null)
                : new GraphViews.Stop(stop.energy(), x / mass, y / mass);
    }
}
