package dev.stellator.study.training;

import dev.stellator.engine.RandomStreams;
import dev.stellator.engine.Samples;
import dev.stellator.study.field.FieldMaterial;
import dev.stellator.study.field.FieldPath;
import dev.stellator.study.measure.OrderScore;
import dev.stellator.study.training.PreparedPaths.Prepared;
import dev.stellator.worker.Sequence;
import dev.stellator.worker.SteeringTexts;
import dev.stellator.worker.intervention.Intervention;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * What each step of a field's training reads: a few texts of a few paths, under rails in a random order, every second path's
 * under rails of other tokens of its basin.
 */
final class FieldLessons {
    private final FieldMaterial material;
    private final FieldTraining.Settings settings;
    private final PreparedPaths prepared;
    private final BiFunction<Prepared, int[], List<Intervention>> rails;

    /** @param rails what acts for a path whose steps are in a given order */
    FieldLessons(
            FieldMaterial material,
            FieldTraining.Settings settings,
            PreparedPaths prepared,
            BiFunction<Prepared, int[], List<Intervention>> rails) {
        this.material = material;
        this.settings = settings;
        this.prepared = prepared;
        this.rails = rails;
    }

    /** All texts that lessons are made of, those of a path one after the other. */
    List<Sequence> texts() {
        return material.trained().stream()
                .flatMap(path -> prepared.of(path).texts().stream())
                .toList();
    }

    List<SteeringTexts.Lesson> of(int step) {
        Random random = RandomStreams.of(settings.seed(), "lessons", step);
        List<FieldPath> paths = material.trained();
        List<SteeringTexts.Lesson> lessons = new ArrayList<>();
        for (int i = 0; i < settings.pathsAtOnce(); i++) {
            FieldPath path = paths.get(turn(step * settings.pathsAtOnce() + i, paths.size()));
            Prepared own = prepared.of(path);
            for (int text = 0; text < settings.textsOfEach(); text++) {
                boolean drawnRail = !settings.variants().contains(Variant.SWEEP)
                        && i % 2 == 1
                        && path.others().size() >= 2 * own.steps().size();
                Prepared shown = drawnRail ? prepared.drawn(path, own, random) : own;
                int[] order = shuffled(shown.steps().size(), random);
                List<int[]> targets = IntStream.of(order)
                        .mapToObj(shown.targets(settings.aim())::get)
                        .toList();
                int drawn = random.nextInt(own.texts().size());
                lessons.add(new SteeringTexts.Lesson(
                        first(path) + drawn,
                        rails.apply(shown, order),
                        OrderScore.targets(own.texts().get(drawn).ids(), targets, 0)));
            }
        }
        return lessons;
    }

    /** Where a path's texts begin among those of all. */
    private int first(FieldPath path) {
        int at = 0;
        for (FieldPath other : material.trained()) {
            if (other.id().equals(path.id())) {
                return at;
            }
            at += prepared.of(other).texts().size();
        }
        throw new IllegalArgumentException("the path " + path.id() + " is none of the trained ones");
    }

    /** Every path once before one comes again, in an order of its own each time. */
    private int turn(int number, int paths) {
        int[] order = shuffled(paths, RandomStreams.of(settings.seed(), "round of paths", number / paths));
        return order[number % paths];
    }

    private static int[] shuffled(int size, Random random) {
        return Samples.draw(size, size, random.nextLong());
    }
}
