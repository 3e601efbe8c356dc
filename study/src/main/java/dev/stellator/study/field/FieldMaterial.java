package dev.stellator.study.field;

import dev.stellator.engine.RandomStreams;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * What a field is learned from, and measured on. No basin stands in two of the lists.
 *
 * @param trained paths that it is trained on
 * @param validating paths by whose building texts the checkpoint that is kept is chosen
 * @param unseen paths that are looked at once, after training
 * @param neutral texts of the building half from anywhere
 */
public record FieldMaterial(
        List<FieldPath> trained, List<FieldPath> validating, List<FieldPath> unseen, List<String> neutral) {
    static final int FEWEST = 6;

    public FieldMaterial {
        trained = List.copyOf(trained);
        validating = List.copyOf(validating);
        unseen = List.copyOf(unseen);
        neutral = List.copyOf(neutral);
    }

    /**
     * Splits paths by basin: a third is unseen, a ninth validates, the rest is trained on.
     *
     * @throws IllegalArgumentException when there are fewer than {@value #FEWEST} paths
     */
    public static FieldMaterial split(List<FieldPath> paths, List<String> neutral, long seed) {
        if (paths.size() < FEWEST) {
            throw new IllegalArgumentException("at least " + FEWEST + " paths are split, found " + paths.size());
        }
        List<FieldPath> drawn = new ArrayList<>(paths);
        Collections.shuffle(drawn, RandomStreams.of(seed, "split of paths"));
        int unseen = Math.max(2, drawn.size() / 3);
        int validating = Math.max(1, drawn.size() / 9);
        return new FieldMaterial(
                drawn.subList(unseen + validating, drawn.size()),
                drawn.subList(unseen, unseen + validating),
                drawn.subList(0, unseen),
                neutral);
    }

    /**
     * The same with the trained paths' words shuffled among all steps of all paths: what is learned from it can be nothing
     * about following a path.
     */
    public FieldMaterial shuffled(long seed) {
        Random random = RandomStreams.of(seed, "shuffled neighbours");
        return new FieldMaterial(shuffled(trained, random), shuffled(validating, random), unseen, neutral);
    }

    private static List<FieldPath> shuffled(List<FieldPath> paths, Random random) {
        List<List<String>> words = new ArrayList<>();
        paths.forEach(path -> words.addAll(path.trained()));
        paths.forEach(path -> path.others().forEach(step -> words.add(step.trained())));
        Collections.shuffle(words, random);
        List<FieldPath> result = new ArrayList<>();
        int at = 0;
        for (FieldPath path : paths) {
            int steps = path.tokens().size();
            FieldPath own = path.with(path.tokens(), words.subList(at, at + steps), path.measured());
            at += steps;
            List<FieldPath.Step> others = new ArrayList<>();
            for (FieldPath.Step step : path.others()) {
                others.add(new FieldPath.Step(step.token(), words.get(at)));
                at++;
            }
            result.add(own.with(others));
        }
        return result;
    }
}
