package dev.stellator.engine.probe;

import dev.stellator.engine.field.Field;
import dev.stellator.engine.field.Vectors;
import dev.stellator.engine.graph.Thought;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The way of a vector down a field, stop by stop, as a picture shows it. */
public final class Descent {
    private static final int MOST_STOPS = 64;
    private static final int HOLDERS = 24;

    private Descent() {}

    /**
     * A place on the way.
     *
     * @param energy of the field there
     * @param holders the thoughts that hold most of the field's mass there, heaviest first
     */
    public record Stop(double energy, List<Holder> holders) {
        public Stop {
            holders = List.copyOf(holders);
        }
    }

    /** @param mass share of the field's mass */
    public record Holder(String thoughtId, double mass) {}

    /** @param thoughts the field's patterns, in its order */
    static List<Stop> of(float[] start, Field field, List<Thought> thoughts) {
        List<Stop> stops = new ArrayList<>();
        float[] place = start;
        double moved = Double.POSITIVE_INFINITY;
        while (stops.size() < MOST_STOPS) {
            Field.Step step = field.step(place);
            stops.add(new Stop(step.energy(), holders(step.mass(), thoughts)));
            if (moved < Field.STANDSTILL) {
                break;
            }
            moved = Vectors.distance(place, step.next());
            place = step.next();
        }
        return stops;
    }

    private static List<Holder> holders(double[] mass, List<Thought> thoughts) {
        return IntStream.range(0, mass.length)
                .filter(i -> mass[i] > 1e-4)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -mass[i]))
                .limit(HOLDERS)
                .map(i -> new Holder(thoughts.get(i).id(), mass[i]))
                .toList();
    }
}
