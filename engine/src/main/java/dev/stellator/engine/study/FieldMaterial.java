package dev.stellator.engine.study;

import dev.stellator.engine.RandomStreams;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What a field is learned from, and measured on. No basin stands in two of the lists.
 *
 * @param trained paths that it is trained on
 * @param validating paths by whose building texts the checkpoint that is kept is chosen
 * @param unseen paths that are looked at once, after training
 * @param neutral texts of the building half from anywhere
 * @param steps that rails are drawn from besides the trained paths; none is a form of an unseen or validating path's step, or
 *     of a word that is measured there
 */
public record FieldMaterial(
        List<FieldPath> trained,
        List<FieldPath> validating,
        List<FieldPath> unseen,
        List<String> neutral,
        List<Step> steps) {
    private static final int FEWEST = 6;

    public FieldMaterial {
        trained = List.copyOf(trained);
        validating = List.copyOf(validating);
        unseen = List.copyOf(unseen);
        neutral = List.copyOf(neutral);
        steps = List.copyOf(steps);
    }

    /** A token, and words near it that a training may move. */
    public record Step(String token, List<String> trained) {
        public Step {
            trained = List.copyOf(trained);
        }
    }

    /**
     * Splits paths by basin: a third is unseen, a ninth validates, the rest is trained on.
     *
     * @throws dev.stellator.engine.InputRefusedException when there are fewer than {@value #FEWEST} paths
     */
    public static FieldMaterial split(List<FieldPath> paths, List<String> neutral, long seed) {
        if (paths.size() < FEWEST) {
            throw new dev.stellator.engine.InputRefusedException("a field is learned from at least " + FEWEST
                    + " paths into basins of their own, with building and held-out texts for each; this corpus gives "
                    + paths.size() + "; import more text");
        }
        List<FieldPath> drawn = new ArrayList<>(paths);
        Collections.shuffle(drawn, RandomStreams.of(seed, "split of paths"));
        int unseen = Math.max(2, drawn.size() / 3);
        int validating = Math.max(1, drawn.size() / 9);
        return new FieldMaterial(
                drawn.subList(unseen + validating, drawn.size()),
                drawn.subList(unseen, unseen + validating),
                drawn.subList(0, unseen),
                neutral,
                List.of());
    }

    /** The same with steps to draw rails from. */
    public FieldMaterial withSteps(List<Step> others) {
        return new FieldMaterial(trained, validating, unseen, neutral, others);
    }

    /**
     * The same with the trained paths' words shuffled among all steps of all paths: what is learned from it can be nothing
     * about following a path.
     */
    public FieldMaterial shuffled(long seed) {
        Random random = RandomStreams.of(seed, "shuffled neighbours");
        List<List<String>> words =
                new ArrayList<>(steps.stream().map(Step::trained).toList());
        Collections.shuffle(words, random);
        return new FieldMaterial(
                shuffled(trained, random),
                shuffled(validating, random),
                unseen,
                neutral,
                IntStream.range(0, steps.size())
                        .mapToObj(i -> new Step(steps.get(i).token(), words.get(i)))
                        .toList());
    }

    private static List<FieldPath> shuffled(List<FieldPath> paths, Random random) {
        List<List<String>> words = new ArrayList<>();
        paths.forEach(path -> words.addAll(path.trained()));
        Collections.shuffle(words, random);
        List<FieldPath> result = new ArrayList<>();
        int at = 0;
        for (FieldPath path : paths) {
            int steps = path.tokens().size();
            result.add(path.with(path.tokens(), words.subList(at, at + steps), path.measured()));
            at += steps;
        }
        return result;
    }
}
